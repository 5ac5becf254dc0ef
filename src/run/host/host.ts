/**
 * The disposable host process: one trial, or one look at a task, and then it ends. The only process,
 * with its workers, in which user code runs.
 */
import { Socket } from 'node:net';
import type { Phase } from '../../model/phase.js';
import type { Fault } from '../../model/trial.js';
import type { RealExecutor, TrialEvents, TrialSpec } from '../../seams/executor.js';
import { confineProcess } from '../system/cpu-set.js';
import { faultOf, statedFault } from '../worker/fault.js';
import { UNHEARD_STATUS } from '../worker/last-words.js';
import { keepFunctionsApart } from '../worker/thread-profiler.js';
import { CHANNEL_FD, Channel } from './channel.js';
import { describeTask } from './describe.js';
import { type HostMessage, type HostRequest, STOP } from './host-protocol.js';
import { loadExecutor } from './registry.js';
import { runTrial, warmUp } from './trial.js';

// Taken now: a task may replace what it finds.
const exit = process.exit.bind(process);
const socket = new Socket({ fd: CHANNEL_FD, readable: true, writable: true });
const channel = new Channel(socket);

const STALLED = 'it waits for something that never comes: nothing is left that could wake its process';

/** Where the trial is, for what strikes outside any unit. */
let phase: Phase = 'import';

/** Aborted when the supervisor wants no more units handed out. */
const stopping = new AbortController();

process.on('uncaughtException', (error) => fail(error));
process.on('unhandledRejection', (reason) => fail(reason));
channel.hear((told) => {
  const request = told as HostRequest | typeof STOP;
  if (request.op === STOP.op) return stopping.abort();
  // Listening alone would keep a process from its end that nothing else could wake.
  socket.unref();
  void handle(request).catch(fail);
}, Number.POSITIVE_INFINITY);

async function handle(request: HostRequest): Promise<void> {
  if (request.op === 'trial') return end({ kneepoint: 'ended', result: await inTrial(request.spec, runTrial) });
  if (request.op === 'warm-up') return end({ kneepoint: 'warmed-up', fault: await inTrial(request.spec, warmUp) });
  if (request.op === 'describe') return end(await describeTask(request.spec, tell));
  if (request.op === 'empty-run') {
    const { emptyRun } = (await loadExecutor(request.executor)) as RealExecutor;
    return emptyRun && end({ kneepoint: 'empty-run', seconds: await emptyRun(request.scratch) });
  }
  // Loaded only here: a trial must not pay for what it does not use.
  if (request.op === 'batches') {
    const { timeBatches } = await import('./concurrent-batches.js');
    return end(await timeBatches(request.spec, request.seconds, tell));
  }
  const { inspectTask } = await import('./inspect-task.js');
  end(await inspectTask(request.spec, request.seconds, tell));
}

/** Does something with a crew, all of it or only its warm-up, as in a trial. */
async function inTrial<Result>(
  spec: TrialSpec,
  act: (executor: RealExecutor, spec: TrialSpec, events: TrialEvents, stop: AbortSignal) => Promise<Result>,
): Promise<Result> {
  if (spec.cpuSet !== null) confineProcess(process.pid, spec.cpuSet);
  const executor = (await loadExecutor(spec.executor)) as RealExecutor;
  await executor.load?.();
  if (spec.profile !== null) keepFunctionsApart();
  // Nothing is left that could wake this process, and yet the trial is not through.
  process.once('beforeExit', () => endTrial(statedFault(STALLED, phase)));
  const events: TrialEvents = {
    phase: (begun) => {
      phase = begun;
      tell({ kneepoint: 'phase', phase });
    },
    progress: (unitsDone) => tell({ kneepoint: 'progress', unitsDone }),
  };
  return act(executor, spec, events, stopping.signal);
}

/** A throw outside any unit: from a timer that a unit left behind, say. */
function fail(thrown: unknown): void {
  endTrial(faultOf(thrown, phase));
}

function endTrial(fault: Fault): void {
  end({ kneepoint: 'ended', result: { measurement: null, fault, telemetry: null } });
}

function tell(message: HostMessage): void {
  channel.send(message);
}

function end(message: HostMessage): void {
  channel.send(message, (error) => leave(error == null ? 0 : UNHEARD_STATUS));
}

/** Leaves at once: what a task left open must not keep its host alive. */
function leave(status: number): void {
  exit(status);
}
