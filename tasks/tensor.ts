/**
 * Multiplies a chain of square matrices with mathjs, over a matrix type of our own that is fast inside
 * (`algebra/`). The matrices are made inside the timed unit: an entry costs about as much as a few of a
 * product's size³ steps. With `threads` above 1 each worker shares the rows of a product among so many threads
 * of its own, as numpy does: workers × threads then compute at once.
 */
import { inspect } from 'node:util';
import { defineTask, type Rng } from 'kneepoint';
import { Float64Matrix, multiply } from './algebra/float64-matrix.js';
import { RowThreads } from './algebra/row-threads.js';

const MAX_SIZE = 4096;
const MAX_COUNT = 10_000;
const MAX_THREADS = 256;

export default defineTask({
  summary: 'Multiply a chain of matrices with mathjs',
  args: [200, 5, 1],
  argNames: ['size', 'matrices', 'threads per worker'],
  check: (size, matrices, threads) => {
    checkWhole('size', size, MAX_SIZE);
    checkWhole('matrices', matrices, MAX_COUNT);
    checkWhole('threads per worker', threads, MAX_THREADS);
  },
  random: (rng) => [rng.int(50, 256), rng.int(2, 6), 1],
  setup: async (_context, _size, _matrices, threads) => (threads > 1 ? await RowThreads.open(threads) : null),
  run: ({ rng, state: threads }, size, matrices, _threads) => {
    let product = factor(rng, 0, size, threads);
    for (let k = 1; k < matrices; k++) product = multiply(product, factor(rng, k, size, threads));
    return product;
  },
  verify: (product, { rng }, size, matrices) => {
    if (product.size !== size || product.values.length !== size * size) return false;
    let expected = weights(size);
    for (let k = matrices - 1; k >= 0; k--) expected = factor(rng, k, size, null).applied(expected);
    return areClose(product.applied(weights(size)), expected, roundingBound(size, matrices));
  },
  answer: (product) => ({
    size: product.size,
    first: product.at(0, 0),
    last: product.at(product.size - 1, product.size - 1),
    sum: product.sum(),
  }),
  teardown: (threads) => threads?.close(),
});

function checkWhole(name: string, value: number, max: number): void {
  if (Number.isSafeInteger(value) && value >= 1 && value <= max) return;
  throw new RangeError(`${name} must be a whole number from 1 to ${max}, not ${inspect(value)}`);
}

/** Matrix `k` of the chain: entries below 2 / size keep a chain of any length near 1, far from overflow. */
function factor(rng: Rng, k: number, size: number, threads: RowThreads | null): Float64Matrix {
  const values = rng.derive(k).floats(size * size);
  for (let i = 0; i < values.length; i++) values[i] = (2 * (values[i] as number)) / size;
  return new Float64Matrix(size, values, threads);
}

/** A vector without equal entries, so that swapped columns show. Applying the chain to one vector checks a product cheaply (Freivalds, 1977). */
function weights(size: number): Float64Array {
  return Float64Array.from({ length: size }, (_, i) => 1 + i / size);
}

/** False also for NaN. */
function areClose(actual: Float64Array, expected: Float64Array, relative: number): boolean {
  return actual.every((value, i) => Math.abs(value - (expected[i] as number)) <= relative * (expected[i] as number));
}

/**
 * Relative error that rounding explains: each of the chain's inner products has `size` terms, none
 * negative (Higham, "Accuracy and Stability of Numerical Algorithms", 2002, section 3.5).
 */
function roundingBound(size: number, matrices: number): number {
  return 4 * (size + 2) * (matrices + 1) * Number.EPSILON;
}
