/** sum, multi and sort against other ways to compute the same. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import multi from '../../tasks/multi.js';
import sort from '../../tasks/sort.js';
import sum from '../../tasks/sum.js';
import { type AnyTask, Worker } from './harness.js';

describe('sum', () => {
  test('adds 1 to 65535 without wrapping, and wraps one step later as 32 bits do', async () => {
    expect(await resultOf(sum, [65_535])).toBe(2_147_450_880);
    expect(await resultOf(sum, [65_536])).toBe(2_147_516_416 - 2 ** 32);
  });

  test('its closed form agrees with the loop for any bound', async () => {
    const bounds = fc.integer({ min: 0, max: 200_000 });
    await fc.assert(
      fc.asyncProperty(bounds, async (bound) => accepts(sum, [bound])),
      { numRuns: 50 },
    );
  });
});

describe('multi', () => {
  test('multiplies as often as it says', async () => {
    expect(await resultOf(multi, [0])).toBe(1);
    expect(await resultOf(multi, [3])).toBe(1 * 1.00001 * 0.99999 * 1.00001);
  });

  test('its closed form agrees with the loop, and not with one step less', async () => {
    const steps = fc.integer({ min: 1, max: 200_000 });
    await fc.assert(
      fc.asyncProperty(steps, async (count) => {
        const fewer = await resultOf(multi, [count - 1]);
        return (await accepts(multi, [count])) && !(await acceptsResult(multi, [count], fewer));
      }),
      { numRuns: 50 },
    );
  });

  test('stays near 1 where plain growth would have overflowed', async () => {
    const product = (await resultOf(multi, [100_000_000])) as number;
    expect(product).toBeGreaterThan(0.99);
    expect(product).toBeLessThan(1);
  });
});

describe('sort', () => {
  test('verify refuses what is out of order, too short or no number', async () => {
    const worker = await Worker.open(sort, [100]);
    const sorted = (await worker.run(0)) as Float64Array;
    expect(await worker.accepts(sorted, 0)).toBe(true);
    expect(await worker.accepts(sorted.toReversed(), 0)).toBe(false);
    expect(await worker.accepts(sorted.subarray(1), 0)).toBe(false);
    expect(await worker.accepts(new Float64Array(100).fill(Number.NaN), 0)).toBe(false);
    await worker.close();
  });

  test('the answer that is compared with the reference differs for an ascending array that lost a number', async () => {
    const worker = await Worker.open(sort, [100]);
    const sorted = (await worker.run(0)) as Float64Array;
    const doubled = sorted.slice();
    doubled[30] = doubled[29] as number;
    expect(await worker.accepts(doubled, 0)).toBe(true);
    expect(worker.answer(doubled)).not.toEqual(worker.answer(sorted));
    await worker.close();
  });

  test('other units sort other numbers', async () => {
    const worker = await Worker.open(sort, [100]);
    expect(worker.answer(await worker.run(1))).not.toEqual(worker.answer(await worker.run(0)));
    await worker.close();
  });
});

async function resultOf(task: AnyTask, args: readonly unknown[]): Promise<unknown> {
  const worker = await Worker.open(task, args);
  const result = await worker.run(0);
  await worker.close();
  return result;
}

async function accepts(task: AnyTask, args: readonly unknown[]): Promise<boolean> {
  return acceptsResult(task, args, await resultOf(task, args));
}

async function acceptsResult(task: AnyTask, args: readonly unknown[], result: unknown): Promise<boolean> {
  const worker = await Worker.open(task, args);
  const accepted = await worker.accepts(result, 0);
  await worker.close();
  return accepted;
}
