/**
 * Estimates over rounds with 95 % intervals. A round is the unit of repetition: the units of one trial
 * share its process, heap and moment, so they say little about the next (Kalibera & Jones, 2013).
 *
 * Intervals are Student's t: of the values for averages, of the logarithms for ratios. Bootstrap intervals
 * (percentile, BCa) were measured against these in docs/internals/truth.md; with 5 rounds they cover too little.
 */
import { mean, sampleVariance } from 'simple-statistics';
import type { Estimate } from '../model/estimate.js';
import { coinTossesAtMost, studentQuantile } from './distributions.js';

/** Rounds from which an interval is given. */
export const MIN_ROUNDS = 5;
/** The confidence of every interval in a report. */
export const CONFIDENCE = 0.95;
/**
 * No figure is known better than to 1 part in 10^9, the clock's step in a second of work. It keeps
 * intervals of noiseless (simulated) figures from shrinking below the rounding of the arithmetic.
 */
export const RESOLUTION = 1e-9;

/** Mean, standard error of the mean and degrees of freedom of a sample. */
export interface Sample {
  readonly mean: number;
  readonly standardError: number;
  readonly degreesOfFreedom: number;
}

/** The sample's mean with its standard error, sqrt(s² / n), s² with n − 1 in the divisor; throws RangeError when empty. */
export function describe(values: readonly number[]): Sample {
  if (values.length === 0) throw new RangeError('cannot describe an empty sample');
  const all = [...values];
  const degreesOfFreedom = all.length - 1;
  const variance = degreesOfFreedom > 0 ? sampleVariance(all) : 0;
  return { mean: mean(all), standardError: Math.sqrt(variance / all.length), degreesOfFreedom };
}

/** The arithmetic mean of one non-negative figure a round, with its t interval kept at or above 0; null for no round. */
export function meanEstimate(values: readonly number[]): Estimate | null {
  if (values.length === 0) return null;
  const { value, low, high } = signedMeanEstimate(values);
  return { value, low: low === null ? null : Math.max(0, low), high };
}

/** The same for a figure that may be negative; throws RangeError for no round. */
export function signedMeanEstimate(values: readonly number[]): Estimate {
  const { mean: value, standardError, degreesOfFreedom } = describe(values);
  if (values.length < MIN_ROUNDS) return { value, low: null, high: null };
  const half = halfWidth(standardError, degreesOfFreedom) + Math.abs(value) * RESOLUTION;
  return { value, low: value - half, high: value + half };
}

/**
 * The geometric mean of one positive ratio a round, with the t interval of its logarithm; null for no
 * round. Timing noise is multiplicative, so the logarithm of a ratio is symmetric about the true one
 * where the ratio itself is not (Fleming & Wallace, 1986).
 */
export function ratioEstimate(ratios: readonly number[]): Estimate | null {
  return ratios.length === 0 ? null : ratioFromLogs(describe(ratios.map(Math.log)));
}

/** The same from a described sample of logarithms, at any confidence. */
export function ratioFromLogs(
  { mean: log, standardError, degreesOfFreedom }: Sample,
  confidence = CONFIDENCE,
): Estimate {
  if (degreesOfFreedom + 1 < MIN_ROUNDS) return { value: Math.exp(log), low: null, high: null };
  const half = halfWidth(standardError, degreesOfFreedom, confidence) + RESOLUTION;
  return { value: Math.exp(log), low: Math.exp(log - half), high: Math.exp(log + half) };
}

/**
 * The ratio of two sums over trials, Σ part / Σ whole, with the t interval of the ratio estimator's linearisation
 * (Cochran, Sampling Techniques, 3rd ed. 1977, sect. 6.4); null where the wholes are none. Unlike a mean of ratios it
 * is not biased when trials of few units have the most extreme ones.
 */
export function ratioOfSums(trials: readonly { readonly part: number; readonly whole: number }[]): Estimate | null {
  const whole = trials.reduce((sum, trial) => sum + trial.whole, 0);
  if (!(whole > 0)) return null;
  const value = trials.reduce((sum, { part }) => sum + part, 0) / whole;
  if (trials.length < MIN_ROUNDS) return { value, low: null, high: null };
  const { standardError, degreesOfFreedom } = describe(trials.map((trial) => trial.part - value * trial.whole));
  const half = (halfWidth(standardError, degreesOfFreedom) * trials.length) / whole + value * RESOLUTION;
  return { value, low: Math.max(0, value - half), high: value + half };
}

/**
 * The order statistics that bound the median of `rounds` values whatever their distribution: the k-th
 * smallest and k-th largest cover it with probability 1 − 2·P(Bin(n, ½) ≤ k − 1) (David & Nagaraja, Order
 * Statistics, 2003, sect. 7.1). The largest k that keeps 95 %; 5 rounds reach 93.75 % with k = 1.
 */
export function medianRank(rounds: number): { readonly rank: number; readonly coverage: number } {
  const coverageOf = (rank: number) => 1 - 2 * coinTossesAtMost(rank - 1, rounds);
  let rank = 1;
  while (coverageOf(rank + 1) >= CONFIDENCE) rank++;
  return { rank, coverage: coverageOf(rank) };
}

/** An estimate and its interval times a positive constant. */
export function scaleEstimate(estimate: Estimate, factor: number): Estimate {
  const { value, low, high } = estimate;
  return {
    value: value * factor,
    low: low === null ? null : low * factor,
    high: high === null ? null : high * factor,
  };
}

/** Half the width of a two-sided t interval. */
function halfWidth(standardError: number, degreesOfFreedom: number, confidence = CONFIDENCE): number {
  return studentQuantile((1 + confidence) / 2, degreesOfFreedom) * standardError;
}
