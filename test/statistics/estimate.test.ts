import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fisherQuantile, studentQuantile } from '../../src/statistics/distributions.js';
import {
  describe as describeSample,
  meanEstimate,
  medianRank,
  ratioEstimate,
  ratioFromLogs,
} from '../../src/statistics/estimate.js';
import { classifyOutliers } from '../../src/statistics/outliers.js';
import { fitLine } from '../../src/statistics/regression.js';

describe('quantiles agree with the printed tables (Fisher & Yates)', () => {
  test.each([
    [4, 2.776],
    [9, 2.262],
    [19, 2.093],
  ])('t, 97.5 per cent, %i degrees: %f', (degrees, value) =>
    expect(studentQuantile(0.975, degrees)).toBeCloseTo(value, 3),
  );
  test('F, 99 %, 3 and 10 degrees', () => expect(fisherQuantile(0.99, 3, 10)).toBeCloseTo(6.552, 3));
});

const values = fc.array(fc.double({ min: 0.01, max: 1e6, noNaN: true }), { minLength: 5, maxLength: 30 });

describe('meanEstimate', () => {
  test('is the textbook t interval', () => {
    // Mean 3, s² = 2.5, standard error sqrt(0.5), t(4) = 2.776.
    const estimate = meanEstimate([1, 2, 3, 4, 5]);
    expect(estimate?.value).toBe(3);
    expect(estimate?.low).toBeCloseTo(3 - 2.7764451 * Math.SQRT1_2, 6);
    expect(estimate?.high).toBeCloseTo(3 + 2.7764451 * Math.SQRT1_2, 6);
  });
  test('gives no interval under 5 rounds, and nothing for none', () => {
    expect(meanEstimate([1, 2, 3, 4])).toEqual({ value: 2.5, low: null, high: null });
    expect(meanEstimate([])).toBeNull();
  });
  test('never leaves out its own value, never goes below 0', () => {
    fc.assert(
      fc.property(values, (sample) => {
        const { value, low, high } = meanEstimate(sample) as { value: number; low: number; high: number };
        expect(low).toBeGreaterThanOrEqual(0);
        expect(low).toBeLessThanOrEqual(value);
        expect(high).toBeGreaterThanOrEqual(value);
      }),
    );
  });
});

describe('ratioEstimate', () => {
  test('the inverse ratios give the inverse estimate', () => {
    fc.assert(
      fc.property(values, (ratios) => {
        const there = ratioEstimate(ratios);
        const back = ratioEstimate(ratios.map((ratio) => 1 / ratio));
        expect((there?.value ?? 0) * (back?.value ?? 0)).toBeCloseTo(1, 9);
        expect((there?.low ?? 0) * (back?.high ?? 0)).toBeCloseTo(1, 9);
      }),
    );
  });
  test('a higher confidence gives a wider interval about the same value', () => {
    const sample = describeSample([1, 1.1, 0.9, 1.05, 0.97].map(Math.log));
    const [usual, high] = [ratioFromLogs(sample), ratioFromLogs(sample, 0.99)];
    expect(high.value).toBe(usual.value);
    expect(high.low).toBeLessThan(usual.low as number);
    expect(high.high).toBeGreaterThan(usual.high as number);
  });
});

describe('order statistics', () => {
  // Ranks and coverage of the sign test, for example Conover (1999), table A3.
  test.each([
    [5, 1, 0.9375],
    [6, 1, 0.96875],
    [10, 2, 0.978515625],
    [20, 6, 0.958610535],
  ])('%i rounds take rank %i', (rounds, rank, coverage) => {
    expect(medianRank(rounds).rank).toBe(rank);
    expect(medianRank(rounds).coverage).toBeCloseTo(coverage, 9);
  });
});

describe('Tukey outliers', () => {
  test('are classified by distance, and scale does not matter', () => {
    const rounds = [100, 101, 99, 100.5, 99.5, 100.2, 103.5, 60];
    const found = ['mild', 'extreme'];
    const classes = classifyOutliers(rounds);
    expect(classes.slice(0, 6)).toEqual([null, null, null, null, null, null]);
    expect(found).toContain(classes[6]);
    expect(classes[7]).toBe('extreme');
    expect(classifyOutliers(rounds.map((value) => value * 1e-6))).toEqual(classes);
  });
  test('are not looked for under 5 rounds, nor in equal values', () => {
    expect(classifyOutliers([1, 1, 1, 50])).toEqual([null, null, null, null]);
    expect(classifyOutliers([7, 7, 7, 7, 7, 7])).toEqual(Array(6).fill(null));
  });
});

test('a line through exact points is that line, with a slope that is certain', () => {
  const line = fitLine([1, 2, 4, 8].map((x) => ({ x, y: 100 + 45 * x })));
  expect(line?.intercept).toBeCloseTo(100, 9);
  expect(line?.slopeLow).toBeCloseTo(45, 9);
  expect(line?.slopeHigh).toBeCloseTo(45, 9);
  expect(
    fitLine([
      { x: 1, y: 1 },
      { x: 1, y: 2 },
      { x: 1, y: 3 },
    ]),
  ).toBeNull();
});
