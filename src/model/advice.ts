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
  /** The worker count that is ahead so far, where rounds are too few for an answer; else null. */
  readonly leader: number | null;
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
  /** The row that is ahead so far, where rounds are too few for an answer; else null. */
  readonly leader: AnswerRow | null;
  /** Rows that cannot be told from the best. */
  readonly equivalent: readonly AnswerRow[];
  /** Of each other way the smallest row that cannot be told from the row to use. */
  readonly rivals: readonly Rival[];
}

/** A row of another way than the chosen one's, whose throughput cannot be told from it. */
export interface Rival extends AnswerRow {
  /** Its throughput over the chosen row's, paired by round; the intervals of all rows together hold with 95 %. */
  readonly ratio: Estimate;
  /** True where that interval rules out that it is over 10 % slower: it is as fast, and not only little known. */
  readonly isAsFast: boolean;
}

/** The one answer of a study: what every output says first. */
export interface StudyAnswer extends Pick<Answer, 'certainty' | 'provisional' | 'because' | 'cure' | 'row' | 'rivals'> {
  /**
   * `curve`: of the only curve; `best`: the best row over all curves; `rates`: which row keeps up with which rate, or
   * the highest that is sustained; `several`: of tasks that cannot be compared, each; `versions`: what changed from
   * the first version to the second; `none`: nothing was measured that could answer.
   */
  readonly kind: 'curve' | 'best' | 'rates' | 'several' | 'versions' | 'none';
  /** A sentence that begins with a capital and has no full stop; "(provisional)" is part of it. */
  readonly headline: string;
  /** What each curve, task, rate or changed figure says; empty for a single curve. */
  readonly lines: readonly AnswerLine[];
}

/** One line below the answer. */
export interface AnswerLine {
  /** Which curve, task, rate or figure: hostile text. */
  readonly title: string;
  /** What it says, with its figures, without a full stop. */
  readonly text: string;
  /** The way of the row that it names; null where it names none. */
  readonly way: string | null;
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
