/** How many workers to use, how sure that is, and why. */
import type { Estimate } from './estimate.js';
import type { WayFields } from './plan.js';
import type { CellReport } from './row.js';

/** How sure an answer is: the probability that its row is good enough is at least 95 %, at least 80 %, or less. */
export type Certainty = 'sure' | 'fairly sure' | 'best guess';

export interface Advice extends WayFields {
  /** `recommended` names a count, `indistinguishable` one of those that cannot be told apart, `abstained` none. */
  readonly verdict: 'recommended' | 'indistinguishable' | 'abstained';
  /** The worker count to use, 0 for sequential: the smallest that is likely within 5 % of the best. Null when abstained. */
  readonly workers: number | null;
  /** How sure that is; null when abstained. */
  readonly certainty: Certainty | null;
  /** Why the answer is provisional, in a clause: most trials were disturbed, or a row was measured too seldom. Null when it is not. */
  readonly provisional: string | null;
  /** Share of resamples in which `workers` had the highest throughput; null when too few rounds. */
  readonly probabilityBest: number | null;
  /** The probability that `workers` has at least 95 % of the highest throughput; null when too few rounds. */
  readonly probabilityGoodEnough: number | null;
  /** Worker counts that cannot be told from the best: neighbours, without gaps. */
  readonly equivalent: readonly number[];
  /** Every measured worker count with its evidence, ascending. */
  readonly candidates: readonly Candidate[];
  /** How rows with a word in the count's place compare; empty without them, and where no row is named or leads. */
  readonly references: readonly Reference[];
  /** The answer in a few words, without a full stop: "Use 2 workers, fairly sure". */
  readonly headline: string;
  /** Why, in plain sentences: what follows the headline. */
  readonly because: string;
  /** The headline and why, in plain sentences for people. */
  readonly reason: string;
  /** What to do next: about an abstention, a doubt, or a sweep that ended too soon. Null when nothing is open. */
  readonly cure: string | null;
}

/** A row in the choice over everything that a study swept. */
export type AnswerRow = Pick<CellReport, 'name' | 'way' | 'executor' | 'workers' | 'inFlight' | 'order' | 'cpus'>;

/** The answer over all curves of a task under a load: the best of its executors, worker counts, units in flight and orders. */
export interface Answer
  extends Pick<
    Advice,
    'task' | 'load' | 'verdict' | 'certainty' | 'provisional' | 'headline' | 'because' | 'reason' | 'cure'
  > {
  /** The row to use; null when abstained. */
  readonly row: AnswerRow | null;
  /** Rows that cannot be told from the best. */
  readonly equivalent: readonly AnswerRow[];
}

/** A worker count in the choice. */
export interface Candidate {
  /** 0 for sequential. */
  readonly workers: number;
  /** Throughput against the best's, paired by round; null under 5 rounds. */
  readonly ratioToBest: Estimate | null;
  /** Share of resamples in which it had the highest throughput. */
  readonly probabilityBest: number | null;
  /** The probability that it has at least 95 % of the highest. */
  readonly probabilityGoodEnough: number | null;
  /** The limits it breaks, or why it cannot be chosen; null when it may be chosen. */
  readonly excludedBy: string | null;
}

/** A reference row beside the answer. */
export interface Reference {
  /** The row's name. */
  readonly name: string;
  /** What the command's knob was given, such as `auto`. */
  readonly word: string;
  /** Its throughput over that of the row that is advised, or leads so far, paired by round; null where either has no sound round. */
  readonly ratio: Estimate | null;
}
