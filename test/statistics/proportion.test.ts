/** Intervals of shares against published figures. */
import { expect, test } from 'vitest';
import { shareInterval } from '../../src/statistics/proportion.js';

test('none and all of few leave much open, and never leave 0 to 1', () => {
  // The closed forms at the ends: 1 - 0.025^(1/n), and its mirror.
  expect(shareInterval(0, 5)).toEqual({ low: 0, high: expect.closeTo(1 - 0.025 ** (1 / 5), 6) });
  expect(shareInterval(5, 5)).toEqual({ low: expect.closeTo(0.025 ** (1 / 5), 6), high: 1 });
});

test('8 of 10 are 44.4 % to 97.5 %', () => {
  // R: binom.test(8, 10)$conf.int
  expect(shareInterval(8, 10)).toEqual({ low: expect.closeTo(0.4439045, 6), high: expect.closeTo(0.9747893, 6) });
});
