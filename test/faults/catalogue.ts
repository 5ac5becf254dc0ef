/** Every planted fault, and what is to come of it with each way to run units. */
import type { Outcome } from '../../src/model/trial.js';
import type { ExecutorName } from './study.js';

/** What a trial has to end with. `unit` null is a fault that no one unit is to blame for. */
export interface Expected {
  readonly outcome: Outcome;
  readonly phase: string | null;
  readonly unit: number | null | 'any';
  readonly message: RegExp | null;
  /** True where chance decides between a few messages: the document then tells none. */
  readonly varies?: boolean;
}

/** One fault. A way to run units that `but` does not name has the fault's own end. */
export interface Fault {
  readonly name: string;
  readonly end: Expected;
  readonly but: { readonly [executor in ExecutorName]?: Expected };
}

/** What a fault has to end with in one way to run units. */
export function expectedOf(fault: Fault, executor: ExecutorName): Expected {
  return fault.but[executor] ?? fault.end;
}

/** Faults that share a study, one a round, and what that study needs. */
export interface Family {
  readonly name: string;
  readonly faults: readonly Fault[];
  /** Exit status of the study. */
  readonly status: number;
  readonly executors: readonly Exclude<ExecutorName, 'sequential'>[];
  readonly flags: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** True where trials have to be ended by their timeout. */
  readonly hangs: boolean;
}

const UNIT = 3;
const COMPLETED: Expected = { outcome: 'completed', phase: null, unit: null, message: null };

function failed(message: RegExp, phase = 'run', unit: Expected['unit'] = null): Expected {
  return { outcome: 'failed', phase, unit, message };
}

/** Failed, and one unit is to blame. */
function failedAt(message: RegExp, phase = 'run', unit: Expected['unit'] = UNIT): Expected {
  return failed(message, phase, unit);
}

function lost(how: RegExp, phase = 'run'): Expected {
  const message = new RegExp(`^in "${phase}" the host process ${how.source}`);
  return { outcome: 'lost', phase, unit: null, message };
}

function timedOut(phase = 'run'): Expected {
  return { outcome: 'timed_out', phase, unit: null, message: new RegExp(`^it was still in "${phase}" after`) };
}

/** The pool's workers end differently from the host's own thread. */
function pools(end: Expected): Fault['but'] {
  return { threads: end, processes: end };
}

function fault(name: string, end: Expected, but: Fault['but'] = {}): Fault {
  return { name, end, but };
}

function family(name: string, faults: readonly Fault[], more: Partial<Family> = {}): Family {
  const ways = ['async', 'threads', 'processes'] as const;
  return { name, faults, status: 3, executors: ways, flags: [], env: {}, hangs: false, ...more };
}

const PLANNED = /^RangeError: planned$/;
const EXIT = '\\(did the task call process\\.exit\\?\\)$';
const exits = (status: number, phase?: string) =>
  fault(`exits with status ${status}`, lost(new RegExp(`ended with status ${status} ${EXIT}`), phase), {
    ...pools(failed(workerEnded(`status ${status}`, EXIT), phase)),
  });

function workerEnded(how: string, rest = '$'): RegExp {
  return new RegExp(`^a worker ended with ${how} before its trial did ?${rest}`);
}

function bySignal(name: string, why = '$'): Fault {
  return fault(`ends by ${name}`, lost(new RegExp(`ended by ${name}${why}`)), {
    processes: failed(workerEnded(`signal ${name}`, why)),
  });
}

const NOT_FOR_MEMORY = ': (sent by somebody|likely for want of memory)';
const UNCLONEABLE = /^the result cannot be sent .*could not be cloned/;

const THROWS: readonly Fault[] = [
  fault('throws an Error', failedAt(PLANNED)),
  fault('rejects with an Error', failedAt(PLANNED)),
  fault('throws null', failedAt(/^threw null/)),
  fault('throws undefined', failedAt(/^threw undefined/)),
  fault('throws a string', failedAt(/^threw "planned"/)),
  fault('throws a plain object', failedAt(/^threw \[object Object\]/)),
  fault('throws what cannot be shown', failedAt(/^threw a value that cannot be shown$/)),
  fault('throws a Proxy', failedAt(/^threw a value that cannot be shown$/)),
  fault('throws an Error whose message throws', failedAt(/^threw a value that cannot be shown$/)),
  fault('throws 1 MB of hostile text', failedAt(/A{1000}… \(1046\d{3} more characters\)$/)),
  fault('rejects with null', failedAt(/^threw null/)),
  fault('recurses without end', failedAt(/^RangeError: Maximum call stack size exceeded$/)),
  fault('asks for more memory than there is', failedAt(/^RangeError: Array buffer allocation failed$/)),
  fault('returns what throws when it is awaited', failedAt(/^RangeError: then throws$/)),
  fault('returns what throws when it is read', failedAt(/^RangeError: the getter throws$/, 'verify')),
  fault('throws in workers alone', COMPLETED, pools(failedAt(PLANNED))),
  fault('throws in the second worker alone', COMPLETED, pools(failedAt(PLANNED, 'run', 'any'))),
];

const ENDS: readonly Fault[] = [
  exits(0),
  exits(7),
  fault('aborts', lost(/ended by SIGABRT$/), {
    threads: failedAt(/not supported in workers/),
    processes: failed(workerEnded('signal SIGABRT')),
  }),
  fault('ends by SIGSEGV', lost(/ended by SIGSEGV$/), { processes: failed(workerEnded('signal SIGSEGV')) }),
  bySignal('SIGTERM'),
  bySignal('SIGKILL', NOT_FOR_MEMORY),
  fault('kills its host (SIGKILL)', lost(new RegExp(`ended by SIGKILL${NOT_FOR_MEMORY}`))),
  fault('closes its channel to whoever started it', lost(/closed its channel/), {
    threads: COMPLETED,
    processes: failed(/^a worker closed its channel/),
  }),
  fault('removes all listeners', COMPLETED, {
    // The worker ends by itself, or the pool ends it when it finds the channel closed.
    processes: { ...failed(/^a worker ended with (status 0|signal SIGTERM) before its trial did/), varies: true },
  }),
  fault('sends messages of its own, and exits', lost(new RegExp(`ended with status 7 ${EXIT}`)), {
    ...pools(failed(workerEnded('status 7', EXIT))),
  }),
];

const STRAYS: readonly Fault[] = [
  fault('leaves a timer that throws', failed(PLANNED), pools(failed(/^RangeError: planned \(it ended the worker\)$/))),
  fault('leaves a timer that throws null', failed(/^threw null/)),
  fault('leaves a rejection that nobody handles', failed(PLANNED), pools(failed(/^RangeError: planned \(it ended/))),
  fault('handles uncaught errors itself, and leaves one', failed(PLANNED), {
    ...pools(failed(/^RangeError: planned \(it ended/)),
  }),
  fault('handles rejections itself, and leaves one', failed(PLANNED), {
    ...pools(failed(/^RangeError: planned \(it ended/)),
  }),
  // Nothing but the callback hears of it then.
  fault('captures uncaught errors, and leaves one', COMPLETED),
];

const MEMBERS: readonly Fault[] = [
  fault('throws in setup', failed(PLANNED, 'setup')),
  fault('rejects with null in setup', failed(/^threw null/, 'setup')),
  fault('exits in setup', lost(new RegExp(`ended with status 7 ${EXIT}`), 'setup'), {
    ...pools(failed(workerEnded('status 7', EXIT), 'setup')),
  }),
  fault('throws in the warm-up', failed(PLANNED, 'warm-up')),
  fault('throws in verify', failedAt(PLANNED, 'verify')),
  fault('is found wrong by verify', failedAt(/^verify found the result wrong$/, 'verify')),
  fault('throws in answer', failedAt(PLANNED, 'verify')),
  fault('throws in teardown', failed(PLANNED, 'teardown')),
  fault('rejects with null in teardown', failed(/^threw null/, 'teardown')),
  fault('exits in teardown', lost(new RegExp(`ended with status 7 ${EXIT}`), 'teardown'), {
    ...pools(failed(workerEnded('status 7', EXIT), 'teardown')),
  }),
  fault('aborts in teardown', lost(/ended by SIGABRT$/, 'teardown'), {
    threads: failed(/not supported in workers/, 'teardown'),
    processes: failed(workerEnded('signal SIGABRT'), 'teardown'),
  }),
];

const RESULTS: readonly Fault[] = [
  fault('returns a function', COMPLETED, pools(failedAt(UNCLONEABLE))),
  fault('returns a symbol', COMPLETED, pools(failedAt(UNCLONEABLE))),
];

/** What a task may do to its own thread or process without harm to the measurement. */
const HARMLESS: readonly Fault[] = [
  'returns a cycle',
  'returns 64 MB',
  'writes 50 MB to standard output',
  'writes 50 MB to standard error',
  'replaces the clocks',
  'replaces Promise',
  'replaces the timers',
  'replaces the functions of process',
  'adds to every object and list',
  'empties its environment',
  'sets an exit status of its own',
  'has an exit handler that never ends',
  'has an exit handler that throws',
  'leaves a child process that would outlive it',
  'leaves a server and an interval open',
  'sends messages of its own',
  'removes its temporary folder',
].map((name) => fault(name, COMPLETED));

const MEDDLING: readonly Fault[] = [
  fault('changes its folder', COMPLETED, { threads: failedAt(/not supported in workers/) }),
  fault('breaks Array.prototype.map', failed(/^RangeError: no map$/), pools(COMPLETED)),
];

const HANGS: readonly Fault[] = [
  fault('never settles', timedOut()),
  fault('waits for what never comes, with nothing left to do', failed(/^it waits for something that never comes/), {
    ...pools(timedOut()),
  }),
  fault('loops without end', timedOut()),
  fault('loops in microtasks without end', timedOut()),
  fault('ignores SIGTERM and loops without end', timedOut()),
  fault('stops itself (SIGSTOP)', timedOut()),
  fault('never settles in setup', timedOut('setup')),
  fault('never settles in verify', timedOut()),
  fault('never settles in teardown', timedOut('teardown')),
  fault('closes its channel to whoever started it, and goes on', lost(/closed its channel/), {
    threads: timedOut(),
    processes: failed(/^a worker closed its channel/),
  }),
];

const IMPORTS: readonly Fault[] = [
  fault('has a syntax error in what it imports', failed(/^SyntaxError: /, 'import')),
  fault('misses a package', failed(/Cannot find package 'no-such-package'/, 'import')),
  fault('has a native add-on that does not load', failed(/broken\.node: /, 'import')),
  fault('throws when it is loaded', failed(PLANNED, 'import')),
  fault('throws null when it is loaded', failed(/^threw null/, 'import')),
  fault('exits when it is loaded', lost(new RegExp(`ended with status 7 ${EXIT}`), 'import'), {
    ...pools(failed(workerEnded('status 7', EXIT), 'import')),
  }),
  fault('aborts when it is loaded', lost(/ended by SIGABRT$/, 'import'), {
    threads: failed(/not supported in workers/, 'import'),
    processes: failed(workerEnded('signal SIGABRT'), 'import'),
  }),
  fault('exports no task', failed(/^TaskShapeError: the default export is of type number/, 'import')),
  fault('throws when its members are read', failed(PLANNED, 'import')),
];
const OWN_UNITS = { executors: ['threads', 'processes'], flags: ['--dispatch', 'self'] } as const;
/** Faults whose end could depend on whether units are handed out, or taken by the workers themselves. */
const BY_DISPATCH = ['throws an Error', 'throws null', 'aborts', 'ends by SIGSEGV', 'exits with status 7'];

/** Studies whose task's module is the fault's own. */
export const IMPORT_FAMILIES: readonly Family[] = [
  family('Modules that do not load', [fault('waits for ever when it is loaded', timedOut('import'))], { hangs: true }),
  ...IMPORTS.map((one) => family('Modules that do not load', [one])),
  family('Modules that do not load', [fault('replaces the clocks when it is loaded', COMPLETED)], { status: 0 }),
];

/** A study that a task of its own ends; one for each way to run units, for nothing comes after it. */
export const SUPERVISOR_ENDS = fault('asks its supervisor to end (SIGTERM)', {
  outcome: 'interrupted',
  phase: 'run',
  unit: null,
  message: /^it was interrupted in "run", after \d+ units?$/,
});
export const SUPERVISOR_FAMILY = family('Ends of the supervisor', [SUPERVISOR_ENDS], { status: 143 });

/** Every other family, the slow ones first. */
export const FAMILIES: readonly Family[] = [
  ...HANGS.map((hang) => family('Hangs', [hang], { hangs: true })),
  family('Harmless', HARMLESS, { status: 0 }),
  family('Members of the task', MEMBERS, { flags: ['--warmup', '0.001'] }),
  family('Throws', THROWS),
  family('Ends', ENDS),
  family('Left behind', STRAYS),
  family('Results that do not travel', RESULTS),
  family('Meddling', MEDDLING),
  family(
    'Memory',
    [
      fault('fills the JavaScript heap', lost(/ended by SIGABRT: it ran out of JavaScript heap/), {
        threads: failed(/memory limit: JS heap out of memory/),
        processes: failed(workerEnded('signal SIGABRT', ': it ran out of JavaScript heap')),
      }),
    ],
    { env: { NODE_OPTIONS: '--max-old-space-size=64' } },
  ),
  family('A large result', [fault('returns 600 MB', COMPLETED)], {
    status: 0,
    flags: ['--workers', '0,1'],
  }),
  family(
    'Units that workers take themselves',
    [
      ...[...THROWS, ...ENDS].filter(({ name }) => BY_DISPATCH.includes(name)),
      ...RESULTS.map(({ name }) => fault(name, COMPLETED)),
      ...STRAYS,
    ],
    OWN_UNITS,
  ),
];
