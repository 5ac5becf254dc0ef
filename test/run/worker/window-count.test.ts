/** What of a stream of units is counted in a window, and that the estimate of throughput has no bias. */
import { describe, expect, test } from 'vitest';
import { Rng } from '../../../src/random.js';
import { WindowCount } from '../../../src/run/worker/window-count.js';

const FRAME = { startMs: 0, untilMs: 120, windowFromMs: 10, windowToMs: 110, sampleMs: 40 };

function countOf(units: readonly (readonly [startedMs: number, finishedMs: number])[]) {
  const count = new WindowCount(FRAME);
  for (const [startedMs, finishedMs] of units) count.unitRan(startedMs, finishedMs);
  return count;
}

/** Units back to back from `firstMs` on, beyond the end. */
function stream(firstMs: number, lengthMs: () => number): [number, number][] {
  const units: [number, number][] = [];
  for (let at = firstMs; at < FRAME.untilMs; at = units.at(-1)?.[1] as number) units.push([at, at + lengthMs()]);
  return units;
}

describe('a window', () => {
  test('counts units by their end, and shares and time by what lies inside', () => {
    const { units, unitShares, busyMs, done, inWindow } = countOf([
      [0, 8],
      [8, 12],
      [12, 32],
      [32, 102],
      [102, 118],
    ]).measure();
    expect(units).toBe(3);
    expect(unitShares).toBe(0.5 + 1 + 1 + 0.5);
    expect(busyMs).toBe(2 + 20 + 70 + 8);
    expect([done, inWindow]).toEqual([
      [0, 3, 3, 5],
      [0, 2, 2, 3],
    ]);
  });

  test('takes a wrong unit back, and keeps the time that it took', () => {
    const count = countOf([
      [10, 30],
      [100, 120],
    ]);
    count.unitWasWrong(100, 120);
    expect(count.measure()).toMatchObject({ units: 1, unitShares: 1, busyMs: 30 });
    count.unitWasWrong(10, 30);
    expect(count.measure()).toMatchObject({ units: 0, unitShares: 0, busyMs: 30 });
  });

  test('counts a unit that took no time, and one that spans the whole window', () => {
    expect(countOf([[50, 50]]).measure()).toMatchObject({ units: 1, unitShares: 1, busyMs: 0 });
    expect(countOf([[5, 205]]).measure()).toMatchObject({ units: 0, unitShares: 0.5, busyMs: 100 });
  });

  test('finds the rate of equal units exactly, wherever the stream stands', () => {
    for (const lengthMs of [0.3, 7, 33, 99]) {
      for (const firstMs of [0, 0.1, 3]) {
        const { unitShares } = countOf(stream(firstMs - lengthMs, () => lengthMs)).measure();
        expect(unitShares).toBeCloseTo(100 / lengthMs, 9);
      }
    }
  });

  test('finds the rate of random units without bias, where counting whole units would be far too low', () => {
    const rng = new Rng(1);
    const [long, short] = [40, 4];
    const rounds = 4000;
    let [shares, whole] = [0, 0];
    for (let round = 0; round < rounds; round++) {
      // From long before the window, so that it falls anywhere in a unit.
      const units = stream(-400 - rng.float() * 100, () => (rng.float() < 0.5 ? long : short));
      shares += countOf(units).measure().unitShares;
      whole += units.filter(([from, to]) => from >= FRAME.windowFromMs && to <= FRAME.windowToMs).length;
    }
    const truth = 100 / ((long + short) / 2);
    expect(Math.abs(shares / rounds / truth - 1)).toBeLessThan(0.02);
    expect(whole / rounds / truth).toBeLessThan(0.85);
  });
});
