/** Percentiles of the parts of a unit's life, with intervals from the rounds' own percentiles. */

import type { Distribution, PercentileIntervals, Percentiles } from '../model/estimate.js';
import type { EncodedHistogram, LatencyParts } from '../model/measurement.js';
import type { CellReport } from '../model/row.js';
import { MIN_ROUNDS, medianRank } from '../statistics/estimate.js';
import { countOf, meanNs, mergeHistograms, quantileNs } from '../statistics/histogram.js';
import type { CompletedTrial } from './trials.js';

const PARTS = ['waiting', 'transfer', 'service', 'sojourn'] as const satisfies readonly (keyof LatencyParts)[];
const NS_PER_MS = 1e6;

/** The percentiles of every part over the units of all rounds; null without a round. */
export function latencyOf(trials: readonly CompletedTrial[]): CellReport['latency'] {
  if (trials.length === 0) return null;
  const parts = PARTS.map((part) => [part, percentilesOf(trials.map((trial) => trial.measurement.latency[part]))]);
  return Object.fromEntries(parts) as CellReport['latency'];
}

/** The shares at which a distribution is told: every twentieth, and the ends. */
const SHARES = [0, ...Array.from({ length: 19 }, (_, i) => (i + 1) / 20), 0.99, 1];
const MIN_UNITS = 20;

/** How the whole times of units are distributed over all rounds; null with under 20 units. */
export function distributionOf(trials: readonly CompletedTrial[]): Distribution | null {
  const merged = mergeHistograms(trials.map((trial) => trial.measurement.latency.sojourn));
  if (countOf(merged) < MIN_UNITS) return null;
  const nsAt = (share: number) => (share === 0 ? merged.minNs : share === 1 ? merged.maxNs : quantileNs(merged, share));
  return { shares: SHARES, atMostMs: SHARES.map((share) => (nsAt(share) ?? 0) / NS_PER_MS) };
}

/** Percentiles in milliseconds of one histogram a round. */
export function percentilesOf(rounds: readonly EncodedHistogram[]): Percentiles {
  const merged = mergeHistograms(rounds);
  const mean = meanNs(merged);
  return {
    mean: mean === null ? null : mean / NS_PER_MS,
    p50: percentileMs(merged, 0.5),
    p90: percentileMs(merged, 0.9),
    p95: percentileMs(merged, 0.95),
    p99: percentileMs(merged, 0.99),
    p999: percentileMs(merged, 0.999),
    max: countOf(merged) === 0 ? null : merged.maxNs / NS_PER_MS,
    intervals: intervalsOf(rounds),
  };
}

/** The median in milliseconds; null for an empty histogram, and where too few units back it. */
export function medianMs(histogram: EncodedHistogram): number | null {
  return percentileMs(histogram, 0.5);
}

/** One percentile in seconds; null where the histogram has too few values for it. */
export function percentileSeconds(histogram: EncodedHistogram, quantile: number): number | null {
  const ms = percentileMs(histogram, quantile);
  return ms === null ? null : ms / 1000;
}

/** A percentile needs 1 / (1 − q) units to be more than the maximum by another name: 100 for p99. */
function percentileMs(histogram: EncodedHistogram, quantile: number): number | null {
  if (countOf(histogram) * (1 - quantile) < 1 - 1e-9) return null;
  const ns = quantileNs(histogram, quantile);
  return ns === null ? null : ns / NS_PER_MS;
}

function intervalsOf(rounds: readonly EncodedHistogram[]): PercentileIntervals | null {
  if (rounds.length < MIN_ROUNDS) return null;
  const { rank, coverage } = medianRank(rounds.length);
  const interval = (quantile: number) => {
    const values = rounds.map((round) => percentileMs(round, quantile));
    if (values.includes(null)) return null;
    const sorted = (values as number[]).toSorted((a, b) => a - b);
    return { low: sorted[rank - 1] as number, high: sorted[sorted.length - rank] as number };
  };
  return {
    coverage,
    p50: interval(0.5),
    p90: interval(0.9),
    p95: interval(0.95),
    p99: interval(0.99),
    p999: interval(0.999),
  };
}
