import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rankSumP, shift } from '../../src/statistics/rank-sum.js';

/** Permeability of the human chorioamnion at term and at 12 to 26 weeks: Hollander & Wolfe, table 4.1. */
const TERM = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
const EARLY = [1.15, 0.88, 0.9, 0.74, 1.21];

/** All ways to take `n` of the values. */
function choices(values: readonly number[], n: number): number[][] {
  if (n === 0) return [[]];
  return values.flatMap((value, i) => choices(values.slice(i + 1), n - 1).map((rest) => [value, ...rest]));
}

/** Pairs in which the head is above the base, ties counting half. */
function mannWhitneyU(base: readonly number[], head: readonly number[]): number {
  return head.flatMap((h) => base.map((b) => (h > b ? 1 : h === b ? 0.5 : 0) as number)).reduce((a, b) => a + b, 0);
}

describe('rankSumP', () => {
  test('gives the published p-value of the permeability data: 0.1272 one-sided', () => {
    expect(mannWhitneyU(EARLY, TERM)).toBe(35);
    expect(rankSumP(EARLY, TERM)).toBeCloseTo(2 * 0.1272, 4);
  });

  test('is exact: the share of all divisions as extreme as this one', () => {
    const without = (all: readonly number[], taken: readonly number[]) => all.filter((value) => !taken.includes(value));
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 99 }), { minLength: 4, maxLength: 9 }), (values) => {
        const [base, head] = [values.slice(0, 2), values.slice(2)];
        const centre = (base.length * head.length) / 2;
        const distance = (h: readonly number[]) => Math.abs(mannWhitneyU(without(values, h), h) - centre);
        const all = choices(values, head.length);
        const asExtreme = all.filter((h) => distance(h) >= distance(head)).length;
        expect(rankSumP(base, head)).toBeCloseTo(asExtreme / all.length, 9);
      }),
      { numRuns: 30 },
    );
  });

  test('with ties it is near the share of all divisions; with nothing but ties it is 1', () => {
    const [base, head] = [
      [1, 2, 2, 3, 3, 5, 6],
      [3, 4, 5, 6, 6, 7, 8],
    ];
    const values = [...base, ...head];
    const indexes = values.map((_, i) => i);
    const distance = (taken: readonly number[]) => {
      const h = taken.map((i) => values[i] as number);
      const b = indexes.filter((i) => !taken.includes(i)).map((i) => values[i] as number);
      return Math.abs(mannWhitneyU(b, h) - 24.5);
    };
    const all = choices(indexes, 7);
    const asExtreme = all.filter((taken) => distance(taken) >= distance([7, 8, 9, 10, 11, 12, 13])).length;
    expect(Math.abs(rankSumP(base, head) - asExtreme / all.length)).toBeLessThan(0.01);
    expect(rankSumP([2, 2, 2, 2, 2], [2, 2, 2, 2, 2])).toBe(1);
  });

  test('the largest samples that are exact agree with the normal approximation of larger ones', () => {
    const at = (n: number) =>
      rankSumP(
        Array.from({ length: n }, (_, i) => i),
        Array.from({ length: n }, (_, i) => i + n * 0.15 + 0.5),
      );
    expect(Math.abs(at(30) - at(31))).toBeLessThan(0.03);
  });
});

describe('shift', () => {
  test('gives the published estimate of the permeability data: 0.305', () => {
    expect(shift(EARLY, TERM).value).toBeCloseTo(0.305, 10);
  });

  test('five a side: its ends are the third differences from either end, which hold 96.8 %', () => {
    const [base, head] = [
      [0, 1, 3, 7, 15],
      [31, 63, 127, 255, 511],
    ];
    const differences = head.flatMap((h) => base.map((b) => h - b)).sort((a, b) => a - b);
    expect(shift(base, head)).toMatchObject({ low: differences[2], high: differences.at(-3) });
  });

  test('its ends are where the test begins to refuse', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 10_000 }), { minLength: 10, maxLength: 16 }), (values) => {
        const [base, head] = [values.slice(0, 5), values.slice(5)];
        const { low, high } = shift(base, head);
        const pOfShift = (by: number) =>
          rankSumP(
            base,
            head.map((value) => value - by),
          );
        expect(pOfShift(low - 0.5)).toBeLessThanOrEqual(0.05);
        expect(pOfShift(high + 0.5)).toBeLessThanOrEqual(0.05);
        expect(pOfShift(low + 0.25)).toBeGreaterThan(0.05);
        expect(pOfShift(high - 0.25)).toBeGreaterThan(0.05);
      }),
    );
  });
});
