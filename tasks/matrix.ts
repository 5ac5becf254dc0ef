/**
 * Inverts a random matrix with mathjs. The matrix is made inside the timed unit, which is size² of
 * about size³ steps; its diagonal dominates, so that it always has an accurate inverse.
 * mathjs comes as its one-file build: its own 1,400 modules take each process 20 times as long to import.
 */
import { inspect } from 'node:util';
import { defineTask, type Rng } from 'kneepoint';
import mathjs from 'mathjs/lib/browser/math.js';

const MAX_SIZE = 4096;
/** Far above the rounding errors of a diagonally dominant inverse, far below any wrong one. */
const TOLERANCE = 1e-9;

export default defineTask({
  summary: 'Invert a random matrix with mathjs',
  args: [100],
  argNames: ['size'],
  check: (size) => {
    if (!Number.isSafeInteger(size) || size < 1 || size > MAX_SIZE) {
      throw new RangeError(`size must be a whole number from 1 to ${MAX_SIZE}, not ${inspect(size)}`);
    }
  },
  random: (rng) => [rng.int(40, 120)],
  run: ({ rng }, size) => mathjs.inv(randomMatrix(rng, size)),
  verify: (inverse, { rng }, size) => {
    if (inverse.length !== size || inverse.some((row) => row.length !== size)) return false;
    const matrix = randomMatrix(rng, size);
    return sampleRows(size).every((row) => isIdentityRow(timesRow(matrix[row] as number[], inverse), row));
  },
  answer: (inverse) => ({
    size: inverse.length,
    first: inverse[0]?.[0],
    last: inverse.at(-1)?.at(-1),
    trace: inverse.reduce((total, row, i) => total + (row[i] as number), 0),
    sum: inverse.reduce((total, row) => row.reduce((subtotal, entry) => subtotal + entry, total), 0),
  }),
});

/** Entries in [0, 1) with `size` added on the diagonal. Derived, so that `verify` gets the same again. */
function randomMatrix(rng: Rng, size: number) {
  const entries = rng.derive(0).floats(size * size);
  return Array.from({ length: size }, (_, row) =>
    Array.from(entries.subarray(row * size, (row + 1) * size), (entry, column) => entry + (row === column ? size : 0)),
  );
}

/** First, middle and last row: each of them meets every entry of the inverse. */
function sampleRows(size: number): number[] {
  return [...new Set([0, size >> 1, size - 1])];
}

/** A row times a matrix. */
function timesRow(row: number[], matrix: number[][]): number[] {
  return row.map((_, column) => row.reduce((total, entry, k) => total + entry * (matrix[k]?.[column] as number), 0));
}

/** Whether a row is that of the identity; false also for NaN. */
function isIdentityRow(values: number[], row: number): boolean {
  return values.every((value, column) => Math.abs(value - (column === row ? 1 : 0)) <= TOLERANCE);
}
