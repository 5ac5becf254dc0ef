/** What a search for the highest rate found: for each way to serve, and over its worker counts. */
import type { Fit } from './curve.js';
import type { Estimate } from './estimate.js';
import type { WayFields } from './plan.js';
import type { CellReport } from './row.js';

/** The highest rate that one way to serve sustains, as far as a search found it. */
export interface MaxRateReport extends Pick<CellReport, 'task' | 'executor' | 'workers' | 'inFlight' | 'cpus'> {
  /** The highest rate that is sustained, with none below it that is too much; null when there is none. */
  readonly sustainedPerSecond: number | null;
  /** By what share of its arrivals answers may fall behind at the sustained rate all the same; null without one. */
  readonly unseenOverloadShare: number | null;
  /** The lowest rate that is too much, with none above it that is sustained; null when there is none. */
  readonly failedPerSecond: number | null;
  /** Why that rate is not sustained, in a clause; null without one. */
  readonly why: string | null;
  /** True where that rate was too much for a service's clients, so that what the service itself would do is not known. */
  readonly isGeneratorBound: boolean;
  /** Rates between the two, of which neither is shown; ascending. */
  readonly undecidedPerSecond: readonly number[];
  /** The way of the row at the sustained rate; null without one. */
  readonly sustainedWay: string | null;
  /** Whether both ends rest on enough rounds for an interval. */
  readonly isInterval: boolean;
  /** False where the sustained rate had so few arrivals that an overload would be hidden. */
  readonly isSound: boolean;
  /** All of it in a sentence or two. */
  readonly text: string;
  /** What would make it surer; null when nothing is open. */
  readonly cure: string | null;
}

/** What one worker count holds. */
export interface CapacityPoint
  extends Pick<
    MaxRateReport,
    'workers' | 'sustainedPerSecond' | 'failedPerSecond' | 'why' | 'isGeneratorBound' | 'sustainedWay'
  > {
  /**
   * Units a second: `low` is sustained and `high` too much, `value` the middle of the two on a logarithmic scale. Without
   * a rate that was too much for the workers themselves, both ends are null and `value` is the sustained rate. Null where
   * no rate is sustained.
   */
  readonly capacity: Estimate | null;
  /** Over what one worker holds; the ends take each rate's band against the other's. Null where either holds no rate. */
  readonly vsOneWorker: Estimate | null;
}

/** The highest rates of one way to serve over its worker counts. */
export interface CapacityCurve extends Omit<WayFields, 'way' | 'load'> {
  /** The worker counts, ascending. */
  readonly points: readonly CapacityPoint[];
  /** Laws over the points' capacities; empty where there are too few. */
  readonly fits: readonly Fit[];
  /** Why there is no fit, or none is selected; null when one is. */
  readonly fitNote: string | null;
  /** The fewest workers that no other count is shown to surpass by over 5 %; null when no count holds a rate. */
  readonly workers: number | null;
  /** The advice without a full stop: "Use 2 workers: they hold 640 requests a second at p99 ≤ 50 ms". */
  readonly headline: string;
  /** Why it is these, in plain sentences. */
  readonly reason: string;
  /** What to do next; null when nothing is open. */
  readonly cure: string | null;
}
