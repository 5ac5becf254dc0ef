/**
 * The contest between worker counts: which is best, which cannot be told from it, which are shown to be
 * close enough. Everything is on logarithms of throughput and paired by round.
 */
import type { Estimate } from '../model.js';
import type { Rng } from '../random.js';
import { type Effects, fitEffects, type Table } from './additive.js';
import { fisherQuantile } from './distributions.js';
import { CONFIDENCE, describe, RESOLUTION, ratioFromLogs, type Sample } from './estimate.js';

/** The share of the best throughput that counts as good enough. */
export const GOOD_ENOUGH = 0.95;
/** Resampled contests behind each probability of being best. */
const RESAMPLES = 1000;

/** What the rounds say of a contest. Contestants are columns of the table, by index. */
export interface Outcome {
  readonly best: number;
  /** Not shown to be slower than another: with 95 % the true best is among them. */
  readonly equal: readonly number[];
  /** Shown to have at least 95 % of the throughput of every contestant. */
  readonly certified: readonly number[];
  readonly ratiosToBest: readonly Estimate[];
  /** In which share of resampled studies each is best; ties are shared. */
  readonly probabilityBest: readonly number[];
  /** In which share each has at least 95 % of the best's throughput. */
  readonly probabilityGoodEnough: readonly number[];
}

/** Decides a contest from a table of log-throughputs, rounds by contestants (at least two). */
export function decide(table: Table, rng: Rng, confidence = CONFIDENCE): Outcome {
  const effects = fitEffects(table);
  const best = tied(effects.columns)[0] as number;
  const pairs = comparePairs(table);
  const columns = pairs.map((_, column) => column);
  const ratio = (a: number, b: number) => ratioOf(pairs, a, b, confidence);
  const isCertified = (i: number) => columns.every((j) => (ratio(i, j).low ?? 0) >= GOOD_ENOUGH);
  const slower = slowerColumns(effects, pairs, confidence);
  return {
    best,
    equal: columns.filter((column) => !slower.includes(column)),
    certified: columns.filter(isCertified),
    ratiosToBest: columns.map((column) => ratio(column, best)),
    ...resample(table, rng),
  };
}

/** The contestants shown to be slower than another; the true best is among them in 5 % of studies at most. */
export function shownSlower(table: Table): readonly number[] {
  return slowerColumns(fitEffects(table), comparePairs(table), CONFIDENCE);
}

/** Logarithms of throughput of one contestant over another's, described; null for a pair that never met. */
type Pairs = readonly (readonly (Sample | null)[])[];

function comparePairs(table: Table): Pairs {
  const columns = (table[0] as readonly number[]).map((_, column) => column);
  return columns.map((a) =>
    columns.map((b) => {
      const differences = table.map((row) => (row[a] as number) - (row[b] as number));
      const met = differences.filter((difference) => !Number.isNaN(difference));
      return met.length === 0 ? null : describe(met);
    }),
  );
}

/** Throughput of one contestant over another's, over the rounds that both completed. */
function ratioOf(pairs: Pairs, a: number, b: number, confidence: number): Estimate {
  if (a === b) return { value: 1, low: 1, high: 1 };
  const sample = pairs[a]?.[b] ?? null;
  return sample === null ? { value: 0, low: null, high: null } : ratioFromLogs(sample, confidence);
}

/**
 * Multiple comparisons with the best (Hsu, 1984), by paired t with Bonferroni's correction: a contestant
 * meets all others, so the true best is beaten by one of them in 5 % of studies at most.
 */
function slowerColumns(effects: Effects, pairs: Pairs, confidence: number): readonly number[] {
  if (!differ(effects, confidence)) return [];
  const oneSided = Math.max(0, 1 - (2 * (1 - confidence)) / (pairs.length - 1));
  const beats = (a: number, b: number) => a !== b && (ratioOf(pairs, a, b, oneSided).low ?? 0) > 1;
  const columns = pairs.map((_, column) => column);
  return columns.filter((column) => columns.some((other) => beats(other, column)));
}

/**
 * Whether the contestants differ at all: the F test of a two-way layout, contestants by rounds (Scheffé,
 * 1959, ch. 4). It guards the many comparisons: on a flat curve, where it finds a difference in 2.5 % of
 * studies, no more than that many can claim a winner.
 */
function differ({ columns, explained, residual, degreesOfFreedom }: Effects, confidence: number): boolean {
  if (degreesOfFreedom < 1) return false;
  const noise = Math.max(residual / degreesOfFreedom, RESOLUTION ** 2);
  return (
    explained / (columns.length - 1) / noise >
    fisherQuantile((1 + confidence) / 2, columns.length - 1, degreesOfFreedom)
  );
}

/** Resampled studies of whole rounds, drawn with replacement: the arg-max is found anew in each. */
function resample(table: Table, rng: Rng): Pick<Outcome, 'probabilityBest' | 'probabilityGoodEnough'> {
  const wins = (table[0] as readonly number[]).map(() => 0);
  const closes = wins.slice();
  const complete = table.every((row) => row.every((value) => !Number.isNaN(value)));
  for (let i = 0; i < RESAMPLES; i++) {
    const drawn = table.map(() => table[rng.int(0, table.length - 1)] as readonly number[]);
    const columns = complete ? columnMeans(drawn) : fitEffects(drawn).columns;
    const winners = tied(columns);
    for (const column of winners) wins[column] = (wins[column] as number) + 1 / winners.length;
    for (const column of tied(columns, -Math.log(GOOD_ENOUGH))) closes[column] = (closes[column] as number) + 1;
  }
  return {
    probabilityBest: wins.map((count) => count / RESAMPLES),
    probabilityGoodEnough: closes.map((count) => count / RESAMPLES),
  };
}

/** The effects of a complete table, less a constant that makes no difference between them. */
function columnMeans(table: Table): readonly number[] {
  const sums = new Array<number>((table[0] as readonly number[]).length).fill(0);
  for (const row of table) for (let j = 0; j < sums.length; j++) sums[j] = (sums[j] as number) + (row[j] as number);
  return sums.map((sum) => sum / table.length);
}

/** The contestants whose effect is at most `distance` below the highest, fewest workers first. */
function tied(effects: readonly number[], distance = RESOLUTION): readonly number[] {
  const highest = Math.max(...effects);
  return effects.flatMap((effect, column) => (highest - effect <= distance ? [column] : []));
}
