/** The module that a pool's workers load: a kneepoint worker, thread or child process. */
import { isMainThread } from 'node:worker_threads';
import { now } from '../clock.js';
import type { TrialSpec } from '../plugin.js';
import { faultOf } from './fault.js';
import { collectGarbage } from './garbage.js';
import { runKernel } from './kernels.js';
import type { ThreadTally } from './tally.js';
import { loadTask } from './task-module.js';
import { ThreadUsageMeter } from './thread-usage.js';
import { type TakeUnits, UnitRunner } from './unit-runner.js';
import type { SharedCounters, TimedUnit, WorkerProgress, WorkerReply, WorkerRequest } from './worker-protocol.js';

interface Loaded {
  readonly worker: number;
  readonly spec: TrialSpec;
  readonly runner: UnitRunner;
  readonly meter: ThreadUsageMeter;
}

let loaded: Loaded | undefined;
/** When this worker last had nothing to do: a unit that was there before waited since its arrival. */
let freeMs = 0;

/** Answers one request; never throws, so that the pool only ever sees `{ ok: … }`. */
export default async function handle(request: WorkerRequest): Promise<WorkerReply<unknown>> {
  try {
    const value = await answer(request);
    return { ok: true, worker: loaded?.worker ?? -1, value };
  } catch (thrown) {
    return {
      ok: false,
      worker: loaded?.worker ?? -1,
      fault: faultOf(thrown, request.op === 'load' ? 'import' : request.op),
    };
  }
}

async function answer(request: WorkerRequest): Promise<unknown> {
  if (request.op === 'load') return load(request.worker, request.spec);
  if (loaded === undefined) throw new Error('the worker has no task yet');
  const { runner, meter } = loaded;
  switch (request.op) {
    case 'setup':
      return runner.setup();
    case 'warm-up':
      return runner.warmUp();
    case 'kernel':
      return runKernel(request.kernel, request.startMs);
    case 'collect':
      return collectGarbage();
    case 'meter':
      return meter.start();
    case 'unit':
      return runUnit(runner, request.index, request.args);
    case 'units':
      return runUnits(runner, request.from, request.to, request.args);
    case 'drive':
      return drive(loaded, request.shared);
    case 'usage':
      return meter.read();
    case 'teardown':
      return runner.teardown();
  }
}

async function load(worker: number, spec: TrialSpec): Promise<void> {
  if (spec.moduleUrl === null) throw new Error('this task has no module');
  const runner = new UnitRunner(await loadTask(spec.moduleUrl), spec, worker);
  loaded = { worker, spec, runner, meter: new ThreadUsageMeter(isMainThread) };
}

async function runUnit(runner: UnitRunner, index: number, args: readonly unknown[]): Promise<TimedUnit> {
  const wasFreeMs = freeMs;
  const unit = await runner.answer(index, args);
  freeMs = now();
  return { ...unit, freeMs: wasFreeMs };
}

async function runUnits(
  runner: UnitRunner,
  from: number,
  to: number,
  args: readonly unknown[],
): Promise<readonly TimedUnit[]> {
  const answers: TimedUnit[] = [];
  for (let index = from; index < to; index++) answers.push(await runUnit(runner, index, args));
  return answers;
}

/** A thread whose unit failed ends the others' supply too: the trial has failed. */
async function drive(own: Loaded, shared: SharedCounters | null): Promise<ThreadTally> {
  const { runner, spec } = own;
  const tally = await runner.drive(takeUnits(own, shared), spec.inFlight, reportProgress(own, shared));
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
