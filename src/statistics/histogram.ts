/**
 * A log-linear histogram of durations in integer nanoseconds, after HdrHistogram (Tene, 2012): 2048
 * linear buckets, then 1024 for every doubling, so that a value is known to 1 part in 1024 (three
 * significant digits). Recording is a few machine instructions, the size is fixed, and histograms of
 * several workers, processes or rounds merge by adding counts.
 */
import type { EncodedHistogram } from '../model/measurement.js';

const SUB_BITS = 10;
const HALF = 1 << SUB_BITS;
const FULL = HALF << 1;
/** 2^42 ns is 73 minutes; longer values count in the last bucket, and `maxNs` still tells them. */
const MAX_BITS = 42;
const SIZE = FULL + (MAX_BITS - SUB_BITS - 1) * HALF;

/** Places of a histogram's figures. */
const SUM = 0;
const LEAST = 1;
const MOST = 2;
type Figures = readonly [sumNs: number, minNs: number, maxNs: number];

/** The bucket of a duration of `ns` nanoseconds. */
export function bucketOf(ns: number): number {
  if (ns < FULL) return ns < 0 ? 0 : ns | 0;
  if (ns >= 2 ** MAX_BITS) return SIZE - 1;
  const high = ns >= 0x8000_0000 ? Math.floor(ns / 0x8000_0000) : 0;
  const bits = high > 0 ? 63 - Math.clz32(high) : 32 - Math.clz32(ns);
  const shift = bits - SUB_BITS - 1;
  const mantissa = high > 0 ? Math.floor(ns / 2 ** shift) : ns >>> shift;
  return FULL + (shift - 1) * HALF + (mantissa - HALF);
}

/** The range of a bucket: its lowest nanosecond, and the first that is above it. */
export function bucketRange(bucket: number): { readonly from: number; readonly to: number } {
  if (bucket < FULL) return { from: bucket, to: bucket + 1 };
  const shift = Math.floor((bucket - FULL) / HALF) + 1;
  const mantissa = ((bucket - FULL) % HALF) + HALF;
  return { from: mantissa * 2 ** shift, to: (mantissa + 1) * 2 ** shift };
}

/** A histogram to record into. Allocates 270 KB once, nothing per value. */
export class Histogram {
  readonly #counts = new Float64Array(SIZE);
  /** Sum, least and most, in nanoseconds. In an array, as its numbers keep one form: compiled code stays valid. */
  readonly #ns = Float64Array.of(0, Number.POSITIVE_INFINITY, 0);

  /** Counts a duration in nanoseconds (rounded to whole ones, below zero taken as zero). */
  record(ns: number, times = 1): void {
    const value = ns > 0 ? Math.round(ns) : 0;
    const bucket = bucketOf(value);
    const figures = this.#ns;
    this.#counts[bucket] = (this.#counts[bucket] as number) + times;
    figures[SUM] = (figures[SUM] as number) + value * times;
    if (value < (figures[LEAST] as number)) figures[LEAST] = value;
    if (value > (figures[MOST] as number)) figures[MOST] = value;
  }

  /** Adds all that another histogram counted. */
  merge(other: EncodedHistogram): void {
    other.buckets.forEach((bucket, i) => {
      this.#counts[bucket] = (this.#counts[bucket] ?? 0) + (other.counts[i] ?? 0);
    });
    const [sumNs, minNs, maxNs] = this.#ns as unknown as Figures;
    const isEmpty = other.buckets.length === 0;
    this.#ns.set([sumNs + other.sumNs, isEmpty ? minNs : Math.min(minNs, other.minNs), Math.max(maxNs, other.maxNs)]);
  }

  /** The non-empty buckets as plain data. */
  encode(): EncodedHistogram {
    const [sumNs, minNs, maxNs] = this.#ns as unknown as Figures;
    const buckets: number[] = [];
    const counts: number[] = [];
    const last = bucketOf(maxNs);
    // Looking at all 34,000 would take milliseconds where the code is new.
    for (let bucket = bucketOf(minNs); bucket <= last; bucket++) {
      const count = this.#counts[bucket] as number;
      if (count === 0) continue;
      buckets.push(bucket);
      counts.push(count);
    }
    return { buckets, counts, sumNs, minNs: buckets.length > 0 ? minNs : 0, maxNs };
  }
}

/** The histogram of `count` durations of `ns` nanoseconds each, without recording them one by one. */
export function constantHistogram(ns: number, count: number): EncodedHistogram {
  const value = Math.max(0, Math.round(ns));
  return { buckets: [bucketOf(value)], counts: [count], sumNs: value * count, minNs: value, maxNs: value };
}

/** How many values a histogram counted. */
export function countOf(histogram: EncodedHistogram): number {
  return histogram.counts.reduce((sum, count) => sum + count, 0);
}

/** The mean in nanoseconds, from the exact sum; null for an empty histogram. */
export function meanNs(histogram: EncodedHistogram): number | null {
  const count = countOf(histogram);
  return count === 0 ? null : histogram.sumNs / count;
}

/** All values of several histograms in one; takes time by the buckets in use, not by all there are. */
export function mergeHistograms(histograms: Iterable<EncodedHistogram>): EncodedHistogram {
  const filled = [...histograms].filter(({ buckets }) => buckets.length > 0);
  if (filled.length === 0) return { buckets: [], counts: [], sumNs: 0, minNs: 0, maxNs: 0 };
  const counts = new Map<number, number>();
  for (const { buckets, counts: more } of filled) {
    buckets.forEach((bucket, i) => {
      counts.set(bucket, (counts.get(bucket) ?? 0) + (more[i] ?? 0));
    });
  }
  const buckets = [...counts.keys()].sort((a, b) => a - b);
  return {
    buckets,
    counts: buckets.map((bucket) => counts.get(bucket) as number),
    sumNs: filled.reduce((sum, histogram) => sum + histogram.sumNs, 0),
    minNs: Math.min(...filled.map(({ minNs }) => minNs)),
    maxNs: Math.max(...filled.map(({ maxNs }) => maxNs)),
  };
}

/**
 * The smallest bucket's midpoint at or below which a share of at least `quantile` (0 to 1) of the
 * values lies (nearest rank, Hyndman & Fan 1996, definition 1), kept inside [min, max]; null for an
 * empty histogram. In nanoseconds.
 */
export function quantileNs(histogram: EncodedHistogram, quantile: number): number | null {
  const total = countOf(histogram);
  if (total === 0) return null;
  const rank = Math.max(1, Math.ceil(quantile * total));
  let seen = 0;
  for (const [i, bucket] of histogram.buckets.entries()) {
    seen += histogram.counts[i] ?? 0;
    if (seen < rank) continue;
    const { from, to } = bucketRange(bucket);
    return Math.min(histogram.maxNs, Math.max(histogram.minNs, (from + to - 1) / 2));
  }
  return histogram.maxNs;
}
