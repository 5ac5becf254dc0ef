/** The decision among rows: what is chosen, how sure that is, and what makes it provisional. No words yet. */
import type { Certainty } from '../model/advice.js';
import type { Rng } from '../random.js';
import { fitEffects } from '../statistics/additive.js';
import { studentQuantile } from '../statistics/distributions.js';
import { CONFIDENCE, describe, MIN_ROUNDS } from '../statistics/estimate.js';
import { type ContestOutcome, decide, roundsToReach, SURE } from './contest.js';
import { beyondCpus } from './cpu-demand.js';
import { type AdviceContext, type Exclusion, exclusionOf, failuresOf } from './exclusions.js';
import { isOpenLoop } from './loads.js';
import { baselineOf, pairedRatios, throughputTable } from './pairing.js';
import { timedPartTooShort } from './timed-part.js';
import type { CellTrials } from './trials.js';

/** From this probability of being good enough a pick that is not sure is fairly sure. */
const FAIRLY_SURE = 0.8;
/**
 * The probability that a pick of an adaptive study needs. A question that is asked after every few rounds gets
 * a false answer at last, so each look is held to more: 1.69 % one-sided for 5 looks at 5 % in all (Pocock, 1977).
 */
const SURE_AT_A_LOOK = 1 - 0.0169;

/** How the choice came out. */
export type DecisionKind =
  /** One is chosen from several. */
  | 'chosen'
  /** It alone keeps the limits, or keeps up with the arrivals. */
  | 'only-one-keeps'
  | 'too-few-rounds'
  /** The timed parts end before they can be measured. */
  | 'too-short'
  | 'one-measured'
  | 'one-allowed'
  | 'none-allowed';

/** What came of a choice among rows. */
export interface Decision {
  readonly kind: DecisionKind;
  /** Every row of the choice, the cheapest first. */
  readonly rows: readonly CellTrials[];
  readonly exclusions: readonly Exclusion[];
  /** Rows that were compared; the outcome's columns. */
  readonly contestants: readonly CellTrials[];
  readonly outcome: ContestOutcome | null;
  /** The row to use; of `too-few-rounds` the one that leads so far; null without. */
  readonly row: CellTrials | null;
  /** The row with the highest throughput; null where none were compared. */
  readonly best: CellTrials | null;
  /** Rows that cannot be told from the best. */
  readonly equal: readonly CellTrials[];
  readonly certainty: Certainty | null;
  /** Whether the row is shown to be faster than sequential; null where it is sequential, or that cannot be said. */
  readonly gainIsShown: boolean | null;
  /** About how many more rounds would make the choice sure; null where it is, and where rounds would not do it. */
  readonly moreRounds: number | null;
  /** Rows with under 5 rounds that were compared all the same. */
  readonly short: readonly CellTrials[];
  /** Rows that failed too often and were faster when they did not. */
  readonly fasterButFailed: readonly CellTrials[];
}

/** Decides among rows of one task and load, given from the cheapest to the dearest. */
export function decideAmong(rows: readonly CellTrials[], context: AdviceContext, rng: Rng): Decision {
  const own = rows.map((row) => exclusionOf(row, context)).filter((exclusion) => exclusion !== null);
  const contestants = rows.filter((row) => own.every(({ group }) => group !== row));
  const compared = { outcome: null, row: null, best: null, equal: [] };
  const doubt = { certainty: null, gainIsShown: null, moreRounds: null, short: [], fasterButFailed: [] };
  const base = { rows, exclusions: own, contestants, ...compared, ...doubt };
  const [first, second] = contestants;
  if (first === undefined) return { ...base, kind: 'none-allowed' };
  if (contestants.some(timedPartTooShort)) return { ...base, kind: 'too-short' };
  if (second === undefined) return { ...base, ...loneRow(first, rows, own) };
  if (contestants.every(({ completed }) => completed.length < MIN_ROUNDS))
    return { ...base, kind: 'too-few-rounds', row: leaderOf(contestants) };
  const sure = context.study.study.budgetSeconds === null ? SURE : SURE_AT_A_LOOK;
  const rule = { sure, beyondCpus: beyondCpus(contestants, context.study) };
  const outcome = decide(throughputTable(contestants), rule, rng);
  const row = contestants[outcome.pick] as CellTrials;
  return {
    ...{ ...base, kind: 'chosen', outcome, row, best: contestants[outcome.best] as CellTrials },
    exclusions: [...own, ...outcome.dropped.map((column) => droppedFor(contestants[column] as CellTrials))],
    equal: outcome.equal.map((column) => contestants[column] as CellTrials),
    ...certaintyOf(outcome, sure, gainOver(contestants, row)),
    short: contestants.filter(({ completed }) => completed.length < MIN_ROUNDS),
    fasterButFailed: fasterButFailed(own, row),
  };
}

/** Whether no row that may be chosen is shown to be slower than the best: the cheapest is named, but no winner is claimed. */
export function hasNoWinner({ equal, contestants, outcome }: Decision): boolean {
  const left = contestants.length - (outcome?.dropped.length ?? 0);
  return left > 1 && equal.length === left;
}

/** One row is an answer only where the others were ruled out by what was asked for, not by accident. */
function loneRow(row: CellTrials, rows: readonly CellTrials[], exclusions: readonly Exclusion[]) {
  if (rows.length === 1) return { kind: 'one-measured' } as const;
  if (exclusions.some(({ kind }) => kind === 'fault')) return { kind: 'one-allowed' } as const;
  if (row.completed.length < MIN_ROUNDS) return { kind: 'too-few-rounds', row } as const;
  return { kind: 'only-one-keeps', row, best: row, equal: [row], certainty: 'sure' } as const;
}

/** A choice of workers whose gain over sequential may be none is a guess, however sure it is among the others. */
function certaintyOf(
  { probabilityGoodEnough, pick, moreRounds }: ContestOutcome,
  sure: number,
  gain: ReturnType<typeof gainOver>,
): Pick<Decision, 'certainty' | 'gainIsShown' | 'moreRounds'> {
  const gainIsShown = gain === null ? null : gain.t >= gain.needed;
  if (gain !== null && gainIsShown === false)
    return { certainty: 'best guess', gainIsShown, moreRounds: roundsToReach(gain.needed, gain.t, gain.rounds) };
  const probability = probabilityGoodEnough[pick] as number;
  if (probability >= sure) return { certainty: 'sure', gainIsShown, moreRounds: null };
  return { certainty: probability >= FAIRLY_SURE ? 'fairly sure' : 'best guess', gainIsShown, moreRounds };
}

/**
 * By how many standard errors a row's gain over its baseline is above none, and how many its 95 % interval needs to
 * exclude it; null for the baseline itself, without it, under a rate, and under 5 rounds.
 */
function gainOver(contestants: readonly CellTrials[], row: CellTrials) {
  const baseline = baselineOf(row, contestants);
  if (baseline === null || baseline === row || isOpenLoop(row.cell.way)) return null;
  const logs = pairedRatios(row, baseline).map(({ ratio }) => Math.log(ratio));
  if (logs.length < MIN_ROUNDS) return null;
  const { mean, standardError, degreesOfFreedom } = describe(logs);
  const needed = studentQuantile((1 + CONFIDENCE) / 2, degreesOfFreedom);
  return {
    t: standardError === 0 ? Math.sign(mean) * Number.MAX_VALUE : mean / standardError,
    needed,
    rounds: logs.length,
  };
}

function leaderOf(rows: readonly CellTrials[]): CellTrials {
  const { columns } = fitEffects(throughputTable(rows));
  return rows[columns.indexOf(Math.max(...columns))] as CellTrials;
}

function droppedFor(group: CellTrials): Exclusion {
  return { group, kind: 'cpus', why: 'more workers than CPUs, and not shown to be over 5 % faster' };
}

/** Those that failed in most rounds, and whose completed rounds were faster than the chosen row's. */
function fasterButFailed(exclusions: readonly Exclusion[], row: CellTrials): readonly CellTrials[] {
  return exclusions
    .filter(({ kind, group }) => kind === 'fault' && group.completed.length > 0 && failuresOf(group).failed > 0)
    .map(({ group }) => group)
    .filter((group) => leaderOf([row, group]) === group);
}
