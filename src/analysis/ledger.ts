/**
 * The efficiency ledger: where streams × wall of a trial went. Every stream (a worker times its units in
 * flight) spends the wall starting, serving units, idle after its last one, behind the worker's other units, or
 * on everything between (hand-out, transfer, waiting for the dispatcher). Served time splits into what the same units cost in
 * the round's sequential trial, and its inflation.
 */
import type { Ledger, Measurement, WindowMeasurement, WorkerMeasurement } from '../model.js';
import { meanServiceSeconds } from './cells.js';
import type { CellTrials, CompletedTrial } from './trials.js';

/** A trial's ledger with the time that it shares out, streams × wall, in seconds. */
export interface TrialLedger extends Ledger {
  readonly totalSeconds: number;
}

/** The mean ledger over the rounds that have a sequential trial; null without one, or for sequential itself. */
export function ledgerOf(group: CellTrials, baseline: CellTrials | null): Ledger | null {
  if (baseline === null || group.cell.workers === 0) return null;
  const unitSeconds = new Map(baseline.completed.map((trial) => [trial.round, meanServiceSeconds(trial)]));
  const ledgers = group.completed.flatMap((trial) => {
    const sequential = unitSeconds.get(trial.round) ?? null;
    const ledger = sequential === null ? null : trialLedger(trial, sequential);
    return ledger === null ? [] : [ledger];
  });
  return ledgers.length === 0 ? null : meanLedger(ledgers);
}

/**
 * One trial's ledger, given the sequential mean service time of a unit. Checks between units are no part
 * of work: they are taken off each worker's end before the wall is found. Null when no worker did anything,
 * and under an open loop, where idle time is a want of arrivals.
 */
export function trialLedger(trial: CompletedTrial, sequentialUnitSeconds: number): TrialLedger | null {
  if (trial.measurement.openLoop !== null) return null;
  if (trial.measurement.window !== null)
    return windowLedger(trial.measurement, trial.measurement.window, sequentialUnitSeconds);
  const { workers, unitsCompleted, unitsFailed } = trial.measurement;
  const wall = Math.max(0, ...workers.map(endSeconds));
  const streams = workers.reduce((sum, worker) => sum + worker.streams, 0);
  const total = streams * wall;
  if (!(total > 0)) return null;
  const sum = (part: (worker: WorkerMeasurement) => number) =>
    workers.reduce((all, worker) => all + part(worker), 0) / total;
  const startSkew = sum((worker) => worker.streams * (worker.startedSeconds ?? 0));
  const idleTail = sum((worker) => worker.streams * (wall - endSeconds(worker)));
  const busy = sum((worker) => worker.busySeconds);
  const useful = ((unitsCompleted + unitsFailed) * sequentialUnitSeconds) / total;
  const rest = 1 - startSkew - idleTail - busy;
  const waiting = waitingOf(workers, rest, total);
  const transfer = rest - waiting;
  return { useful, inflation: busy - useful, waiting, transfer, idleTail, startSkew, totalSeconds: total };
}

/** Every worker works from the window's one end to the other: there is neither skew nor tail in it. */
function windowLedger(
  { workers }: Measurement,
  window: WindowMeasurement,
  sequentialUnitSeconds: number,
): TrialLedger | null {
  const parts = window.workers.map((part, i) => ({ ...part, streams: workers[i]?.streams ?? 1 }));
  const total = parts.reduce((sum, part) => sum + part.streams * (window.seconds - part.checkSeconds), 0);
  if (!(total > 0)) return null;
  const busy = parts.reduce((sum, part) => sum + part.busySeconds, 0) / total;
  const useful = (parts.reduce((sum, part) => sum + part.unitShares, 0) * sequentialUnitSeconds) / total;
  const waiting = waitingOf(workers, 1 - busy, total);
  const transfer = 1 - busy - waiting;
  return { useful, inflation: busy - useful, waiting, transfer, idleTail: 0, startSkew: 0, totalSeconds: total };
}

/**
 * The share of the rest in which a stream's unit was behind its worker's others. Measured where units are handed
 * out; streams that take their units themselves have nothing else to wait for than their thread.
 */
function waitingOf(workers: readonly WorkerMeasurement[], rest: number, total: number): number {
  const queued = workers.reduce((sum, { queuedSeconds }) => sum + (queuedSeconds ?? 0), 0) / total;
  const isShared = workers.some(({ streams, queuedSeconds }) => streams > 1 && queuedSeconds === null);
  return isShared ? Math.max(0, rest) : Math.min(queued, Math.max(0, rest));
}

/** When a worker was done, its checks left out; 0 for one that got no unit, so that its whole wall is idle. */
function endSeconds({ doneSeconds, checkSeconds }: WorkerMeasurement): number {
  return doneSeconds === null ? 0 : Math.max(0, doneSeconds - checkSeconds);
}

function meanLedger(ledgers: readonly Ledger[]): Ledger {
  const mean = (part: keyof Ledger) => ledgers.reduce((sum, ledger) => sum + ledger[part], 0) / ledgers.length;
  return {
    useful: mean('useful'),
    inflation: mean('inflation'),
    waiting: mean('waiting'),
    transfer: mean('transfer'),
    idleTail: mean('idleTail'),
    startSkew: mean('startSkew'),
  };
}
