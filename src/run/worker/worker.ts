/**
 * The module that a pool's workers load: a kneepoint worker, thread or child process. It is bundled into
 * one file, and what it imports takes Node's own modules when they are first needed: the time until workers
 * are ready is measured, and should be the pool's and the task's.
 */

import type { Phase } from '../../model/phase.js';
import type { LoadFrame, ThreadTally } from '../../seams/crew.js';
import type { TrialSpec } from '../../seams/executor.js';
import { faultOf } from './fault.js';
import { speakLastWords } from './last-words.js';
import { untilStart } from './load-frame.js';
import { Member } from './member.js';
import { keepFunctionsApart } from './thread-profiler.js';
import { CopiedMail, isUnitRequest, SharedMail, type UnitReceiver, type UnitRequest } from './unit-mail.js';
import type { TakeUnits, UnitAnswer, UnitRunner } from './unit-runner.js';
import type { SharedCounters, WorkerProgress, WorkerReply, WorkerRequest } from './worker-protocol.js';

interface Loaded {
  readonly worker: number;
  readonly spec: TrialSpec;
  readonly member: Member;
  readonly runner: UnitRunner;
  readonly mail: UnitReceiver;
}

/** True in a child process; threads have no channel to a parent process. */
const hasOwnProcess = process.send !== undefined;

/** The trial's phase in which a request is made. */
const PHASE_OF: { readonly [op in WorkerRequest['op']]: Phase } = {
  load: 'import',
  setup: 'setup',
  'warm-up': 'warm-up',
  kernel: 'kernels',
  collect: 'run',
  meter: 'run',
  labels: 'labels',
  keys: 'keys',
  units: 'run',
  drive: 'run',
  usage: 'run',
  teardown: 'teardown',
};

/** Taken now: a task may replace it. */
const NativePromise = Promise;

let loaded: Loaded | undefined;
/** The unit whose answer went to the pool last. */
let unitSent: number | null = null;

speakLastWords(() => (loaded?.spec.inFlight === 1 ? unitSent : null));

/** Answers one request; never throws, so that the pool only ever sees a success. */
export default function handle(request: WorkerRequest | UnitRequest): unknown {
  return isUnitRequest(request) ? runRequested(request) : reply(request);
}

async function reply(request: WorkerRequest): Promise<WorkerReply<unknown>> {
  try {
    const value = await answer(request);
    return { ok: true, worker: loaded?.worker ?? -1, value };
  } catch (thrown) {
    return {
      ok: false,
      worker: loaded?.worker ?? -1,
      fault: faultOf(thrown, PHASE_OF[request.op]),
    };
  }
}

async function answer(request: WorkerRequest): Promise<unknown> {
  if (request.op === 'load') return load(request.worker, request.spec, request.mailbox);
  if (loaded === undefined) throw new Error('the worker has no task yet');
  if (request.op === 'units') return runUnits(loaded.runner, request.from, request.to, request.args);
  if (request.op === 'drive') return drive(loaded, request.shared, request.frame);
  return loaded.member.obey(request);
}

async function load(worker: number, spec: TrialSpec, mailbox: SharedArrayBuffer | null): Promise<void> {
  if (hasOwnProcess && spec.profile !== null) keepFunctionsApart();
  const member = await Member.load(spec, { worker, streams: spec.inFlight, ownProcess: hasOwnProcess });
  const mail = mailbox === null ? new CopiedMail() : new SharedMail(mailbox);
  loaded = { worker, spec, member, runner: member.runner, mail };
}

/** One unit that came as a message of its own: the path that every unit of dispatch "pool" takes. */
function runRequested(request: UnitRequest): unknown {
  const { mail, runner } = loaded as Loaded;
  const index = mail.indexOf(request);
  const unit = runner.answer(index, mail.argsOf(request));
  unitSent = index;
  return unit instanceof NativePromise ? replyLater(mail, request, unit) : mail.reply(request, unit);
}

function replyLater(mail: UnitReceiver, request: UnitRequest, unit: Promise<UnitAnswer>): Promise<unknown> {
  return unit.then((answer) => mail.reply(request, answer));
}

async function runUnits(
  runner: UnitRunner,
  from: number,
  to: number,
  args: readonly unknown[],
): Promise<readonly UnitAnswer[]> {
  const answers: UnitAnswer[] = [];
  for (let index = from; index < to; index++) answers.push(await runner.answer(index, args));
  return answers;
}

/** A thread whose unit failed ends the others' supply too: the trial has failed. */
async function drive(own: Loaded, shared: SharedCounters | null, frame: LoadFrame | null): Promise<ThreadTally> {
  const { runner, spec } = own;
  if (frame !== null) await untilStart(frame);
  const tally = await runner.drive(takeUnits(own, shared), reportProgress(own, shared), frame);
  if (shared !== null && tally.fault !== null && spec.stopAtFailure)
    Atomics.store(new Int32Array(shared.next), 0, spec.units);
  return tally;
}

/** Threads share a counter; processes, which cannot, take every N-th span. */
function takeUnits({ worker, spec }: Loaded, shared: SharedCounters | null): TakeUnits {
  const { units, chunk, workers } = spec;
  if (shared === null) {
    let span = worker;
    return () => {
      const from = span * chunk;
      span += workers;
      return from < units ? from : -1;
    };
  }
  const next = new Int32Array(shared.next);
  return () => {
    const from = Atomics.add(next, 0, chunk);
    return from < units ? from : -1;
  };
}

function reportProgress({ worker }: Loaded, shared: SharedCounters | null): (units: number) => void {
  if (shared !== null) {
    const done = new Int32Array(shared.done);
    return (units) => void Atomics.add(done, worker, units);
  }
  return (units) => void process.send?.({ kneepointWorkerDone: units } satisfies WorkerProgress);
}
