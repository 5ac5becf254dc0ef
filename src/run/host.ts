/**
 * The disposable host process: one trial, or one look at a task, and then it ends. The only process,
 * with its workers, in which user code runs.
 */
import { Worker } from 'node:worker_threads';
import type { RealExecutor, TrialSpec } from '../plugin.js';
import { describeTask } from './describe.js';
import { faultOf } from './fault.js';
import { collectGarbage } from './garbage.js';
import { HOST_ENV, type HostMessage, type HostRequest } from './host-protocol.js';
import { loadExecutor } from './registry.js';
import { keepFunctionsApart } from './thread-profiler.js';
import { runTrial } from './trial.js';

// Taken now: a task may replace what it finds.
const send = process.send?.bind(process) as (message: HostMessage, done?: () => void) => boolean;
const exit = process.exit.bind(process);

startWatchdog();
process.on('uncaughtException', (error) => fail(error));
process.on('unhandledRejection', (reason) => fail(reason));
process.once('message', (request: HostRequest) => {
  void handle(request).catch(fail);
});

async function handle(request: HostRequest): Promise<void> {
  if (request.op === 'trial') return end({ kneepoint: 'ended', result: await trial(request.spec) });
  const tell = (message: HostMessage) => void send(message);
  if (request.op === 'describe') return end(await describeTask(request.spec, tell));
  // Loaded only here: a trial must not pay for what it does not use.
  const { inspectTask } = await import('./inspect-task.js');
  end(await inspectTask(request.spec, request.seconds, tell));
}

async function trial(spec: TrialSpec) {
  const executor = await loadExecutor(spec.executor);
  // Set V8's flag while this process still has one thread only.
  if (spec.gc) collectGarbage();
  if (spec.profile !== null) keepFunctionsApart();
  return runTrial(executor as RealExecutor, spec, {
    phase: (phase) => void send({ kneepoint: 'phase', phase }),
    progress: (unitsDone) => void send({ kneepoint: 'progress', unitsDone }),
  });
}

/** A throw outside any unit: from a timer that a unit left behind, say. */
function fail(thrown: unknown): void {
  end({ kneepoint: 'ended', result: { measurement: null, fault: faultOf(thrown, 'run') } });
}

function end(message: HostMessage): void {
  send(message, () => leave(0));
}

/** Leaves at once: what a task left open must not keep its host alive. */
function leave(status: number): void {
  exit(status);
}

/** A thread of its own, for the main one may be busy for minutes when its supervisor dies. */
function startWatchdog(): void {
  const workerData = {
    supervisor: Number(process.env[HOST_ENV.supervisor]),
    scratch: process.env[HOST_ENV.scratch] ?? null,
  };
  new Worker(new URL('./watchdog.js', import.meta.url), { workerData, stdout: false }).unref();
  delete process.env[HOST_ENV.supervisor];
  delete process.env[HOST_ENV.scratch];
}
