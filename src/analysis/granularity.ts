/** The granularity adviser: how long a unit, or how many units a message, for hand-out to cost little. */
import { mean } from 'simple-statistics';
import { trialLedger, type UnitPace } from './ledger.js';
import type { CellTrials, CompletedTrial } from './trials.js';

/** The share of a worker's time that should be service. */
export const TARGET_EFFICIENCY = 0.9;

/** Keeps 9.000000000000002 from becoming 10. */
const ROUNDING = 1e-9;

/** Only what the workers spent matters, not what a unit takes elsewhere. */
const NO_PACE: UnitPace = { serviceSeconds: 0, queuedSeconds: 0 };

/** What handing out costs, and what would make it cheap. */
export interface Granularity {
  /** Mean service time of a unit, with a CPU. */
  readonly serviceSeconds: number;
  /** Time per unit between service: hand-out, transfer and answer. Time without a CPU is in neither. */
  readonly overheadSeconds: number;
  /** service / (service + overhead). */
  readonly efficiency: number;
  /** Unit length that reaches the target: overhead · target / (1 − target). */
  readonly unitSeconds: number;
  /** Units a message that reach it: that length over the service time, rounded up. */
  readonly chunk: number;
}

/**
 * The granularity of a cell, over its rounds; null where no worker's time is known. It is the worker's time: what one
 * unit spends on its way while others in flight are served costs nothing, and a lack of CPUs is no cost of hand-out.
 */
export function granularityOf({ completed }: CellTrials): Granularity | null {
  let [service, overhead, units] = [0, 0, 0];
  for (const trial of completed) {
    const ledger = trialLedger(trial, NO_PACE);
    if (ledger === null) continue;
    // Useful is none without a sequential unit's time: all service is inflation.
    const busy = ledger.inflation * ledger.totalSeconds;
    const withoutCpu = (ledger.withoutCpu ?? 0) * ledger.totalSeconds;
    const present = (1 - ledger.startSkew - ledger.idleTail) * ledger.totalSeconds;
    service += busy;
    overhead += Math.max(0, present / streamsOf(trial) - busy - withoutCpu);
    units += unitsRun(trial);
  }
  return units === 0 || service <= 0 ? null : adviseGranularity(service / units, overhead / units);
}

/** Streams of each worker. */
function streamsOf({ measurement: { workers } }: CompletedTrial): number {
  return mean(workers.map(({ streams }) => streams));
}

/** The units whose service and hand-out the trial's ledger accounts for. */
function unitsRun({ measurement: { window, unitsCompleted, unitsFailed } }: CompletedTrial): number {
  if (window === null) return unitsCompleted + unitsFailed;
  return window.workers.reduce((sum, { unitShares }) => sum + unitShares, 0);
}

/** The unit length and units a message at which service has its target share of (service + overhead). */
export function adviseGranularity(serviceSeconds: number, overheadSeconds: number): Granularity {
  const unitSeconds = (overheadSeconds * TARGET_EFFICIENCY) / (1 - TARGET_EFFICIENCY);
  return {
    serviceSeconds,
    overheadSeconds,
    efficiency: serviceSeconds / (serviceSeconds + overheadSeconds),
    unitSeconds,
    chunk: Math.max(1, Math.ceil(unitSeconds / serviceSeconds - ROUNDING)),
  };
}
