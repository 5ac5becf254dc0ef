/** A task that goes wrong in unit 3 of each round, or in its set-up and the like, as its list of faults says. */
import { spawn } from 'node:child_process';
import { closeSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { parentPort } from 'node:worker_threads';
import { isTrial, isWorker } from './arm.mjs';

const MEBIBYTE = 1024 * 1024;
const never = () => new Promise(() => setInterval(() => {}, 1000));
const loop = () => {
  for (;;);
};
const thrower = (value) => () => {
  throw value;
};
const signal = (name) => () => {
  process.kill(process.pid, name);
  return never();
};
const anyAccessThrows = () => new Proxy({}, new Proxy({}, { get: () => thrower(new Error('the proxy throws')) }));
const write = (stream) => async () => {
  const line = `${'x'.repeat(1023)}\n`;
  for (let i = 0; i < 50 * 1024; i++) {
    if (!stream.write(line)) await new Promise((resolve) => stream.once('drain', resolve));
  }
};
const { setTimeout: wait } = globalThis;
/** A thread's port, a pool process's channel, or the socket that a host has to its supervisor. */
const closeChannel = () => {
  if (parentPort !== null) parentPort.close();
  else if (process.disconnect !== undefined) process.disconnect();
  else closeSync(3);
};
/** Leaves time for what a unit left behind. */
const pause = () => new Promise((resolve) => wait(resolve, 100));

/** What unit 3 does. */
const IN_UNIT = {
  'throws an Error': thrower(new RangeError('planned')),
  'rejects with an Error': async () => {
    throw new RangeError('planned');
  },
  'throws null': thrower(null),
  'throws undefined': thrower(undefined),
  'throws a string': thrower('planned'),
  'throws a plain object': thrower({ reason: 'planned' }),
  'throws what cannot be shown': thrower({
    toString: thrower(new Error('toString throws')),
    get stack() {
      throw new Error('stack throws');
    },
  }),
  'throws a Proxy': () => {
    throw anyAccessThrows();
  },
  'throws an Error whose message throws': () => {
    throw Object.defineProperty(new Error(), 'message', { get: thrower(new Error('message throws')) });
  },
  'throws 1 MB of hostile text': () => {
    throw new Error(`\u001b[2J\u001b]0;title\u0007\u202e=cmd|"x",\n# ${'A'.repeat(MEBIBYTE)}`);
  },
  'rejects with null': () => Promise.reject(null),
  'recurses without end': function recurse() {
    return recurse() + 1;
  },
  'asks for more memory than there is': () => new ArrayBuffer(2 ** 52),
  'returns what throws when it is awaited': () =>
    Object.defineProperty({}, 'then', { get: thrower(new RangeError('then throws')) }),
  'throws in workers alone': () => {
    if (isWorker) throw new RangeError('planned');
  },
  'never settles': never,
  'loops without end': loop,
  'loops in microtasks without end': async () => {
    for (;;) await null;
  },
  'ignores SIGTERM and loops without end': () => {
    process.on('SIGTERM', () => {});
    loop();
  },
  'stops itself (SIGSTOP)': signal('SIGSTOP'),
  'exits with status 0': () => process.exit(0),
  'exits with status 7': () => process.exit(7),
  aborts: () => process.abort(),
  'ends by SIGSEGV': signal('SIGSEGV'),
  'ends by SIGTERM': signal('SIGTERM'),
  'ends by SIGKILL': signal('SIGKILL'),
  'fills the JavaScript heap': () => {
    const kept = [];
    for (;;) kept.push(new Array(1000).fill(kept.length));
  },
  'closes its channel to whoever started it': closeChannel,
  'closes its channel to whoever started it, and goes on': () => {
    closeChannel();
    return never();
  },
  'waits for what never comes, with nothing left to do': () => new Promise(() => {}),
  'removes all listeners': () => {
    for (const emitter of [process, parentPort]) emitter?.removeAllListeners();
  },
  'returns a function': () => () => 1,
  'returns a symbol': () => Symbol('planned'),
  'returns what throws when it is read': () => ({
    get value() {
      throw new RangeError('the getter throws');
    },
  }),
  'returns a cycle': () => {
    const cycle = {};
    cycle.self = cycle;
    return cycle;
  },
  'returns 64 MB': () => new Uint8Array(64e6).fill(7),
  'returns 600 MB': () => new Uint8Array(600e6).fill(7),
  'writes 50 MB to standard output': write(process.stdout),
  'writes 50 MB to standard error': write(process.stderr),
  'leaves a timer that throws': () => void setTimeout(thrower(new RangeError('planned')), 1),
  'leaves a timer that throws null': () => void setTimeout(thrower(null), 1),
  'leaves a rejection that nobody handles': () => void Promise.reject(new RangeError('planned')),
  'replaces the clocks': () => {
    const stopped = () => 0;
    performance.now = stopped;
    Object.defineProperty(globalThis, 'performance', { value: { now: stopped }, configurable: true });
    process.hrtime = Object.assign(() => [0, 0], { bigint: () => 0n });
    Date.now = stopped;
    globalThis.Date = function stoppedDate() {};
  },
  'replaces Promise': () => {
    globalThis.Promise = class extends Promise {};
  },
  'replaces the timers': () => {
    for (const name of ['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval']) {
      globalThis[name] = () => {
        throw new Error(`no ${name}`);
      };
    }
  },
  'adds to every object and list': () => {
    for (const { prototype } of [Object, Array]) {
      Object.defineProperty(prototype, 'planted', { value: 'planted', enumerable: true, writable: true });
    }
  },
  'breaks Array.prototype.map': () => {
    Array.prototype.map = thrower(new RangeError('no map'));
  },
  'changes its folder': () => process.chdir('/'),
  'empties its environment': () => {
    for (const name of Object.keys(process.env)) delete process.env[name];
    process.env.NODE_OPTIONS = '--no-such-option';
  },
  'replaces the functions of process': () => {
    for (const name of ['exit', 'kill', 'send', 'abort', 'memoryUsage', 'hrtime']) {
      Object.defineProperty(process, name, { value: thrower(new Error(`no ${name}`)) });
    }
  },
  'handles uncaught errors itself, and leaves one': () => {
    process.on('uncaughtException', () => {});
    setTimeout(thrower(new RangeError('planned')), 1);
  },
  'handles rejections itself, and leaves one': () => {
    process.on('unhandledRejection', () => {});
    void Promise.reject(new RangeError('planned'));
  },
  'captures uncaught errors, and leaves one': () => {
    process.setUncaughtExceptionCaptureCallback(() => {});
    setTimeout(thrower(new RangeError('planned')), 1);
  },
  'has an exit handler that never ends': () => void process.on('exit', loop),
  'has an exit handler that throws': () => void process.on('exit', thrower(new RangeError('planned'))),
  'sets an exit status of its own': () => {
    process.exitCode = 9;
  },
  'leaves a child process that would outlive it': () => {
    spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' }).unref();
  },
  'leaves a server and an interval open': () => {
    setInterval(() => {}, 1000);
    return new Promise((resolve) => createServer().listen(0, '127.0.0.1', () => resolve(3)));
  },
  'sends messages of its own': () => {
    const messages = [null, 'text', 7, {}, { kneepoint: 'ended' }, { kneepoint: 'phase' }, { kneepoint: 'progress' }];
    for (const message of messages) process.send?.(message);
  },
  'sends messages of its own, and exits': () => {
    process.send?.({ kneepoint: 'ended' });
    process.send?.({ kneepoint: 'ended', result: null }, () => process.exit(7));
    return process.send === undefined ? process.exit(7) : never();
  },
  'removes its temporary folder': (scratch) => rmSync(scratch, { recursive: true }),
  'asks its supervisor to end (SIGTERM)': () => {
    process.kill(supervisorPid(), 'SIGTERM');
    return never();
  },
  'kills its host (SIGKILL)': () => {
    process.kill(isWorker && parentPort === null ? process.ppid : process.pid, 'SIGKILL');
    return never();
  },
};

/** The parent of the process group's leader. */
function supervisorPid() {
  const { ppid } = process;
  if (parentPort !== null || !isWorker) return ppid;
  const stat = readFileSync(`/proc/${ppid}/stat`, 'utf8');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}

/** What the other members of the task do. */
const IN_SETUP = {
  'throws in setup': thrower(new RangeError('planned')),
  'rejects with null in setup': () => Promise.reject(null),
  'never settles in setup': never,
  'exits in setup': () => process.exit(7),
};
const IN_VERIFY = {
  'throws in verify': thrower(new RangeError('planned')),
  'is found wrong by verify': () => false,
  'is found wrong by a verify that takes its time': () => pause().then(() => false),
  'never settles in verify': never,
};
const IN_TEARDOWN = {
  'throws in teardown': thrower(new RangeError('planned')),
  'rejects with null in teardown': () => Promise.reject(null),
  'never settles in teardown': never,
  'exits in teardown': () => process.exit(7),
  'aborts in teardown': () => process.abort(),
};

const UNITS = 8;
const FAULTY_UNIT = 3;
/** Units after the faulty one take their time: what it left behind strikes before the trial ends. */
const PAUSING = /^(leaves a (timer|rejection)|handles (uncaught|rejections)|captures|replaces)/;

/** `answer` gets the result alone. */
let isAnswerFaulty = false;

export default {
  setup: (context, ...faults) => {
    const fault = isTrial(context) ? faults[context.round] : undefined;
    isAnswerFaulty = fault === 'throws in answer';
    if (fault in IN_SETUP) return IN_SETUP[fault]();
    return { fault };
  },
  run: ({ index, worker, state: { fault }, scratch }) => {
    if (fault === 'throws in the second worker alone' && worker === 1) throw new RangeError('planned');
    if (fault === 'throws in the warm-up' && index >= UNITS) throw new RangeError('planned');
    if (index === FAULTY_UNIT && fault in IN_UNIT) return IN_UNIT[fault](scratch);
    return index > FAULTY_UNIT && PAUSING.test(fault) ? pause().then(() => index) : index;
  },
  verify: async (_result, { index, state: { fault } }) =>
    index === FAULTY_UNIT && fault in IN_VERIFY ? IN_VERIFY[fault]() : true,
  answer: (result) => {
    if (isAnswerFaulty && result === FAULTY_UNIT) throw new RangeError('planned');
    return result;
  },
  teardown: ({ fault }) => (fault in IN_TEARDOWN ? IN_TEARDOWN[fault]() : undefined),
};
