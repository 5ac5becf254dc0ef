/** The two-sample rank test, and the shift that it cannot refuse. */
import { medianSorted } from 'simple-statistics';
import { normalTwoSided } from './distributions.js';
import { CONFIDENCE } from './estimate.js';

/** Samples up to this size get exact probabilities. */
const MAX_EXACT = 30;
/** The 97.5 % quantile of the standard normal distribution. */
const NORMAL_975 = 1.959963984540054;

/** A shift between two samples, in the samples' own unit. */
export interface Shift {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Ranks from 1, ties sharing their mean, and the sum of t³ − t over the groups of ties. */
export function ranksOf(values: readonly number[]): { readonly ranks: readonly number[]; readonly ties: number } {
  const order = values.map((_, i) => i).toSorted((a, b) => (values[a] as number) - (values[b] as number));
  const ranks = new Array<number>(values.length);
  let ties = 0;
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to + 1 < order.length && values[order[to + 1] as number] === values[order[from] as number]) to++;
    for (let i = from; i <= to; i++) ranks[order[i] as number] = (from + to) / 2 + 1;
    const size = to - from + 1;
    ties += size ** 3 - size;
    from = to + 1;
  }
  return { ranks, ties };
}

/** Variance of U with `n` and `m` values and their ties (Hollander, Wolfe & Chicken 2014, eq. 4.13). */
export function variance(n: number, m: number, ties: number): number {
  const all = n + m;
  return all < 2 ? 0 : ((n * m) / 12) * (all + 1 - ties / (all * (all - 1)));
}

/**
 * The two-sided p-value of Mann & Whitney's (1947) U: exact without ties up to 30 values a side, else the
 * normal approximation with its corrections for ties and continuity. 1 when all values are equal.
 */
export function rankSumP(base: readonly number[], head: readonly number[]): number {
  const [n, m] = [head.length, base.length];
  const { ranks, ties } = ranksOf([...head, ...base]);
  const u = ranks.slice(0, n).reduce((sum, rank) => sum + rank, 0) - (n * (n + 1)) / 2;
  if (ties === 0 && n <= MAX_EXACT && m <= MAX_EXACT) {
    const tail = nullDistribution(n, m).slice(0, Math.min(u, n * m - u) + 1);
    return Math.min(1, 2 * tail.reduce((sum, probability) => sum + probability, 0));
  }
  const spread = Math.sqrt(variance(n, m, ties));
  return spread === 0 ? 1 : normalTwoSided(Math.max(0, Math.abs(u - (n * m) / 2) - 0.5) / spread);
}

/**
 * By how much `head` lies above `base`: the median of all differences (Hodges & Lehmann 1963), and the
 * shifts that the test does not refuse at 5 % (Hollander, Wolfe & Chicken 2014, sect. 4.3).
 */
export function shift(base: readonly number[], head: readonly number[]): Shift {
  const differences = head.flatMap((h) => base.map((b) => h - b)).toSorted((a, b) => a - b);
  const rank = Math.max(1, criticalRank(head.length, base.length));
  return {
    value: medianSorted(differences),
    low: differences[rank - 1] as number,
    high: differences[differences.length - rank] as number,
  };
}

/** The largest k with P(U ≤ k − 1) at most 2.5 %. */
function criticalRank(n: number, m: number): number {
  if (n > MAX_EXACT || m > MAX_EXACT) return Math.floor((n * m) / 2 - NORMAL_975 * Math.sqrt(variance(n, m, 0)));
  let below = 0;
  const distribution = nullDistribution(n, m);
  const first = distribution.findIndex((probability) => {
    below += probability;
    return below > (1 - CONFIDENCE) / 2;
  });
  return first;
}

const known = new Map<string, readonly number[]>();

/**
 * The probabilities of U = 0 … n·m when both samples come from one population, by Mann & Whitney's
 * recursion: the largest value is one of the n with probability n / (n + m), and then exceeds all m.
 */
function nullDistribution(n: number, m: number): readonly number[] {
  if (n === 0 || m === 0) return [1];
  const key = `${n} ${m}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const [fewer, others] = [nullDistribution(n - 1, m), nullDistribution(n, m - 1)];
  const probabilities = Array.from({ length: n * m + 1 }, (_, u) => {
    return (n * (fewer[u - m] ?? 0) + m * (others[u] ?? 0)) / (n + m);
  });
  known.set(key, probabilities);
  return probabilities;
}
