import { mergeHistograms } from '../analysis/histogram.js';
import type { ResultDigest, WorkerMeasurement } from '../model.js';
import type { Driven } from '../plugin.js';
import { DigestSum } from './digest.js';
import type { ThreadTally } from './tally.js';
import type { ThreadUsage } from './thread-usage.js';

/** A thread that drove its own units, and what it used meanwhile. */
export interface DrivenThread {
  readonly tally: ThreadTally;
  readonly usage: ThreadUsage;
}

/**
 * Puts together what threads that drove themselves report. `startMs` is the hand-out: the instant
 * before they were told to start. Nothing waits and nothing is transferred: sojourn is service.
 */
export function gatherThreads(threads: readonly DrivenThread[], startMs: number): Driven {
  const add = (figure: (tally: ThreadTally) => number) => threads.reduce((sum, { tally }) => sum + figure(tally), 0);
  const workers = threads.map(({ tally, usage }, worker) => workerMeasurement(worker, tally, usage, startMs));
  const service = mergeHistograms(threads.map(({ tally }) => tally.service));
  const none = mergeHistograms([]);
  return {
    workSeconds: workSeconds(workers),
    unitsCompleted: add(({ ran, wrong }) => ran - wrong),
    unitsFailed: add(({ threw, wrong }) => threw + wrong),
    latency: { waiting: none, transfer: none, service, sojourn: service },
    workers,
    digest: mergeDigests(threads.map(({ tally }) => tally.digest)),
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

function workerMeasurement(worker: number, tally: ThreadTally, usage: ThreadUsage, startMs: number): WorkerMeasurement {
  return {
    worker,
    streams: tally.streams,
    units: tally.ran,
    startedSeconds: tally.startedMs === null ? null : (tally.startedMs - startMs) / 1000,
    doneSeconds: tally.doneMs === null ? null : (tally.doneMs - startMs) / 1000,
    busySeconds: tally.busyMs / 1000,
    checkSeconds: tally.checkMs / 1000,
    ...usage,
  };
}

function mergeDigests(digests: readonly (ResultDigest | null)[]): ResultDigest | null {
  const sum = new DigestSum();
  for (const digest of digests) {
    if (digest === null) return null;
    sum.merge(digest);
  }
  return sum.encode();
}
