/**
 * Fits the shape of a curve (contention, coherency, or one of them, or neither) with its height projected
 * out. With rounds the error is on the logarithm of throughput, since timing noise multiplies, and every
 * round has a height of its own, so that a slow round says nothing about the shape. A single sweep has no
 * rounds to tell noise from shape: there the error is on throughput itself, as in the literature.
 */
import { RESOLUTION } from '../statistics/estimate.js';
import { type Minimum, minimise, normalMatrix, type Problem } from '../statistics/least-squares.js';
import { invert, solve } from '../statistics/linear-algebra.js';
import { groupBy } from './grouping.js';
import { capacity, lossFactor, type Shape } from './law.js';

/** Throughput (units a second, above 0) of N workers (from 1 up) in one round. */
export interface Observation {
  readonly workers: number;
  readonly round: number;
  readonly throughput: number;
}

/** The parameters that a model leaves free; the others are 0. */
export type Free = readonly (keyof Shape)[];

/** A fitted shape. */
export interface ShapeFit extends Shape {
  readonly free: Free;
  /** Of the logarithms, or, for a single round, of throughput over the largest one. */
  readonly sumOfSquares: number;
  /** Observations − rounds − free parameters. */
  readonly degreesOfFreedom: number;
  /** Residual variance, at least the clock's resolution squared. */
  readonly variance: number;
  /** Covariance of the free parameters, in their order: variance · (JᵀJ)⁻¹ (Seber & Wild, 1989, eq. 2.21). */
  readonly covariance: readonly (readonly number[])[];
}

/** The least-squares fit of the free parameters, which may come out negative; null when none is found. */
export function fitShape(observations: readonly Observation[], free: Free): ShapeFit | null {
  const problem = problemOf(observations, free);
  const minimum = minimise(problem, guess(observations, free)) ?? minimise(problem, plainStart(free));
  return minimum === null ? null : toShapeFit(minimum, observations, free);
}

/** The number of rounds among observations. */
export function roundsOf(observations: readonly Observation[]): number {
  return new Set(observations.map(({ round }) => round)).size;
}

function toShapeFit(minimum: Minimum, observations: readonly Observation[], free: Free): ShapeFit {
  const degreesOfFreedom = observations.length - roundsOf(observations) - free.length;
  const variance = Math.max(minimum.sumOfSquares / degreesOfFreedom, RESOLUTION ** 2);
  const inverse = invert(normalMatrix(minimum.jacobian));
  return {
    ...shapeOf(minimum.parameters, free),
    free,
    sumOfSquares: minimum.sumOfSquares,
    degreesOfFreedom,
    variance,
    covariance: inverse.map((row) => row.map((value) => value * variance)),
  };
}

function shapeOf(parameters: readonly number[], free: Free): Shape {
  const at = (name: keyof Shape) => parameters[free.indexOf(name)] ?? 0;
  return { sigma: at('sigma'), kappa: at('kappa') };
}

function problemOf(observations: readonly Observation[], free: Free): Problem {
  const project = roundsOf(observations) > 1 ? logarithmic(observations) : absolute(observations);
  return (parameters) => {
    const shape = shapeOf(parameters, free);
    if (observations.some(({ workers }) => !(lossFactor(shape, workers) > 0))) return null;
    return project(shape, free);
  };
}

type Projection = (shape: Shape, free: Free) => ReturnType<Problem>;

/** log X = height of the round + log capacity. */
function logarithmic(observations: readonly Observation[]): Projection {
  const centre = centredByRound(observations);
  const logs = observations.map(({ throughput }) => Math.log(throughput));
  return (shape, free) => ({
    residuals: centre((i, workers) => (logs[i] as number) - Math.log(capacity(shape, workers))),
    jacobian: free.map((name) => centre((_, workers) => slope(name, workers) / lossFactor(shape, workers))),
  });
}

/** X = height · capacity, with the best height for each shape (Kaufman's variable projection, 1975). */
function absolute(observations: readonly Observation[]): Projection {
  const largest = Math.max(...observations.map(({ throughput }) => throughput));
  const measured = Float64Array.from(observations, ({ throughput }) => throughput / largest);
  return (shape, free) => {
    const capacities = Float64Array.from(observations, ({ workers }) => capacity(shape, workers));
    const height = shareAlong(measured, capacities);
    const derivative = (name: keyof Shape) =>
      Float64Array.from(observations, ({ workers }, i) => {
        return (height * (capacities[i] as number) * slope(name, workers)) / lossFactor(shape, workers);
      });
    return {
      residuals: minus(measured, capacities, height),
      jacobian: free.map((name) => {
        const column = derivative(name);
        return minus(column, capacities, shareAlong(column, capacities));
      }),
    };
  };
}

/** How the loss factor grows with a parameter. */
function slope(name: keyof Shape, workers: number): number {
  return name === 'sigma' ? workers - 1 : workers * (workers - 1);
}

/** Values of the observations, less their mean in each round. */
function centredByRound(observations: readonly Observation[]) {
  const positions = observations.map(({ round, workers }, i) => ({ round, workers, i }));
  const rounds = [...groupBy(positions, ({ round }) => String(round)).values()];
  return (value: (i: number, workers: number) => number): Float64Array => {
    const values = Float64Array.from(observations, ({ workers }, i) => value(i, workers));
    for (const round of rounds) {
      const mean = round.reduce((sum, { i }) => sum + (values[i] as number), 0) / round.length;
      for (const { i } of round) values[i] = (values[i] as number) - mean;
    }
    return values;
  };
}

function shareAlong(values: Float64Array, direction: Float64Array): number {
  let [product, square] = [0, 0];
  direction.forEach((d, i) => {
    product += d * (values[i] as number);
    square += d * d;
  });
  return product / square;
}

function minus(values: Float64Array, direction: Float64Array, factor: number): Float64Array {
  return values.map((value, i) => value - factor * (direction[i] as number));
}

/** Where to start when the guess is outside the law. */
function plainStart(free: Free): readonly number[] {
  return free.map((name) => (name === 'sigma' ? 0.05 : 1e-4));
}

/**
 * Where to start: N / X = (1 + sigma·(N−1) + kappa·N·(N−1)) / lambda is linear in the quotients, so
 * relative least squares gives a first guess (Gunther 2007, sect. 5.5).
 */
function guess(observations: readonly Observation[], free: Free): readonly number[] {
  const rows = observations.map(({ workers, throughput }) => {
    return [1, ...free.map((name) => slope(name, workers))].map((value) => (value * throughput) / workers);
  });
  const indices = Array.from({ length: free.length + 1 }, (_, i) => i);
  const sum = (of: (row: readonly number[]) => number) => rows.reduce((total, row) => total + of(row), 0);
  const normal = indices.map((i) => indices.map((j) => sum((row) => (row[i] as number) * (row[j] as number))));
  const right = indices.map((i) => sum((row) => row[i] as number));
  const [first, ...quotients] = solve(normal, right);
  return quotients.map((quotient) => quotient / (first as number));
}
