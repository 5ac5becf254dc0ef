/** What the hypotheses are asked about one curve, and how a share becomes a judgement. */

import type { Hypothesis } from '../../model/curve.js';
import type { Machine } from '../../model/journal.js';
import type { UnitNoun } from '../../model/study.js';
import type { Usage } from './usage.js';

/** A curve that does not scale: the most workers against the fewest of the same executor. */
export interface Question {
  readonly most: Usage;
  readonly fewest: Usage;
  /** Throughput that is missing at the most workers, against so many times the fewest, as a share. */
  readonly loss: number;
  /** Growth of transfer in the ledger, as a share of the workers' time; null without a ledger. */
  readonly transferGrowth: number | null;
  /** CPU time per unit of the whole process, from the sequential trials; null where unknown. */
  readonly processCpuSeconds: number | null;
  readonly cpus: number;
  readonly machine: Machine;
  /** What its units are called. */
  readonly noun: UnitNoun;
  /** How units are handed out; null where nobody does. */
  readonly dispatch: 'pool' | 'self' | null;
  readonly capacities: { readonly [name: string]: number };
  /** Whether the units call services that run beside them. */
  readonly hasServices: boolean;
}

/** A share of the workers' time from which a cause is possible, and from which it is likely. */
export const [POSSIBLE, LIKELY] = [0.05, 0.1];

/** A cause of a loss has to be a good part of it to be likely. */
const GOOD_PART = 1 / 3;

/** The judgement on what takes a share of the workers' time. */
export function judged(share: number | null, loss: number): Hypothesis['judgement'] {
  if (share === null) return 'not observable here';
  if (share >= LIKELY && share >= loss * GOOD_PART) return 'likely';
  return share >= POSSIBLE ? 'possible' : 'unlikely';
}

/** By how much units wait longer than with the fewest workers, as a share of the workers' time; null where unknown. */
export function waitGrowth({ most, fewest }: Question): number | null {
  if (most.waitSeconds === null || fewest.waitSeconds === null) return null;
  return Math.max(0, most.waitSeconds - fewest.waitSeconds) * most.sharePerSecond;
}

/** Whether the process computes elsewhere than in the threads of its units, whose waits then hide computing. */
export function computesElsewhere({ fewest, processCpuSeconds }: Question): boolean {
  if (processCpuSeconds === null || fewest.cpuSeconds === null) return false;
  return processCpuSeconds - fewest.cpuSeconds > 0.3 * fewest.serviceSeconds;
}
