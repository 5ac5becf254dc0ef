/** The points of a matrix beside each other. */
import type { AnswerRow } from './advice.js';
import type { Estimate } from './estimate.js';
import type { Load } from './load.js';
import type { EfficiencyBand } from './row.js';
import type { Point, PointValue } from './study.js';

/** What a study's points have to say together. */
export interface PointsReport {
  /** The names of the matrix, in its order. */
  readonly names: readonly string[];
  /** A row for each point and load, in the plan's order. */
  readonly rows: readonly PointRow[];
  /** What changes with each name, in the matrix's order. */
  readonly effects: readonly ArgumentEffect[];
  /** The worker count at which effects on throughput and efficiency are judged; null where no count can be compared. */
  readonly comparedWorkers: number | null;
  /** Whether the answer depends on the arguments, then what efficiency and throughput depend on: plain sentences. */
  readonly sentences: readonly string[];
}

/** One point with its answer. */
export interface PointRow {
  /** The point's short name. */
  readonly task: string;
  /** Each name with its value. */
  readonly point: Point['values'];
  readonly load: Load;
  /** The row to use; null where its advice abstains. */
  readonly row: AnswerRow | null;
  /** Where none is chosen because rounds are too few: the row that is ahead so far. */
  readonly leader: AnswerRow | null;
  /** What the row to use, or the one that is ahead, is called: `1 worker with 16 in flight (threads)`; null without either. */
  readonly rowName: string | null;
  /** The answer in a few words. */
  readonly headline: string;
  /** Why the answer is provisional, in a clause; null when it is not. */
  readonly provisional: string | null;
  /** Figures of the row to use, or of the one that is ahead. */
  readonly throughput: Estimate | null;
  readonly speedup: Estimate | null;
  readonly efficiency: Estimate | null;
  /** Efficiency with the report's `comparedWorkers`, the same for every point, of the executor of the row to use. */
  readonly comparedEfficiency: Estimate | null;
  /** The band of that efficiency. */
  readonly comparedBand: EfficiencyBand | null;
  /** 99th percentile of the sojourn time, in milliseconds. */
  readonly p99Ms: number | null;
  readonly joulesPerUnit: Estimate | null;
}

/** What one name of the matrix changes, over points that are alike in all others. */
export interface ArgumentEffect {
  readonly name: string;
  /**
   * Whether the row to use depends on it. `differs`: of two points that differ in this name alone, no row is among the
   * best of both; `same`: all such points have the same answer; `unclear`: neither is shown; `none`: there are no two
   * such points with an answer.
   */
  readonly answer: 'differs' | 'same' | 'unclear' | 'none';
  /** Two points that show it; null unless `differs`. */
  readonly example: readonly [task: string, other: string] | null;
  /** The largest change of efficiency, and of throughput, between two of its values; null where no two can be compared. */
  readonly efficiency: ValueContrast | null;
  readonly throughput: ValueContrast | null;
}

/** A figure at one value of a name over that at another: the geometric mean over points that are alike but for it. */
export interface ValueContrast {
  /** The value with the lower figure. */
  readonly low: PointValue;
  /** The value with the higher figure. */
  readonly high: PointValue;
  /**
   * The higher over the lower, paired by round. The intervals of all contrasts of all names hold together with 95 %
   * (Bonferroni); none under 5 rounds.
   */
  readonly ratio: Estimate;
  /** True where that interval lies above 1. */
  readonly isShown: boolean;
}
