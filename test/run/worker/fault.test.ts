import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { faultOf, statedFault } from '../../../src/run/worker/fault.js';
import { TrialFault } from '../../../src/run/worker/trial-fault.js';

describe('a fault of what was thrown', () => {
  test('tells an error by name, message, stack, phase and unit', () => {
    const error = new RangeError('too far');
    expect(faultOf(error, 'run', 3)).toEqual({
      phase: 'run',
      message: 'RangeError: too far',
      stack: error.stack,
      unit: 3,
    });
  });

  test('tells an error that arrived as a plain object', () => {
    expect(faultOf({ name: 'TypeError', message: 'gone' }, 'run').message).toBe('TypeError: gone');
  });

  test.each([null, undefined, 0, '', 'a "text"', 1n, Symbol('s'), [], {}, () => 1])(
    'says that %o is no error',
    (thrown) => {
      const { message } = faultOf(thrown, 'run');
      expect(message).toMatch(/^threw .* \(not an Error\)$/s);
    },
  );

  test('never throws and stays short, whatever it is given', () => {
    const bad = () => {
      throw new Error('got you');
    };
    const getters = Object.defineProperties({}, { message: { get: bad }, name: { get: bad }, stack: { get: bad } });
    const proxy = new Proxy({}, { get: bad, has: bad, getPrototypeOf: bad, ownKeys: bad });
    const written = new Error('x');
    // V8 writes the stack when it is first read, and asks for the message then.
    expect(written.stack).toContain('x');
    const errorWithGetters = Object.defineProperty(written, 'message', { get: bad });
    const names = { name: Symbol('n'), message: 'm' };
    for (const thrown of [getters, proxy, errorWithGetters, Object.create(null), names, { toString: bad }]) {
      const fault = faultOf(thrown, 'run');
      expect(fault.message.length).toBeGreaterThan(0);
      expect(fault.message).not.toContain('got you');
    }
  });

  test('is plain JSON data for any value', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true, withBigInt: true }), (thrown) => {
        const fault = faultOf(thrown, 'run');
        expect(JSON.parse(JSON.stringify(fault))).toEqual(fault);
      }),
    );
  });

  test('cuts endless texts, and says how much it cut', () => {
    const fault = faultOf(new Error('x'.repeat(100_000)), 'run');
    expect(fault.message.length).toBeLessThan(3000);
    expect(fault.message).toMatch(/… \(\d+ more characters\)$/);
    expect((fault.stack as string).length).toBeLessThan(10_000);
  });
});

describe('a trial’s fault', () => {
  test('keeps what kneepoint itself stated', () => {
    const stated = statedFault('it was too late', 'close', null);
    expect(TrialFault.from(new TrialFault(stated), 'run')).toBe(stated);
    expect(TrialFault.from(new Error('other'), 'run')).toMatchObject({ phase: 'run', message: 'Error: other' });
  });

  const end = { cause: null, status: 7, signal: null, reason: null };

  test('of a dead worker tells its status or its signal, and what is known of the reason', () => {
    expect(TrialFault.workerDied(end, 'run').message).toMatch(/status 7 before its trial did \(did the task/);
    const killed = { ...end, status: null, signal: 'SIGKILL', reason: 'sent by somebody' };
    expect(TrialFault.workerDied(killed, 'setup').fault).toMatchObject({
      phase: 'setup',
      message: 'a worker ended with signal SIGKILL before its trial did: sent by somebody',
    });
  });

  test('of a dead worker tells what it threw, and not what the pool says of it', () => {
    const own = TrialFault.workerDied({ ...end, cause: new Error('out of memory') }, 'run').message;
    expect(own).toBe('Error: out of memory (the worker ended with status 7)');
    for (const cause of [new Error('Worker exited unexpectedly'), channelClosed()]) {
      expect(TrialFault.workerDied({ ...end, cause }, 'run').message).toMatch(/^a worker ended with status 7/);
    }
  });
});

function channelClosed(): Error {
  return Object.assign(new Error('Channel closed'), { code: 'ERR_IPC_CHANNEL_CLOSED' });
}
