/** Instances for a rate. */
import type { Estimate } from './estimate.js';
import type { WayFields } from './plan.js';
import type { Limits } from './study.js';

/** By the lower end of a throughput's interval, by its value, and by its upper end. */
export interface SizingRange {
  readonly safe: number;
  readonly expected: number;
  readonly least: number;
}

/** What decides how many units per second an instance is trusted with. */
export type SizingBound = 'headroom' | 'p50' | 'p99' | 'held rate';

/** One measured worker count of one instance, and how many such instances hold the rate. */
export interface SizingOption extends WayFields {
  readonly instance: string;
  /** Workers on each instance; 0 is sequential. */
  readonly workers: number;
  /** Whether the workers are a service's own: units in flight are then its clients. */
  readonly isService: boolean;
  /** Units per second of one instance, as measured. */
  readonly throughput: Estimate;
  /**
   * Units per second that one instance is trusted with: the rate that it held in an open loop; in a closed one the lower
   * end of its throughput's interval times `utilisationLimit`.
   */
  readonly capacity: number;
  /** The lowest rate that a search showed to be too much; null without one. */
  readonly failedPerSecond: number | null;
  /** What sets the capacity. */
  readonly boundBy: SizingBound;
  /**
   * The largest share of its throughput that may be used, 0 to 1: what the headroom leaves, or less where a percentile is
   * predicted to reach its limit before. Null for a rate that was held.
   */
  readonly utilisationLimit: number | null;
  readonly instances: SizingRange;
  readonly costPerHour: SizingRange;
  /** Cost of a million units at the asked rate, by the safe number of instances. */
  readonly costPerMillion: number;
  /** Units per second that each of the safe number of instances gets. */
  readonly ratePerInstance: number;
  /** Its share of the measured throughput, or of the rate that was held, 0 to 1. */
  readonly utilisation: number;
  /**
   * Upper ends of the intervals of the measured sojourn time's percentiles; null where not measured. In a closed loop no
   * unit waits for another client's: see `predicted`.
   */
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  /**
   * The percentiles that queueing theory predicts for random arrivals at `ratePerInstance` (docs/sizing.md); nothing of it
   * was measured. Null for an open loop, whose percentiles are those of arrivals.
   */
  readonly predicted: { readonly p50Ms: number | null; readonly p99Ms: number | null } | null;
  /** Peak of the host process tree in MiB; null where not measured. */
  readonly rssMb: number | null;
  readonly errorRate: number | null;
  /** The limits that it breaks; null when it may be chosen. */
  readonly excludedBy: string | null;
}

/** The answer to: how many of which instance hold this rate? */
export interface Sizing {
  /** Units a second. */
  readonly rate: number;
  readonly limits: Limits;
  /** Share of the throughput that is kept free. */
  readonly headroom: number;
  readonly currency: string;
  /** The cheapest option of each instance that keeps the limits, cheapest first. */
  readonly best: readonly SizingOption[];
  /** Every measured option. */
  readonly options: readonly SizingOption[];
  /** What each smaller set of CPUs does of the largest of its instance, a sentence each; empty without sets. */
  readonly shapes: readonly string[];
  readonly assumptions: readonly string[];
  readonly warnings: readonly string[];
}
