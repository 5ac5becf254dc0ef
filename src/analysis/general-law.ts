/**
 * Intervals of lambda, sigma and kappa from the general law, fitted without bounds. They are Wald's with
 * Student's t: docs/internals/truth.md shows their coverage. They hold whatever model is chosen afterwards.
 */
import { mean } from 'simple-statistics';
import type { Estimate } from '../model/estimate.js';
import { fisherQuantile, studentQuantile } from '../statistics/distributions.js';
import { CONFIDENCE, describe, MIN_ROUNDS, RESOLUTION } from '../statistics/estimate.js';
import { groupBy } from './grouping.js';
import { capacity, lossFactor, type Shape } from './law.js';
import { fitShape, type Observation, roundsOf, type ShapeFit } from './shape-fit.js';

/** A range of a parameter; not bounded by what is feasible. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The general law of a curve. */
export interface GeneralLaw {
  readonly fit: ShapeFit;
  readonly lambda: Estimate;
  /** Unbounded; null under 5 rounds. */
  readonly sigma: Interval | null;
  readonly kappa: Interval | null;
}

/** The law with contention and coherency both free; null when no fit is found. */
export function fitGeneralLaw(observations: readonly Observation[]): GeneralLaw | null {
  const fit = fitShape(observations, ['sigma', 'kappa']);
  if (fit === null) return null;
  const enough = roundsOf(observations) >= MIN_ROUNDS;
  return {
    fit,
    lambda: lambdaOf(observations, fit),
    sigma: enough ? parameterInterval(fit, 'sigma') : null,
    kappa: enough ? parameterInterval(fit, 'kappa') : null,
  };
}

/** Wald's interval of a parameter that the fit left free, by Student's t. */
export function parameterInterval(fit: ShapeFit, name: keyof Shape): Interval {
  const index = fit.free.indexOf(name);
  const standardError = Math.sqrt(fit.covariance[index]?.[index] as number);
  const half = studentQuantile((1 + CONFIDENCE) / 2, fit.degreesOfFreedom) * standardError;
  return { low: fit[name] - half, high: fit[name] + half };
}

/**
 * Units a second of one worker under a shape: the mean over rounds of each round's own height. On
 * logarithms the mean of the noise is −variance / 2 (it is log-normal with mean 1), which is given back.
 */
export function lambdaOf(observations: readonly Observation[], fit: ShapeFit): Estimate {
  if (roundsOf(observations) === 1) return { value: absoluteHeight(observations, fit), low: null, high: null };
  const heights = [...groupBy(observations, ({ round }) => String(round)).values()].map((round) =>
    heightOf(round, fit),
  );
  const { mean: height, standardError, degreesOfFreedom } = describe(heights);
  const centre = height + fit.variance / 2;
  if (heights.length < MIN_ROUNDS) return { value: Math.exp(centre), low: null, high: null };
  const half = halfWidthOf(
    standardError ** 2,
    degreesOfFreedom,
    shapeVariance(observations, fit),
    fit.degreesOfFreedom,
  );
  return { value: Math.exp(centre), low: Math.exp(centre - half), high: Math.exp(centre + half) };
}

/**
 * The N at which the general law is highest, as Fieller's set of all n for which 1 − sigma = kappa·n²
 * cannot be rejected (Fieller, 1954). `high` is null when no upper bound can be given; null as a whole
 * under 5 rounds. Written in d, n² = (1 + d)·(1 − sigma) / kappa, so that a sharp peak is not lost in rounding:
 * (1 − sigma)²·d² <= t²·(v0 + v1·d + v2·d²), the variance of 1 − sigma − kappa·n².
 */
export function peakInterval({ fit }: GeneralLaw, rounds: number): { low: number; high: number | null } | null {
  if (rounds < MIN_ROUNDS) return null;
  const slack = 1 - fit.sigma;
  if (fit.kappa <= 0 || slack <= 0) return { low: 1, high: null };
  const square = slack / fit.kappa;
  const t2 = studentQuantile((1 + CONFIDENCE) / 2, fit.degreesOfFreedom) ** 2;
  const [[vs, cov], [, vk]] = fit.covariance as [[number, number], [number, number]];
  const v0 = vs + 2 * square * cov + square ** 2 * vk;
  const v1 = 2 * square * cov + 2 * square ** 2 * vk;
  const a = slack ** 2 - t2 * square ** 2 * vk;
  const root = Math.sqrt(Math.max(0, (t2 * v1) ** 2 + 4 * a * t2 * v0));
  const workers = (d: number) => Math.sqrt(Math.max(1, square * (1 + d)));
  const ends = [(t2 * v1 - root) / (2 * a), (t2 * v1 + root) / (2 * a)];
  if (a > 0) return { low: workers(Math.min(...ends)), high: workers(Math.max(...ends)) };
  return { low: workers(Math.max(-1, ...ends.filter((d) => d <= 0))), high: null };
}

/** True when a narrower fit leaves so much more error than the general law that chance does not explain it (F test, 1 %). */
export function contradicts(general: GeneralLaw, narrower: ShapeFit): boolean {
  const { fit } = general;
  const extra = fit.free.length - narrower.free.length;
  if (extra === 0 || fit.degreesOfFreedom < 1) return false;
  const ratio = (narrower.sumOfSquares - fit.sumOfSquares) / extra / fit.variance;
  return ratio > fisherQuantile(0.99, extra, fit.degreesOfFreedom);
}

function heightOf(round: readonly Observation[], shape: Shape): number {
  return mean(round.map(({ workers, throughput }) => Math.log(throughput / capacity(shape, workers))));
}

/** The height by least squares of throughput, as the shape of a single round was fitted. */
function absoluteHeight(observations: readonly Observation[], shape: Shape): number {
  let [product, square] = [0, 0];
  for (const { workers, throughput } of observations) {
    product += throughput * capacity(shape, workers);
    square += capacity(shape, workers) ** 2;
  }
  return product / square;
}

/** What the uncertain shape adds to the variance of the height: gᵀ·Cov·g, by the delta method. */
function shapeVariance(observations: readonly Observation[], fit: ShapeFit): number {
  const average = (slope: (workers: number) => number) =>
    mean(observations.map(({ workers }) => slope(workers) / lossFactor(fit, workers)));
  const gradient = fit.free.map((name) => average((n) => (name === 'sigma' ? n - 1 : n * (n - 1))));
  return gradient.reduce((sum, gi, i) => {
    return sum + gradient.reduce((row, gj, j) => row + gi * gj * (fit.covariance[i]?.[j] as number), 0);
  }, 0);
}

/** t interval of a sum of two independent parts, with Satterthwaite's (1946) degrees of freedom. */
function halfWidthOf(varianceA: number, freedomA: number, varianceB: number, freedomB: number): number {
  const variance = varianceA + varianceB + RESOLUTION ** 2;
  const freedom = variance ** 2 / (varianceA ** 2 / freedomA + (varianceB + RESOLUTION ** 2) ** 2 / freedomB);
  return studentQuantile((1 + CONFIDENCE) / 2, Math.max(1, freedom)) * Math.sqrt(variance);
}
