/** Figures with their intervals, and percentiles. */

/** A figure with its 95 % interval; `low` and `high` are null when there are too few rounds. */
export interface Estimate {
  /** The figure. */
  readonly value: number;
  /** Lower end of its interval. */
  readonly low: number | null;
  /** Upper end of its interval. */
  readonly high: number | null;
}

/** Percentiles in milliseconds over the units of all rounds; null where too few back them (p99 from 100 up). */
export interface Percentiles {
  /** Arithmetic mean; null without a unit. */
  readonly mean: number | null;
  /** Median. */
  readonly p50: number | null;
  /** 90th percentile; from 10 units. */
  readonly p90: number | null;
  /** 95th percentile; from 20 units. */
  readonly p95: number | null;
  /** 99th percentile; from 100 units. */
  readonly p99: number | null;
  /** 99.9th percentile; from 1,000 units. */
  readonly p999: number | null;
  /** The longest. */
  readonly max: number | null;
  /** Intervals of the percentiles by order statistics of the rounds; null under 5 rounds. */
  readonly intervals: PercentileIntervals | null;
}

/** For each percentile, the interval of its median over rounds, in milliseconds; see docs/internals/method.md. */
export interface PercentileIntervals {
  /** The probability with which each interval covers, 0.9375 for 5 rounds, at least 0.95 from 6 up. */
  readonly coverage: number;
  /** Of the median. */
  readonly p50: { readonly low: number; readonly high: number } | null;
  /** Of the 90th percentile. */
  readonly p90: { readonly low: number; readonly high: number } | null;
  /** Of the 95th percentile. */
  readonly p95: { readonly low: number; readonly high: number } | null;
  /** Of the 99th percentile. */
  readonly p99: { readonly low: number; readonly high: number } | null;
  /** Of the 99.9th percentile. */
  readonly p999: { readonly low: number; readonly high: number } | null;
}

/** How a figure differs between rounds. */
export interface RoundSpread {
  /** The middle one of the rounds' figures. */
  readonly median: number;
  /** The lowest round. */
  readonly min: number;
  /** The highest round. */
  readonly max: number;
  /** Coefficient of variation: sample standard deviation over mean; null under two rounds. */
  readonly variation: number | null;
}

/** An empirical distribution of durations: as many shares as durations. */
export interface Distribution {
  /** Shares of the units, 0 (the fastest) to 1 (the slowest), ascending. */
  readonly shares: readonly number[];
  /** What that share of the units took at most, in milliseconds; ascending. */
  readonly atMostMs: readonly number[];
}
