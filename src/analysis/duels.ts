/** Each contestant against each other one, from a table of log-throughputs: how likely it is good enough. */
import { mean } from 'simple-statistics';
import { fitEffects, type Table } from '../statistics/additive.js';
import { clipOutliers } from '../statistics/clipping.js';
import { studentBelow } from '../statistics/distributions.js';
import { RESOLUTION, type Sample } from '../statistics/estimate.js';
import { comparePairs } from './slower.js';

/** The share of the best throughput that counts as good enough. */
export const GOOD_ENOUGH = 0.95;
/** Contestants this far below the best are no part of the group that is shrunk. */
const NEAR_THE_BEST = Math.log(0.8);
/** Shrinking towards a common mean pays from so many contestants (James & Stein, 1961). */
const LEAST_SHRUNK = 4;

/** One contestant against another. */
export interface Duel {
  /** By how many standard errors it is above 95 % of the other. */
  readonly t: number;
  readonly degreesOfFreedom: number;
  /** The probability that it has at least 95 % of the other's throughput. */
  readonly goodEnough: number;
}

/**
 * Every contestant against every other. Variances are half-way between the pair's own and the pooled one: few
 * rounds know a variance badly, and not all pairs are equally noisy. Contestants near the best are drawn
 * towards their mean (James–Stein), because the best of many is partly the luckiest.
 */
export function duelsOf(table: Table): readonly (readonly Duel[])[] {
  const clipped = clipOutliers(table);
  const { columns, residual, degreesOfFreedom: left } = fitEffects(clipped);
  const degreesOfFreedom = Math.max(1, left);
  const pooled = residual / degreesOfFreedom;
  const { members, shrinkage } = shrinking(columns, pooled / table.length, degreesOfFreedom);
  const kept = 1 - shrinkage;
  const narrowed = Math.sqrt(1 - (shrinkage * (members.length - 1)) / Math.max(1, members.length));
  const pairs = comparePairs(clipped);
  return columns.map((_, i) =>
    columns.map((_, j) => {
      const { mean, rounds, variance } = differenceOf(pairs[i]?.[j] ?? null, columns, i, j);
      const inside = members.includes(i) && members.includes(j);
      const difference = mean * (inside ? kept : 1);
      const se = Math.sqrt((2 * pooled + (variance ?? 2 * pooled)) / 2 / rounds) * (inside ? narrowed : 1);
      const t = (difference - Math.log(GOOD_ENOUGH)) / (se + RESOLUTION);
      const f = Math.max(1, Math.min(2 * (rounds - 1), degreesOfFreedom));
      return { t, degreesOfFreedom: f, goodEnough: i === j ? 1 : studentBelow(t, f) };
    }),
  );
}

/** Of a pair that shares rounds its own figures; of one that never met, what the others tell of both. */
function differenceOf(sample: Sample | null, columns: readonly number[], i: number, j: number) {
  if (sample === null) return { mean: (columns[i] as number) - (columns[j] as number), rounds: 1, variance: null };
  const rounds = sample.degreesOfFreedom + 1;
  return { mean: sample.mean, rounds, variance: rounds > 1 ? sample.standardError ** 2 * rounds : null };
}

/** Which contestants are shrunk, and by what share of their distance (positive-part James–Stein, unknown variance). */
function shrinking(columns: readonly number[], varianceOfMean: number, degreesOfFreedom: number) {
  const highest = Math.max(...columns);
  const members = columns.flatMap((effect, i) => (effect >= highest + NEAR_THE_BEST ? [i] : []));
  if (members.length < LEAST_SHRUNK) return { members, shrinkage: 0 };
  const centre = mean(members.map((i) => columns[i] as number));
  const spread = members.reduce((sum, i) => sum + ((columns[i] as number) - centre) ** 2, 0);
  const q = spread / Math.max(varianceOfMean, RESOLUTION ** 2);
  const most = q > 0 ? Math.min(1, (members.length - 3) / q) : 1;
  return { members, shrinkage: most * (degreesOfFreedom / (degreesOfFreedom + 2)) };
}
