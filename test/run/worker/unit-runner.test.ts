import { afterEach, describe, expect, test, vi } from 'vitest';
import type { LoadedTask } from '../../../src/run/worker/task-module.js';
import { UnitRunner } from '../../../src/run/worker/unit-runner.js';
import type { ThreadTally } from '../../../src/seams/crew.js';
import type { TrialSpec } from '../../../src/seams/executor.js';
import type { Task } from '../../../src/seams/task.js';
import { countOf } from '../../../src/statistics/histogram.js';
import { trialSpec } from '../../support/trial-spec.js';

type AnyTask = Partial<Task> & Pick<Task, 'run'>;

function loaded(task: AnyTask): LoadedTask {
  return { plain: false, ...task };
}

function plain(run: (...args: never[]) => unknown): LoadedTask {
  return { plain: true, run: run as (...args: readonly unknown[]) => unknown };
}

/** Drives a task over all units of `spec`. */
async function drive(task: LoadedTask, over: Partial<TrialSpec> = {}, streams = 1): Promise<ThreadTally> {
  const spec = trialSpec(over);
  let next = 0;
  const take = () => {
    const from = next;
    next += spec.chunk;
    return from < spec.units ? from : -1;
  };
  const runner = new UnitRunner(task, spec, 0, streams);
  await runner.setup();
  return runner.drive(take, () => {});
}

/** Null while the true clock runs. */
const stopped = vi.hoisted(() => ({ ms: null as number | null }));
vi.mock('../../../src/clock.js', async (original) => {
  const clock = await original<typeof import('../../../src/clock.js')>();
  return { ...clock, now: () => stopped.ms ?? clock.now() };
});

/** A clock that only `pass` moves. */
function stoppedClock() {
  let ms = 1000;
  stopped.ms = ms;
  const pass = (by: number) => {
    ms += by;
    stopped.ms = ms;
  };
  return { pass };
}

afterEach(() => {
  stopped.ms = null;
});

describe('driving itself', () => {
  test.each([
    { units: 1, chunk: 1, streams: 1 },
    { units: 10, chunk: 3, streams: 1 },
    { units: 10, chunk: 100, streams: 4 },
    { units: 10, chunk: 2, streams: 3 },
  ])('runs each of $units units once, chunk $chunk, $streams at a time', async ({ units, chunk, streams }) => {
    const ran: number[] = [];
    const run = async ({ index }: { index: number }) => {
      await null;
      ran.push(index);
    };
    const tally = await drive(loaded({ run }), { units, chunk }, streams);
    expect(ran.sort((a, b) => a - b)).toEqual(Array.from({ length: units }, (_, i) => i));
    expect(tally).toMatchObject({ ran: units, threw: 0, wrong: 0, fault: null, streams });
    expect(countOf(tally.service)).toBe(units);
  });

  test('tells its progress, all units in the end', async () => {
    const told: number[] = [];
    const spec = trialSpec({ units: 5 });
    let next = 0;
    await new UnitRunner(
      plain(() => 1),
      spec,
      0,
    ).drive(
      () => (next < 5 ? next++ : -1),
      (units) => told.push(units),
    );
    expect(told.reduce((sum, units) => sum + units, 0)).toBe(5);
  });

  test('a plain function gets the arguments alone, a defined task its context first', async () => {
    const seen: unknown[] = [];
    await drive(
      plain((...args: unknown[]) => seen.push(args)),
      { units: 1, args: [1, 'b', [3]] },
    );
    const run = (context: { index: number; state: unknown }, ...args: unknown[]) =>
      seen.push([context.index, context.state, ...args]);
    await drive(loaded({ setup: () => 'state', run: run as Task['run'] }), { units: 1, args: [1, 'b', [3]] });
    expect(seen).toEqual([
      [1, 'b', [3]],
      [0, 'state', 1, 'b', [3]],
    ]);
  });

  test('units draw the same from seed and index, whatever worker runs them', async () => {
    const draws = async (worker: number) => {
      const drawn: number[] = [];
      const runner = new UnitRunner(
        loaded({ run: ({ rng }) => drawn.push(rng.bits()) }),
        trialSpec({ seed: 7 }),
        worker,
      );
      await runner.answer(4, []);
      await runner.answer(5, []);
      return drawn;
    };
    expect(await draws(3)).toEqual(await draws(0));
    expect(new Set(await draws(0)).size).toBe(2);
  });
});

describe('a unit that fails', () => {
  const atThree = ({ index }: { index: number }) => {
    if (index === 3) throw new RangeError('three is too many');
    return index;
  };

  test('stops the trial at the failure', async () => {
    const tally = await drive(loaded({ run: atThree }), { units: 10 });
    expect(tally).toMatchObject({ ran: 3, threw: 1, wrong: 0 });
    expect(tally.fault).toMatchObject({ phase: 'run', message: 'RangeError: three is too many', unit: 3 });
  });

  test('is counted, and the others go on, where units may fail', async () => {
    const tally = await drive(loaded({ run: atThree }), { units: 10, stopAtFailure: false });
    expect(tally).toMatchObject({ ran: 9, threw: 1, wrong: 0 });
    expect(tally.errors).toEqual([{ phase: 'run', message: 'RangeError: three is too many', unit: 3 }]);
    expect(countOf(tally.service)).toBe(9);
  });

  test('leaves a few of the first errors, cut, and no more', async () => {
    const run = ({ index }: { index: number }) => {
      throw new Error(`${index} ${'x'.repeat(5000)}`);
    };
    const { threw, errors } = await drive(loaded({ run }), { units: 50, stopAtFailure: false });
    expect([threw, errors.map(({ unit }) => unit)]).toEqual([50, [0, 1, 2]]);
    expect(Math.max(...errors.map(({ message }) => message.length))).toBeLessThan(210);
  });

  test('rejects or throws anything: null, undefined, a text', async () => {
    for (const thrown of [null, undefined, 'text', 0, Object.create(null)]) {
      const run = () => Promise.reject(thrown);
      const tally = await drive(loaded({ run }), { units: 2 });
      expect(tally.threw).toBe(1);
      expect(tally.fault?.message).toMatch(/^threw /);
    }
  });

  test('answers with its fault where a dispatcher asks', async () => {
    const runner = new UnitRunner(loaded({ run: atThree }), trialSpec(), 0);
    expect((await runner.answer(2, [])).fault).toBeNull();
    expect((await runner.answer(3, [])).fault).toMatchObject({ phase: 'run', unit: 3 });
  });
});

describe('verify', () => {
  const wrongAtTwo = (result: unknown) => result !== 2;
  const run = ({ index }: { index: number }) => index;

  test.each([
    ['at once', wrongAtTwo],
    ['later', async (result: unknown) => wrongAtTwo(result)],
    [
      'by a throw',
      (result: unknown) => {
        if (result === 2) throw new Error('wrong');
        return true;
      },
    ],
  ])('finds a wrong result %s', async (_, verify) => {
    const tally = await drive(loaded({ run, verify }), { units: 5, stopAtFailure: false });
    expect(tally).toMatchObject({ ran: 5, threw: 0, wrong: 1 });
    expect(tally.fault).toMatchObject({ phase: 'verify', unit: 2 });
    const stopped = await drive(loaded({ run, verify }), { units: 5 });
    expect(stopped).toMatchObject({ ran: 3, wrong: 1 });
    const runner = new UnitRunner(loaded({ run, verify }), trialSpec(), 0);
    expect((await runner.answer(1, [])).fault).toBeNull();
    expect((await runner.answer(2, [])).fault).toMatchObject({ phase: 'verify', unit: 2 });
  });

  test('sees each result once, with its context and arguments', async () => {
    const verify = vi.fn(() => true);
    await drive(loaded({ run, verify }), { units: 4, args: ['a'] });
    expect(
      verify.mock.calls.map(([result, context, arg]: unknown[]) => [result, (context as { index: number }).index, arg]),
    ).toEqual([0, 1, 2, 3].map((index) => [index, index, 'a']));
  });

  test.each([
    ['at once', () => true],
    ['later', async () => true],
  ])('its time, told %s, is no work when the worker drives itself', async (_, judge) => {
    const clock = stoppedClock();
    const task = loaded({
      run: () => void clock.pass(10),
      verify: () => {
        clock.pass(1000);
        return judge();
      },
    });
    const tally = await drive(task, { units: 3 });
    expect(tally.busyMs).toBe(30);
    expect(tally.checkMs).toBe(3000);
    expect(tally.service.maxNs).toBe(10e6);
    // From its first unit's start to its end, less the checks, a worker worked what its units took.
    expect((tally.doneMs as number) - (tally.startedMs as number) - tally.checkMs).toBe(30);
  });

  test('the time that it waits for is no work either', async () => {
    const clock = stoppedClock();
    const task = loaded({
      run: () => void clock.pass(10),
      verify: async () => {
        await null;
        clock.pass(1000);
        return true;
      },
    });
    const tally = await drive(task, { units: 3 });
    expect(tally.checkMs).toBe(3000);
    expect((tally.doneMs as number) - (tally.startedMs as number) - tally.checkMs).toBe(30);
    const answer = await new UnitRunner(task, trialSpec({ dispatch: 'pool' }), 0).answer(0, []);
    expect(answer.finishedMs - answer.startedMs).toBe(10);
    expect(answer.checkMs).toBe(1000);
  });
});

test('a result with a "then" of its own kind is awaited, by either dispatch', async () => {
  // biome-ignore lint/suspicious/noThenProperty: a thenable that is no promise is what is tested
  const thenable = { then: (resolve: (value: number) => void) => void queueMicrotask(() => resolve(41)) };
  const task = loaded({ run: () => thenable });
  const answer = new UnitRunner(task, trialSpec({ dispatch: 'pool' }), 0).answer(0, []);
  expect(answer).toBeInstanceOf(Promise);
  expect((await answer).value).toBe(41);
  const direct = loaded({ run: () => 41 });
  expect((await drive(task, { units: 3 })).digest).toEqual((await drive(direct, { units: 3 })).digest);
});

describe('what leaves the worker', () => {
  const task = loaded({
    run: ({ index }) => ({ index, large: new Uint8Array(10) }),
    answer: (result) => (result as { index: number }).index,
  });

  test('is the answer in the result’s place', async () => {
    expect((await new UnitRunner(task, trialSpec(), 0).answer(6, [])).value).toBe(6);
  });

  test('has the same digest however the units were run', async () => {
    const one = await drive(task, { units: 40 }, 1);
    const four = await drive(task, { units: 40, chunk: 3 }, 4);
    expect(four.digest).toEqual(one.digest);
    expect(one.digest).not.toBeNull();
    expect((await drive(task, { units: 40, digest: false })).digest).toBeNull();
  });
});

describe('the rest of a worker’s life', () => {
  test('setup, units and teardown share the state; warm-up units come after the counted ones', async () => {
    const calls: string[] = [];
    const task = loaded({
      setup: ({ worker, round }) => {
        calls.push(`setup ${worker} ${round}`);
        return 'state';
      },
      run: ({ index, state }) => void calls.push(`run ${index} ${state}`),
      teardown: (state) => void calls.push(`teardown ${state}`),
    });
    const runner = new UnitRunner(task, trialSpec({ units: 2, round: 3, warmupSeconds: 1e-9 }), 5);
    await runner.setup();
    const warm = await runner.warmUp();
    expect(warm).toMatchObject({ units: 1, late: { units: 1, serviceSeconds: warm?.lastServiceSeconds } });
    await runner.answer(0, []);
    await runner.teardown();
    expect(calls).toEqual(['setup 5 3', 'run 2 state', 'run 0 state', 'teardown state']);
  });

  test('no warm-up is none, and a long one has no more units than the trial', async () => {
    expect(
      await new UnitRunner(
        plain(() => 1),
        trialSpec(),
        0,
      ).warmUp(),
    ).toBeNull();
    const long = trialSpec({ units: 7, warmupSeconds: 1e6 });
    expect(
      await new UnitRunner(
        plain(() => 1),
        long,
        0,
      ).warmUp(),
    ).toMatchObject({ units: 7, late: { units: 3 } });
  });
});
