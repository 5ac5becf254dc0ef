/** What is missing to the units a second that a study wants. */
import type { Estimate } from './estimate.js';
import type { CellReport } from './row.js';

/** The row that a target is held against. */
export interface TargetRow extends Pick<CellReport, 'name' | 'way' | 'workers' | 'inFlight'> {}

/** How far a task is from its target rate. */
export interface TargetReport {
  readonly task: string;
  /** Units a second that are wanted. */
  readonly perSecond: number;
  /** The row with the highest mean throughput of those that break no limit; null where there is none. */
  readonly row: TargetRow | null;
  /** Its throughput; null without a row. */
  readonly throughput: Estimate | null;
  /** Units a second that are missing at it; below 0 for a target that is exceeded. Null without a row. */
  readonly gapPerSecond: number | null;
  /**
   * `reached` and `missed` where the row's interval lies on one side of the target, `undecided` where it does not, or
   * where there are too few rounds for one; `unknown` without a row.
   */
  readonly verdict: 'reached' | 'missed' | 'undecided' | 'unknown';
  /** The most units a second that the fitted law of its curve gives with any worker count; null where it sets no bound, or there is no fit. */
  readonly lawPerSecond: number | null;
  /** The fewest workers that reach the target by that law; null where none do, and where the target is reached. */
  readonly lawWorkers: number | null;
  /** All of it in a sentence or two. */
  readonly text: string;
  /** What to do about it; null where nothing is missing. */
  readonly cure: string | null;
}
