import { describe, expect, test } from 'vitest';
import { Rng } from '../../src/random.js';
import { detectableDifference } from '../../src/statistics/detectable.js';
import { ratioEstimate } from '../../src/statistics/estimate.js';

describe('the detectable difference', () => {
  test('is (t(0.975) + t(0.8)) standard errors of a paired difference', () => {
    // Student's t with 9 degrees of freedom, from its tables: 2.262 and 0.883.
    const expected = Math.expm1(((2.262 + 0.883) * Math.SQRT2 * 0.03) / Math.sqrt(10));
    expect(detectableDifference(0.03, 10)).toBeCloseTo(expected, 4);
  });

  test('grows with the spread and shrinks with the rounds', () => {
    expect(detectableDifference(0, 10)).toBe(0);
    expect(detectableDifference(0.02, 10)).toBeGreaterThan(detectableDifference(0.01, 10));
    expect(detectableDifference(0.02, 40)).toBeLessThan(detectableDifference(0.02, 20) / 1.35);
  });

  test.each([5, 10, 20, 40])('of %d rounds is found in about 80 of 100 studies', (rounds) => {
    const spread = 0.04;
    const difference = detectableDifference(spread, rounds);
    const rng = new Rng(20_261_122, rounds);
    let found = 0;
    for (let study = 0; study < 4000; study++) {
      const ratios = Array.from(
        { length: rounds },
        () => (1 + difference) * Math.exp(spread * (rng.normal() - rng.normal())),
      );
      if ((ratioEstimate(ratios)?.low ?? 0) > 1) found++;
    }
    expect(found / 4000).toBeGreaterThan(0.74);
    expect(found / 4000).toBeLessThan(0.86);
  });
});
