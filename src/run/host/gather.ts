import { mergeLabelled } from '../../analysis/labelled.js';
import type { ResultDigest, WorkerMeasurement } from '../../model/measurement.js';
import type { LoadFrame, ThreadTally, ThreadUsage, ThreadWindow } from '../../seams/crew.js';
import type { Driven } from '../../seams/executor.js';
import { mergeHistograms } from '../../statistics/histogram.js';
import { DigestSum } from '../worker/digest.js';
import { latencySamples, mergeSamples } from '../worker/latency-sampler.js';
import { firstUnitErrors, unitErrorKinds } from '../worker/unit-errors.js';
import { unitTelemetry } from '../worker/units-over-time.js';

/** A thread that drove its own units, and what it used meanwhile. */
export interface DrivenThread {
  readonly tally: ThreadTally;
  readonly usage: ThreadUsage;
}

/**
 * Puts together what threads that drove themselves report. `startMs` is the hand-out: the instant
 * before they were told to start. Nothing waits and nothing is transferred: sojourn is service.
 */
export function gatherThreads(threads: readonly DrivenThread[], startMs: number, frame: LoadFrame | null): Driven {
  const add = (figure: (tally: ThreadTally) => number) => threads.reduce((sum, { tally }) => sum + figure(tally), 0);
  const workers = threads.map(({ tally, usage }, worker) => workerMeasurement(worker, tally, usage, startMs));
  const service = mergeHistograms(threads.map(({ tally }) => tally.service));
  const none = mergeHistograms([]);
  return {
    workSeconds: workSeconds(workers),
    unitsCompleted: add(({ ran, wrong }) => ran - wrong),
    unitsFailed: add(({ threw, wrong }) => threw + wrong),
    ...firstUnitErrors(threads.flatMap(({ tally }) => tally.errors)),
    ...unitErrorKinds(threads.map(({ tally }) => tally.errorKinds)),
    latency: { waiting: none, transfer: none, service, sojourn: service },
    labels: mergeLabelled(threads.flatMap(({ tally }) => tally.labels)),
    latencySamples: latencySamples(mergeSamples(threads.map(({ tally }) => tally.sample)), startMs),
    workers,
    digest: mergeDigests(threads.map(({ tally }) => tally.digest)),
    ...gatherWindow(
      threads.map(({ tally }) => tally.window),
      frame,
    ),
    openLoop: null,
    fault: threads.find(({ tally }) => tally.fault !== null)?.tally.fault ?? null,
  };
}

/**
 * First hand-out to last unit done, in seconds, without each worker's checks between its units: they
 * are kneepoint's work, not the task's.
 */
export function workSeconds(workers: readonly WorkerMeasurement[]): number {
  return Math.max(0, ...workers.map(({ doneSeconds, checkSeconds }) => (doneSeconds ?? 0) - checkSeconds));
}

/** What the workers did in the window, and how they went on over time; all null without one. */
export function gatherWindow(
  windows: readonly (ThreadWindow | null)[],
  frame: LoadFrame | null,
): Pick<Driven, 'window' | 'telemetry'> {
  const counted = windows.filter((window) => window !== null);
  if (frame === null || counted.length < windows.length) return { window: null, telemetry: null };
  return {
    window: {
      seconds: (frame.windowToMs - frame.windowFromMs) / 1000,
      workers: counted.map(({ units, unitShares, busyMs, checkMs }) => ({
        units,
        unitShares,
        busySeconds: busyMs / 1000,
        checkSeconds: checkMs / 1000,
      })),
    },
    telemetry: unitTelemetry(
      { unitsDone: counted.map(({ done }) => done), unitsInWindow: counted.map(({ inWindow }) => inWindow) },
      frame,
    ),
  };
}

function workerMeasurement(worker: number, tally: ThreadTally, usage: ThreadUsage, startMs: number): WorkerMeasurement {
  return {
    worker,
    streams: tally.streams,
    units: tally.ran,
    startedSeconds: tally.startedMs === null ? null : (tally.startedMs - startMs) / 1000,
    doneSeconds: tally.doneMs === null ? null : (tally.doneMs - startMs) / 1000,
    busySeconds: tally.busyMs / 1000,
    checkSeconds: tally.checkMs / 1000,
    queuedSeconds: null,
    ...usage,
  };
}

function mergeDigests([first = null, ...others]: readonly (ResultDigest | null)[]): ResultDigest | null {
  if (first === null) return null;
  const sum = DigestSum.from(first);
  for (const digest of others) {
    if (digest === null) return null;
    sum.merge(digest);
  }
  return sum.encode();
}
