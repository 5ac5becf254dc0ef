/**
 * Inverts a random matrix with mathjs, over a matrix type of our own that is fast inside (`algebra/`). The
 * matrix is made inside the timed unit, which is size² of about 2 · size³ steps; its diagonal dominates, so
 * that it always has an accurate inverse.
 */
import { inspect } from 'node:util';
import { defineTask, type Rng } from 'kneepoint';
import { Float64Matrix, inv } from './algebra/float64-matrix.js';

const MAX_SIZE = 4096;
/** Far above the rounding errors of a diagonally dominant inverse, far below any wrong one. */
const TOLERANCE = 1e-9;

export default defineTask({
  summary: 'Invert a random matrix with mathjs',
  args: [400],
  argNames: ['size'],
  check: (size) => {
    if (!Number.isSafeInteger(size) || size < 1 || size > MAX_SIZE) {
      throw new RangeError(`size must be a whole number from 1 to ${MAX_SIZE}, not ${inspect(size)}`);
    }
  },
  random: (rng) => [rng.int(100, 400)],
  run: ({ rng }, size) => inv(randomMatrix(rng, size)),
  verify: (inverse, { rng }, size) => {
    if (inverse.size !== size || inverse.values.length !== size * size) return false;
    const matrix = randomMatrix(rng, size);
    return sampleRows(size).every((row) => isIdentityRow(rowTimes(matrix, row, inverse), row));
  },
  answer: (inverse) => ({
    size: inverse.size,
    first: inverse.at(0, 0),
    last: inverse.at(inverse.size - 1, inverse.size - 1),
    trace: trace(inverse),
    sum: inverse.sum(),
  }),
});

/** Entries in [0, 1) with `size` added on the diagonal. Derived, so that `verify` gets the same again. */
function randomMatrix(rng: Rng, size: number): Float64Matrix {
  const values = rng.derive(0).floats(size * size);
  for (let i = 0; i < size; i++) values[i * (size + 1)] = (values[i * (size + 1)] as number) + size;
  return new Float64Matrix(size, values);
}

/** First, middle and last row: each of them meets every entry of the inverse. */
function sampleRows(size: number): number[] {
  return [...new Set([0, size >> 1, size - 1])];
}

/** A row of one matrix times another matrix. */
function rowTimes(matrix: Float64Matrix, row: number, inverse: Float64Matrix): Float64Array {
  const { size } = inverse;
  const products = new Float64Array(size);
  for (let k = 0; k < size; k++) {
    const entry = matrix.at(row, k);
    for (let column = 0; column < size; column++) {
      products[column] = (products[column] as number) + entry * inverse.at(k, column);
    }
  }
  return products;
}

/** Whether a row is that of the identity; false also for NaN. */
function isIdentityRow(values: Float64Array, row: number): boolean {
  return values.every((value, column) => Math.abs(value - (column === row ? 1 : 0)) <= TOLERANCE);
}

function trace(matrix: Float64Matrix): number {
  let total = 0;
  for (let i = 0; i < matrix.size; i++) total += matrix.at(i, i);
  return total;
}
