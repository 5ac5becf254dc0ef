/** Which contestants are shown to be slower than another, by paired comparisons of them all. */
import type { Estimate } from '../model/estimate.js';
import { type Effects, fitEffects, type Table } from '../statistics/additive.js';
import { fisherQuantile } from '../statistics/distributions.js';
import { CONFIDENCE, describe, RESOLUTION, ratioFromLogs, type Sample } from '../statistics/estimate.js';

/** The contestants shown to be slower than another; the true best is among them in 5 % of studies at most. */
export function shownSlower(table: Table): readonly number[] {
  return slowerColumns(fitEffects(table), comparePairs(table), CONFIDENCE);
}

/** Logarithms of throughput of one contestant over another's, described; null for a pair that never met. */
export type Pairs = readonly (readonly (Sample | null)[])[];

/** Every pair of contestants. */
export function comparePairs(table: Table): Pairs {
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
export function ratioOf(pairs: Pairs, a: number, b: number, confidence = CONFIDENCE): Estimate {
  if (a === b) return { value: 1, low: 1, high: 1 };
  const sample = pairs[a]?.[b] ?? null;
  return sample === null ? { value: 0, low: null, high: null } : ratioFromLogs(sample, confidence);
}

/**
 * Multiple comparisons with the best (Hsu, 1984), by paired t with Bonferroni's correction: a contestant
 * meets all others, so the true best is beaten by one of them in 5 % of studies at most.
 */
export function slowerColumns(effects: Effects, pairs: Pairs, confidence: number): readonly number[] {
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
