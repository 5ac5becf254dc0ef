/**
 * Non-linear least squares by Levenberg and Marquardt with Marquardt's scaling (Marquardt, 1963), for a
 * few parameters and analytic derivatives.
 */
import { solve } from './linear-algebra.js';

/** Residuals at some parameters, and their derivatives: `jacobian[parameter][observation]`. */
export interface Residuals {
  readonly residuals: Float64Array;
  readonly jacobian: readonly Float64Array[];
}

/** Residuals as a function of the parameters; null where the model has no value. */
export type Problem = (parameters: readonly number[]) => Residuals | null;

/** Where the sum of squares is least. */
export interface Minimum extends Residuals {
  readonly parameters: readonly number[];
  readonly sumOfSquares: number;
}

const MAX_STEPS = 200;
const MAX_DAMPING = 1e12;

/** The minimum reached from `start`; null when the model has no value there. */
export function minimise(problem: Problem, start: readonly number[]): Minimum | null {
  let best = evaluate(problem, start);
  if (best === null) return null;
  let damping = 1e-3;
  for (let step = 0; step < MAX_STEPS && damping < MAX_DAMPING; step++) {
    const next = evaluate(problem, tryStep(best, damping));
    if (next === null || !(next.sumOfSquares < best.sumOfSquares)) {
      damping *= 10;
      continue;
    }
    const gain = best.sumOfSquares - next.sumOfSquares;
    best = next;
    if (gain <= 1e-14 * next.sumOfSquares) break;
    damping = Math.max(damping / 10, 1e-12);
  }
  return best;
}

/** The matrix JᵀJ of a minimum: its inverse times the error variance is the parameters' covariance. */
export function normalMatrix(jacobian: readonly Float64Array[]): readonly number[][] {
  return jacobian.map((row) => jacobian.map((column) => dot(row, column)));
}

function evaluate(problem: Problem, parameters: readonly number[]): Minimum | null {
  const found = problem(parameters);
  if (found === null) return null;
  return { ...found, parameters, sumOfSquares: dot(found.residuals, found.residuals) };
}

function tryStep({ parameters, residuals, jacobian }: Minimum, damping: number): readonly number[] {
  const normal = normalMatrix(jacobian).map((row, i) =>
    row.map((value, j) => (i === j ? value * (1 + damping) : value)),
  );
  const step = solve(
    normal,
    jacobian.map((column) => -dot(column, residuals)),
  );
  return parameters.map((value, i) => value + (step[i] as number));
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
