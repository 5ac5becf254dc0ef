import { describe, expect, test } from 'vitest';
import { Rng } from '../../src/random.js';
import { holm, relabelled, signFlipped } from '../../src/statistics/multiplicity.js';
import { rankSumP } from '../../src/statistics/rank-sum.js';

describe('holm', () => {
  test('steps down: each p-value times what is left, never falling', () => {
    expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02]);
    expect(holm([0.6, 0.7])).toEqual([1, 1]);
  });
});

describe('relabelled', () => {
  const base = [1, 4, 2, 6, 3];
  const head = [9, 5, 8, 7, 11];
  const row = (b: readonly number[], h: readonly number[]) => ({ values: [...b, ...h], of: null });

  test('one figure alone has the exact p-value of its own test', () => {
    expect(relabelled([row(base, head)], 5, new Rng(1))[0]).toBeCloseTo(rankSumP(base, head), 12);
  });

  test('figures that move together count as one, others make each other stricter', () => {
    const own = rankSumP(base, head);
    const double = relabelled(
      [
        row(base, head),
        row(
          base.map((v) => v * 2),
          head.map((v) => v * 2),
        ),
      ],
      5,
      new Rng(1),
    );
    expect(double).toEqual([expect.closeTo(own, 12), expect.closeTo(own, 12)]);
    const [mine, other] = relabelled([row(base, head), row([3, 1, 2, 5, 4], [2.5, 1.5, 3.5, 4.5, 0.5])], 5, new Rng(1));
    expect(mine).toBeGreaterThan(own);
    expect(mine).toBeLessThanOrEqual(2 * own);
    expect(other).toBeGreaterThan(0.5);
  });

  test('a sum over figures shows with five a side what each alone cannot', () => {
    const noise = (k: number) => [0, 1, 2, 3, 4].map((i) => new Rng(k, i).float());
    const parts = [1, 2, 3, 4, 5, 6, 7, 8].map((k) =>
      row(
        noise(k),
        noise(k + 100).map((value) => value + 0.8),
      ),
    );
    const sum = { values: parts[0]?.values.map(() => 0) ?? [], of: parts.map((_, i) => i) };
    expect(relabelled([...parts, sum], 5, new Rng(1)).at(-1)).toBeCloseTo(2 / 252, 12);
  });

  test('missing values are left out, and the order of the rows does not matter', () => {
    const rows = [row([1, Number.NaN, 2, 4, 3], head), row([3, 1, 2, 5, 4], [2.5, 1.5, Number.NaN, 4.5, 0.5])];
    const there = relabelled(rows, 5, new Rng(1));
    const back = relabelled(rows.toReversed(), 5, new Rng(1));
    expect(back.toReversed()).toEqual(there);
    expect(there[0]).toBeGreaterThan(0);
    expect(there[0]).toBeLessThan(0.05);
  });
});

describe('signFlipped', () => {
  const differences = [0.9, 1.1, 1.3, 0.8, 1.2, 1];

  test('six differences of one sign: 2 of the 64 ways to sign them are as extreme', () => {
    expect(signFlipped([{ values: differences }], new Rng(1))).toEqual([2 / 64]);
  });

  test('a figure without change takes nothing from one that changed', () => {
    const still = [0.1, -0.1, 0.2, -0.2, 0.1, -0.1];
    const [changed, same] = signFlipped([{ values: differences }, { values: still }], new Rng(1));
    expect(changed).toBe(2 / 64);
    expect(same).toBe(1);
  });

  test('differences that are all 0, or missing, show nothing', () => {
    const rows = [{ values: [0, 0, 0, 0, 0, 0] }, { values: [Number.NaN, 0.1, -0.2, 0.1, Number.NaN, 0.1] }];
    const [none, some] = signFlipped(rows, new Rng(1));
    expect(none).toBe(1);
    expect(some).toBeGreaterThan(0.05);
  });
});
