/**
 * Multiplies a chain of square matrices with mathjs. The matrices are made inside the timed unit: an
 * entry costs about as much as a few of a product's size³ steps. mathjs comes as its one-file
 * build: its own 1,400 modules take each process 20 times as long to import.
 */
import { inspect } from 'node:util';
import { defineTask, type Rng } from 'kneepoint';
import mathjs from 'mathjs/lib/browser/math.js';

const MAX_SIZE = 4096;
const MAX_COUNT = 10_000;

export default defineTask({
  summary: 'Multiply a chain of matrices with mathjs',
  args: [100, 5],
  argNames: ['size', 'matrices'],
  check: (size, matrices) => {
    checkWhole('size', size, MAX_SIZE);
    checkWhole('matrices', matrices, MAX_COUNT);
  },
  random: (rng) => [rng.int(50, 110), rng.int(2, 6)],
  run: ({ rng }, size, matrices) => {
    let product = factor(rng, 0, size);
    for (let k = 1; k < matrices; k++) product = mathjs.multiply(product, factor(rng, k, size));
    return product;
  },
  verify: (product, { rng }, size, matrices) => {
    if (!isSquare(product, size)) return false;
    let expected = weights(size);
    for (let k = matrices - 1; k >= 0; k--) expected = applied(factor(rng, k, size), expected);
    return areClose(applied(product, weights(size)), expected, roundingBound(size, matrices));
  },
  answer: (product) => ({
    size: product.length,
    first: product[0]?.[0],
    last: product.at(-1)?.at(-1),
    sum: sum(product),
  }),
});

function checkWhole(name: string, value: number, max: number): void {
  if (Number.isSafeInteger(value) && value >= 1 && value <= max) return;
  throw new RangeError(`${name} must be a whole number from 1 to ${max}, not ${inspect(value)}`);
}

/** Matrix `k` of the chain: entries below 2 / size keep a chain of any length near 1, far from overflow. */
function factor(rng: Rng, k: number, size: number): number[][] {
  const entries = rng.derive(k).floats(size * size);
  return Array.from({ length: size }, (_, row) =>
    Array.from(entries.subarray(row * size, (row + 1) * size), (entry) => (2 * entry) / size),
  );
}

function isSquare(matrix: number[][], size: number): boolean {
  return matrix.length === size && matrix.every((row) => row.length === size);
}

/** A vector without equal entries, so that swapped columns show. */
function weights(size: number): number[] {
  return Array.from({ length: size }, (_, i) => 1 + i / size);
}

/** Matrix times vector. Applying the chain to one vector checks a product cheaply (Freivalds, 1977). */
function applied(matrix: number[][], vector: number[]): number[] {
  return matrix.map((row) => row.reduce((total, entry, i) => total + entry * (vector[i] as number), 0));
}

/** False also for NaN. */
function areClose(actual: number[], expected: number[], relative: number): boolean {
  return actual.every((value, i) => Math.abs(value - (expected[i] as number)) <= relative * (expected[i] as number));
}

/**
 * Relative error that rounding explains: each of the chain's inner products has `size` terms, none
 * negative (Higham, "Accuracy and Stability of Numerical Algorithms", 2002, section 3.5).
 */
function roundingBound(size: number, matrices: number): number {
  return 4 * (size + 2) * (matrices + 1) * Number.EPSILON;
}

function sum(matrix: number[][]): number {
  return matrix.reduce((total, row) => row.reduce((subtotal, entry) => subtotal + entry, total), 0);
}
