/** Many figures, one question: p-values that hold for all of them together. */
import type { Rng } from '../random.js';
import { RESOLUTION } from './estimate.js';
import { ranksOf, variance } from './rank-sum.js';

/** More ways to relabel than this are sampled instead of listed. */
const MAX_LISTED = 4000;
/** Labellings of a sample, the real one among them. */
const SAMPLED = 2000;
/** Sums of the same terms in another order differ in their last bits. */
const ROUNDING = 1e-9;

/** One figure in every observation; NaN where it is missing. */
export interface Row {
  readonly values: readonly number[];
  /** The rows that this one sums up; null for a figure of its own. */
  readonly of: readonly number[] | null;
}

/** A statistic of a row for any labelling, made once. */
type Statistic = (labels: Labels) => number;
/** Of two samples: the observations that are the head's. Of pairs: a sign each. */
type Labels = readonly number[];

/**
 * Holm's (1979) step-down adjustment: any false claim at all is made in at most 5 % of comparisons, however
 * the figures hang together.
 */
export function holm(pValues: readonly number[]): readonly number[] {
  const order = pValues.map((_, i) => i).toSorted((a, b) => (pValues[a] as number) - (pValues[b] as number));
  const adjusted = new Array<number>(pValues.length);
  let largest = 0;
  for (const [step, index] of order.entries()) {
    largest = Math.max(largest, (pValues.length - step) * (pValues[index] as number));
    adjusted[index] = Math.min(1, largest);
  }
  return adjusted;
}

/**
 * Westfall & Young's (1993, alg. 4.1) step-down maxT adjustment of rank-sum tests. Whole observations change
 * sides together, so that figures which always move together count as one: as strict as Holm's, and less
 * deaf. The first `bases` observations are the base's. A row that sums up others adds their standardised
 * statistics (van Elteren 1960).
 */
export function relabelled(rows: readonly Row[], bases: number, rng: Rng): readonly number[] {
  const observations = rows[0]?.values.length ?? 0;
  const own = rows.map(({ values, of }) => (of === null ? rankSum(values) : null));
  const measure = (labels: Labels) => {
    const statistics = own.map((statistic) => (statistic === null ? 0 : statistic(labels)));
    return rows.map(({ of }, i) => Math.abs(of === null ? (statistics[i] as number) : pooled(of, statistics)));
  };
  const real = Array.from({ length: observations - bases }, (_, i) => bases + i);
  return stepDown(measure, real, relabellings(observations, observations - bases, rng));
}

/**
 * The same for pairs: each row holds differences, whose signs change for whole observations together
 * (Fisher 1935, sect. 21); the statistic is Student's t. A row that sums up others is a row of its own here.
 */
export function signFlipped(rows: readonly Pick<Row, 'values'>[], rng: Rng): readonly number[] {
  const own = rows.map(({ values }) => studentT(values));
  const observations = rows[0]?.values.length ?? 0;
  const measure = (labels: Labels) => own.map((statistic) => Math.abs(statistic(labels)));
  return stepDown(measure, new Array<number>(observations).fill(1), signs(observations, rng));
}

/** The share of labellings in which a row, or one that is observed less extreme, reaches what was observed of it. */
function stepDown(measure: (labels: Labels) => readonly number[], real: Labels, drawn: readonly Labels[]) {
  const observed = measure(real);
  const leastFirst = observed.map((_, i) => i).toSorted((a, b) => (observed[a] as number) - (observed[b] as number));
  const reached = observed.map(() => 0);
  for (const labels of drawn) {
    const statistics = measure(labels);
    let most = 0;
    for (const index of leastFirst) {
      most = Math.max(most, statistics[index] as number);
      if (most >= (observed[index] as number) - ROUNDING) reached[index] = (reached[index] as number) + 1;
    }
  }
  let largest = 0;
  const adjusted = new Array<number>(observed.length);
  for (const index of leastFirst.toReversed()) {
    largest = Math.max(largest, (reached[index] as number) / drawn.length);
    adjusted[index] = largest;
  }
  return adjusted;
}

/** U of the head's values less its mean, over its standard deviation; 0 where one side has no value. */
function rankSum(values: readonly number[]): Statistic {
  const present = values.flatMap((value, i) => (Number.isNaN(value) ? [] : [i]));
  const { ranks, ties } = ranksOf(present.map((i) => values[i] as number));
  const centred = new Float64Array(values.length);
  const isPresent = new Uint8Array(values.length);
  for (const [rank, i] of present.entries()) {
    centred[i] = (ranks[rank] as number) - (present.length + 1) / 2;
    isPresent[i] = 1;
  }
  const spreads = present.map((_, heads) => Math.sqrt(variance(heads, present.length - heads, ties)));
  return (heads) => {
    let [count, sum] = [0, 0];
    for (let i = 0; i < heads.length; i++) {
      const index = heads[i] as number;
      count += isPresent[index] as number;
      sum += centred[index] as number;
    }
    const spread = spreads[count] ?? 0;
    return spread === 0 ? 0 : sum / spread;
  };
}

function pooled(of: readonly number[], statistics: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < of.length; i++) sum += statistics[of[i] as number] as number;
  return sum / Math.sqrt(Math.max(1, of.length));
}

/** Mean over standard error of the differences with their signs; the sum of their squares keeps its value. */
function studentT(values: readonly number[]): Statistic {
  const differences = values.map((value) => (Number.isNaN(value) ? 0 : value));
  const count = values.filter((value) => !Number.isNaN(value)).length;
  const squares = differences.reduce((sum, value) => sum + value * value, 0);
  return (labels) => {
    let sum = 0;
    for (let i = 0; i < labels.length; i++) sum += (labels[i] as number) * (differences[i] as number);
    const mean = sum / count;
    const variance = Math.max(0, squares - count * mean * mean) / (count - 1);
    return count < 2 ? 0 : mean / Math.max(Math.sqrt(variance / count), RESOLUTION);
  };
}

/** Every choice of `heads` observations or, where there are too many, a sample with the real one. */
function relabellings(observations: number, heads: number, rng: Rng): readonly Labels[] {
  if (ways(observations, heads) <= MAX_LISTED) return choices(observations, heads);
  const all = Array.from({ length: observations }, (_, i) => i);
  const sample = Array.from({ length: SAMPLED - 1 }, () => rng.shuffle(all).slice(0, heads));
  return [all.slice(observations - heads), ...sample];
}

function ways(observations: number, heads: number): number {
  let count = 1;
  for (let i = 1; i <= heads && count <= MAX_LISTED; i++) count = (count * (observations - heads + i)) / i;
  return count;
}

function choices(observations: number, heads: number): readonly Labels[] {
  if (heads === 0) return [[]];
  if (heads > observations) return [];
  const last = observations - 1;
  return [...choices(last, heads), ...choices(last, heads - 1).map((rest) => [...rest, last])];
}

/** Every row of signs or, where there are too many, a sample with the real one. */
function signs(observations: number, rng: Rng): readonly Labels[] {
  const row = (bit: (i: number) => number) => Array.from({ length: observations }, (_, i) => (bit(i) === 1 ? -1 : 1));
  if (2 ** observations <= MAX_LISTED) {
    return Array.from({ length: 2 ** observations }, (_, number) => row((i) => (number >> i) & 1));
  }
  return [row(() => 0), ...Array.from({ length: SAMPLED - 1 }, () => row(() => rng.bits() & 1))];
}
