/** Steps in a series over time: where its level changed for good. */
import type { Rng } from '../random.js';
import { CONFIDENCE } from './estimate.js';
import { ranksOf, variance } from './rank-sum.js';

/** Values on each side of a step at least: fewer may be outliers. */
const MIN_SEGMENT = 3;
/** Values from which a step can be shown at all: 2 of the 70 ways to split 8 in halves are 2.9 %. */
export const MIN_SERIES = 8;
/** Shuffled series behind each p-value. */
const SHUFFLES = 2000;

/** A step between two values of a series. */
export interface Step {
  /** The first value of the new level. */
  readonly index: number;
  readonly pValue: number;
}

/**
 * The steps of a series, by position. At each possible place the values before and after are compared by
 * ranks (Pettitt 1979), standardised so that every place has the same chance (Lausen & Schumacher 1992); the
 * largest is held against those of shuffled series. Under 5 % the series is cut where two means fit it best
 * (least squares, Bai 1994), and each part is looked at in turn (binary segmentation, Vostrikova 1981). A series
 * without a step gets one in 5 % at most.
 */
export function findSteps(values: readonly number[], rng: Rng): readonly Step[] {
  return stepsWithin(values, 0, rng);
}

function stepsWithin(values: readonly number[], start: number, rng: Rng): readonly Step[] {
  if (values.length < MIN_SERIES) return [];
  const { ranks, ties } = ranksOf(values);
  const spreads = ranks.map((_, place) => Math.sqrt(variance(place, ranks.length - place, ties)));
  const statistic = largestSplit(ranks, spreads).value;
  const shuffled = Array.from({ length: SHUFFLES - 1 }, () => largestSplit(rng.shuffle(ranks), spreads).value);
  // Sums of the same ranks in another order differ in their last bits.
  const pValue = (1 + shuffled.filter((other) => other >= statistic - 1e-9).length) / SHUFFLES;
  if (statistic === 0 || pValue >= 1 - CONFIDENCE) return [];
  const { place } = largestSplit(values, spreadsOfMeans(values.length));
  return [
    ...stepsWithin(values.slice(0, place), start, rng),
    { index: start + place, pValue },
    ...stepsWithin(values.slice(place), start + place, rng),
  ];
}

/** What makes the difference of two means comparable over places: √(n·m / N). */
function spreadsOfMeans(length: number): readonly number[] {
  return Array.from({ length }, (_, place) => Math.sqrt((place * (length - place)) / length));
}

/**
 * The place where the sum of what lies before it, less its share of the whole, is largest against the spread
 * there, and how large; 0 where all values are equal.
 */
function largestSplit(
  values: readonly number[],
  spreads: readonly number[],
): { readonly place: number; readonly value: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  let [place, largest, sum] = [0, 0, 0];
  for (let i = 1; i <= values.length - MIN_SEGMENT; i++) {
    sum += (values[i - 1] as number) - mean;
    const spread = spreads[i] as number;
    if (i < MIN_SEGMENT || spread === 0 || Math.abs(sum) / spread <= largest) continue;
    [place, largest] = [i, Math.abs(sum) / spread];
  }
  return { place, value: largest };
}
