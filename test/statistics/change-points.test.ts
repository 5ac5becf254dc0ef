/** How often a step is found where there is one, and where there is none. */
import { describe, expect, test } from 'vitest';
import { Rng } from '../../src/random.js';
import { findSteps } from '../../src/statistics/change-points.js';

const SERIES = 200;

/** Logarithms of throughput with 3 % noise between runs, and a step at `at`. */
function series(seed: number, length: number, at: number, step: number): readonly number[] {
  const rng = new Rng(seed, 77);
  return Array.from({ length }, (_, i) => 0.03 * rng.normal() + (i >= at ? Math.log(1 + step) : 0));
}

function all(length: number, at: number, step: number) {
  return Array.from({ length: SERIES }, (_, seed) => findSteps(series(seed, length, at, step), new Rng(seed)));
}

describe('findSteps', () => {
  test.each([[8], [20]])('%i runs without a step: a step is shown in at most 5 % of 200 series', (length) => {
    expect(all(length, length, 0).filter((steps) => steps.length > 0).length / SERIES).toBeLessThanOrEqual(0.05);
  });

  test('20 runs with a fall of 10 % at the twelfth: found in at least 95 %, within one run of its place', () => {
    const found = all(20, 12, -0.1).filter((steps) => steps.some(({ index }) => Math.abs(index - 12) <= 1));
    expect(found.length / SERIES).toBeGreaterThanOrEqual(0.95);
  });

  test('two steps are both found, in order', () => {
    const values = series(1, 30, 10, 0.3).map((value, i) => value - (i >= 20 ? 0.25 : 0));
    expect(findSteps(values, new Rng(1)).map(({ index }) => index)).toEqual([10, 20]);
  });

  test('under 8 values, and among equal ones, there is none', () => {
    expect(findSteps([0, 0, 0, 9, 9, 9, 9], new Rng(1))).toEqual([]);
    expect(findSteps(new Array<number>(20).fill(3), new Rng(1))).toEqual([]);
  });
});
