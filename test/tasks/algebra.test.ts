/** tensor and matrix against small cases that can be worked out by hand, and against wrong results. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import matrix from '../../tasks/matrix.js';
import tensor from '../../tasks/tensor.js';
import { Worker } from './harness.js';

test('a chain of one is the first matrix, and a 1 × 1 chain multiplies its numbers', async () => {
  const one = await Worker.open(tensor, [1, 1]);
  const three = await Worker.open(tensor, [1, 3]);
  const [[first]] = (await one.run(0)) as [[number]];
  const [[product]] = (await three.run(0)) as [[number]];
  expect(first).toBeGreaterThan(0);
  expect(first).toBeLessThan(2);
  expect(product).toBeLessThan(first * 4);
  await Promise.all([one.close(), three.close()]);
});

test('entries of a long chain neither overflow nor vanish', async () => {
  const worker = await Worker.open(tensor, [20, 500]);
  const product = (await worker.run(0)) as number[][];
  const mean = product.flat().reduce((total, entry) => total + entry, 0) / 400;
  expect(mean).toBeGreaterThan(1e-6);
  expect(mean).toBeLessThan(1e3);
  expect(await worker.accepts(product, 0)).toBe(true);
  await worker.close();
});

test('a 1 × 1 matrix is inverted to its reciprocal, between 1/2 and 1', async () => {
  const worker = await Worker.open(matrix, [1]);
  const [[inverse]] = (await worker.run(0)) as [[number]];
  expect(inverse).toBeGreaterThan(0.5);
  expect(inverse).toBeLessThanOrEqual(1);
  await worker.close();
});

test.each([
  { name: 'tensor', task: tensor, args: [6, 4] },
  { name: 'matrix', task: matrix, args: [6] },
])('$name: one wrong entry anywhere is found', async ({ task, args }) => {
  const worker = await Worker.open(task, args);
  const right = (await worker.run(0)) as number[][];
  const cell = fc.nat({ max: 5 });
  await fc.assert(
    fc.asyncProperty(cell, cell, fc.constantFrom(1e-6, -1e-6, Number.NaN), async (row, column, error) => {
      const wrong = right.map((entries) => [...entries]);
      (wrong[row] as number[])[column] = ((wrong[row] as number[])[column] as number) + error;
      return !(await worker.accepts(wrong, 0));
    }),
  );
  expect(await worker.accepts(right.slice(1), 0)).toBe(false);
  await worker.close();
});
