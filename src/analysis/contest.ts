/**
 * The contest between worker counts: which to use, how sure that is, which cannot be told from the best.
 * Everything is on logarithms of throughput and paired by round. The rule's operating characteristics over
 * many laws and kinds of noise are in docs/internals/truth.md.
 */
import type { Estimate } from '../model/estimate.js';
import type { Rng } from '../random.js';
import { fitEffects, type Table } from '../statistics/additive.js';
import { studentQuantile } from '../statistics/distributions.js';
import { CONFIDENCE, RESOLUTION } from '../statistics/estimate.js';
import { type Duel, duelsOf } from './duels.js';
import { comparePairs, ratioOf, slowerColumns } from './slower.js';

/** The smallest contestant with this share of the highest probability of being good enough is chosen. */
const NEARLY_AS_PROBABLE = 0.8;
/** A contestant within the CPUs that is good enough with no more than this is shown to be over 5 % slower. */
const SHOWN_SLOWER = 0.1;
/** Resampled contests behind each probability of being best. */
const RESAMPLES = 1000;

/** Which contestant to use. Contestants are columns of the table, by index, fewest workers first. */
export interface Choice {
  /** The smallest that is nearly as likely good enough as any. */
  readonly pick: number;
  /** Dropped because more workers than CPUs cannot help work that computes, and did not. */
  readonly dropped: readonly number[];
  /** The probability that each has at least 95 % of the throughput of every other. */
  readonly probabilityGoodEnough: readonly number[];
  /** About how many more rounds would make the pick sure; null where it is, and where rounds would not do it. */
  readonly moreRounds: number | null;
}

/** All that the rounds say of a contest. */
export interface ContestOutcome extends Choice {
  /** The highest throughput among those that may be chosen. */
  readonly best: number;
  /** Neighbours of the best, it among them, that are not shown to be slower: a set without gaps. */
  readonly equal: readonly number[];
  readonly ratiosToBest: readonly Estimate[];
  /** In which share of resampled studies each is best; ties are shared. */
  readonly probabilityBest: readonly number[];
}

/** How a contest is decided. */
export interface Rule {
  /** The probability from which the pick is sure. */
  readonly sure: number;
  /** Columns that use more workers than there are CPUs, where those within use the CPUs up; else empty. */
  readonly beyondCpus: readonly number[];
}

/** The probability from which a pick counts as sure. */
export const SURE = CONFIDENCE;
/** Rounds beyond so many times those measured are not worth a promise. */
const MOST_GROWTH = 10;

/** Decides a contest from a table of log-throughputs, rounds by contestants (at least two). */
export function decide(table: Table, rule: Rule, rng: Rng): ContestOutcome {
  const choice = choose(table, rule);
  const effects = fitEffects(table);
  const pairs = comparePairs(table);
  const allowed = pairs.map((_, column) => column).filter((column) => !choice.dropped.includes(column));
  const best = tied(effects.columns, allowed)[0] as number;
  return {
    ...choice,
    best,
    equal: neighboursOf(best, allowed, slowerColumns(effects, pairs, CONFIDENCE)),
    ratiosToBest: pairs.map((_, column) => ratioOf(pairs, column, best)),
    probabilityBest: resample(table, allowed, rng),
  };
}

/** The choice alone. More workers cost more, so the burden of proof lies on the larger count. */
export function choose(table: Table, { sure, beyondCpus }: Rule): Choice {
  const duels = duelsOf(table);
  const dropped = isShownFaster(duels, beyondCpus) ? [] : beyondCpus;
  const allowed = duels.map((_, column) => column).filter((column) => !dropped.includes(column));
  const probabilityGoodEnough = duels.map((row, i) =>
    Math.min(1, ...allowed.filter((j) => j !== i).map((j) => (row[j] as Duel).goodEnough)),
  );
  const highest = Math.max(...allowed.map((i) => probabilityGoodEnough[i] as number));
  const pick = allowed.find((i) => (probabilityGoodEnough[i] as number) >= NEARLY_AS_PROBABLE * highest) as number;
  const opponents = allowed.filter((j) => j !== pick).map((j) => duels[pick]?.[j] as Duel);
  return { pick, dropped, probabilityGoodEnough, moreRounds: roundsToBeSure(opponents, table.length, sure) };
}

/** Whether some contestant beyond the CPUs is shown over 5 % faster than all within them. */
function isShownFaster(duels: readonly (readonly Duel[])[], beyond: readonly number[]): boolean {
  const within = duels.map((_, i) => i).filter((i) => !beyond.includes(i));
  if (within.length === 0) return true;
  return beyond.some((j) => within.every((i) => ((duels[i] as readonly Duel[])[j] as Duel).goodEnough <= SHOWN_SLOWER));
}

function roundsToBeSure(duels: readonly Duel[], rounds: number, sure: number): number | null {
  const hardest = duels.reduce<Duel | null>((a, b) => (a === null || b.goodEnough < a.goodEnough ? b : a), null);
  if (hardest === null || hardest.goodEnough >= sure) return null;
  return roundsToReach(studentQuantile(sure, hardest.degreesOfFreedom), hardest.t, rounds);
}

/**
 * About how many more rounds bring `t` standard errors to `needed`, if the difference stays: standard errors
 * shrink with the square root of the rounds. Null where no number that is worth a promise would do.
 */
export function roundsToReach(needed: number, t: number, rounds: number): number | null {
  if (t <= 0) return null;
  const all = Math.ceil(rounds * (needed / t) ** 2);
  return all > rounds * MOST_GROWTH ? null : Math.max(1, all - rounds);
}

/** From the best outwards, until one is shown to be slower: throughput has one peak. */
function neighboursOf(best: number, allowed: readonly number[], slower: readonly number[]): readonly number[] {
  const at = allowed.indexOf(best);
  const isOut = (column: number) => column !== best && slower.includes(column);
  const below = allowed.slice(0, at).toReversed();
  const above = allowed.slice(at + 1);
  const until = (columns: readonly number[]) => {
    const end = columns.findIndex(isOut);
    return end < 0 ? columns : columns.slice(0, end);
  };
  return [...until(below).toReversed(), best, ...until(above)];
}

/** Resampled studies of whole rounds, drawn with replacement: the arg-max is found anew in each. */
function resample(table: Table, allowed: readonly number[], rng: Rng): readonly number[] {
  const wins = (table[0] as readonly number[]).map(() => 0);
  const complete = table.every((row) => row.every((value) => !Number.isNaN(value)));
  for (let i = 0; i < RESAMPLES; i++) {
    const drawn = table.map(() => table[rng.int(0, table.length - 1)] as readonly number[]);
    const winners = tied(complete ? columnMeans(drawn) : fitEffects(drawn).columns, allowed);
    for (const column of winners) wins[column] = (wins[column] as number) + 1 / winners.length;
  }
  return wins.map((count) => count / RESAMPLES);
}

/** The effects of a complete table, less a constant that makes no difference between them. */
function columnMeans(table: Table): readonly number[] {
  const sums = new Array<number>((table[0] as readonly number[]).length).fill(0);
  for (const row of table) for (let j = 0; j < sums.length; j++) sums[j] = (sums[j] as number) + (row[j] as number);
  return sums.map((sum) => sum / table.length);
}

/** The allowed contestants whose effect is the highest, fewest workers first. */
function tied(effects: readonly number[], allowed: readonly number[]): readonly number[] {
  const highest = Math.max(...allowed.map((column) => effects[column] as number));
  return allowed.filter((column) => highest - (effects[column] as number) <= RESOLUTION);
}
