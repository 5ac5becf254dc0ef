/** tensor, matrix and the kernels under mathjs against small cases worked out by hand, mathjs's own matrices, and wrong results. */
import fc from 'fast-check';
import mathjs from 'mathjs/lib/browser/math.js';
import { describe, expect, test } from 'vitest';
import { Rng } from '../../src/random.js';
import { Float64Matrix, inv, multiply } from '../../tasks/algebra/float64-matrix.js';
import matrix from '../../tasks/matrix.js';
import tensor from '../../tasks/tensor.js';
import { type AnyTask, Worker } from './harness.js';

/** Sizes around the kernels' edges: pairs of rows, fours of columns, blocks of 64 pivots. */
const sizes = fc.constantFrom(1, 2, 3, 4, 5, 7, 8, 9, 31, 63, 64, 65, 67);

describe('the matrix type under mathjs', () => {
  test('multiplies as mathjs multiplies its own matrices', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), (size, seed) => {
        const [left, right] = [randomMatrix(size, seed), randomMatrix(size, seed + 1)];
        expectClose(multiply(left, right), mathjs.multiply(rowsOf(left), rowsOf(right)));
      }),
      { numRuns: 40 },
    );
  });

  test('inverts as mathjs inverts its own matrices, and leaves the argument alone', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), (size, seed) => {
        const given = randomMatrix(size, seed, size);
        const before = given.values.slice();
        expectClose(inv(given), mathjs.inv(rowsOf(given)));
        expect(given.values).toEqual(before);
      }),
      { numRuns: 20 },
    );
  });

  test('refuses what cannot be multiplied or inverted', () => {
    const zeros = new Float64Matrix(2, new Float64Array(4));
    expect(() => inv(zeros)).toThrow(/pivot/);
    expect(() => multiply(zeros, new Float64Matrix(1, new Float64Array(1)))).toThrow(/2 and 1 rows/);
  });
});

test('a chain of one is the first matrix, and a 1 × 1 chain multiplies its numbers', async () => {
  const one = await Worker.open(tensor, [1, 1, 1]);
  const three = await Worker.open(tensor, [1, 3, 1]);
  const first = ((await one.run(0)) as Float64Matrix).at(0, 0);
  const product = ((await three.run(0)) as Float64Matrix).at(0, 0);
  expect(first).toBeGreaterThan(0);
  expect(first).toBeLessThan(2);
  expect(product).toBeLessThan(first * 4);
  await Promise.all([one.close(), three.close()]);
});

test('entries of a long chain neither overflow nor vanish', async () => {
  const worker = await Worker.open(tensor, [20, 500, 1]);
  const product = (await worker.run(0)) as Float64Matrix;
  const mean = product.sum() / 400;
  expect(mean).toBeGreaterThan(1e-6);
  expect(mean).toBeLessThan(1e3);
  expect(await worker.accepts(product, 0)).toBe(true);
  await worker.close();
});

// Helper threads run JavaScript: the built task starts them.
test.each([2, 3, 9])('%i threads per worker compute the same to the last digit', async (threads) => {
  const { default: built }: { default: AnyTask } = await import('../../dist/tasks/tensor.js');
  const one = await Worker.open(built, [7, 5, 1]);
  const several = await Worker.open(built, [7, 5, threads]);
  for (const index of [0, 1, 2]) {
    const product = (await several.run(index)) as Float64Matrix;
    expect(product.values.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect([...product.values]).toEqual([...((await one.run(index)) as Float64Matrix).values]);
    expect(await several.accepts(product, index)).toBe(true);
  }
  await Promise.all([one.close(), several.close()]);
});

test('a 1 × 1 matrix is inverted to its reciprocal, between 1/2 and 1', async () => {
  const worker = await Worker.open(matrix, [1]);
  const inverse = ((await worker.run(0)) as Float64Matrix).at(0, 0);
  expect(inverse).toBeGreaterThan(0.5);
  expect(inverse).toBeLessThanOrEqual(1);
  await worker.close();
});

test.each([
  { name: 'tensor', task: tensor, args: [6, 4, 1] },
  { name: 'matrix', task: matrix, args: [6] },
])('$name: one wrong entry anywhere is found', async ({ task, args }) => {
  const worker = await Worker.open(task, args);
  const right = (await worker.run(0)) as Float64Matrix;
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: 35 }), fc.constantFrom(1e-6, -1e-6, Number.NaN), async (entry, error) => {
      const wrong = right.values.with(entry, (right.values[entry] as number) + error);
      return !(await worker.accepts(new Float64Matrix(6, wrong), 0));
    }),
  );
  expect(await worker.accepts(new Float64Matrix(6, right.values.slice(6)), 0)).toBe(false);
  expect(await worker.accepts(new Float64Matrix(5, right.values.slice(0, 25)), 0)).toBe(false);
  await worker.close();
});

/** Entries in [0, 1), with `diagonal` added on the diagonal. */
function randomMatrix(size: number, seed: number, diagonal = 0): Float64Matrix {
  const values = new Rng(seed).floats(size * size);
  for (let i = 0; i < size; i++) values[i * (size + 1)] = (values[i * (size + 1)] as number) + diagonal;
  return new Float64Matrix(size, values);
}

function rowsOf({ size, values }: Float64Matrix): number[][] {
  return Array.from({ length: size }, (_, row) => [...values.subarray(row * size, (row + 1) * size)]);
}

function expectClose(actual: Float64Matrix, expected: number[][]): void {
  const largest = Math.max(...expected.flat().map(Math.abs));
  const off = expected.flat().map((value, i) => Math.abs(value - (actual.values[i] as number)));
  expect(actual.values).toHaveLength(expected.flat().length);
  expect(Math.max(...off)).toBeLessThanOrEqual(1e-13 * largest);
}
