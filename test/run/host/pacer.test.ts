import { describe, expect, test } from 'vitest';
import { now } from '../../../src/clock.js';
import type { RateLoad } from '../../../src/model/load.js';
import { arrivalsOf } from '../../../src/run/host/arrivals.js';
import { Pacer } from '../../../src/run/host/pacer.js';

const POISSON: RateLoad = { kind: 'rate', perSecond: 500, durationSeconds: 20, arrivals: 'poisson' };

describe('a schedule of arrivals', () => {
  test('is uniform to the rounding of one division', () => {
    const instants = arrivalsOf({ ...POISSON, perSecond: 4, durationSeconds: 2, arrivals: 'uniform' }, 1, 0);
    expect([...instants]).toEqual([0, 250, 500, 750, 1000, 1250, 1500, 1750]);
  });

  test('has exponential gaps: mean and deviation are alike, and it ends with its time', () => {
    const instants = arrivalsOf(POISSON, 1, 0);
    const gaps = [...instants].map((at, i) => at - (instants[i - 1] ?? 0));
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const deviation = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length);
    // 10,000 gaps: three standard errors are 3 %.
    expect(Math.abs(mean / 2 - 1)).toBeLessThan(0.03);
    expect(Math.abs(deviation / mean - 1)).toBeLessThan(0.05);
    expect(instants.at(-1)).toBeLessThan(20_000);
    expect(gaps.every((gap) => gap >= 0)).toBe(true);
  });

  test('depends on seed and round alone, and is scaled by its rate', () => {
    expect(arrivalsOf(POISSON, 1, 0)).toEqual(arrivalsOf(POISSON, 1, 0));
    expect(arrivalsOf(POISSON, 1, 1)).not.toEqual(arrivalsOf(POISSON, 1, 0));
    expect(arrivalsOf(POISSON, 2, 0)).not.toEqual(arrivalsOf(POISSON, 1, 0));
    const [slow, fast] = [POISSON, { ...POISSON, perSecond: 1000 }].map((load) => arrivalsOf(load, 1, 0));
    expect(fast?.[99]).toBeCloseTo((slow?.[99] as number) / 2, 9);
  });
});

describe('a pacer', () => {
  test('gives out each unit once, in order and never before its instant, whoever asks', async () => {
    const instants = Float64Array.from({ length: 40 }, (_, i) => Math.floor(i / 2) * 1.5);
    const pacer = new Pacer(instants, now(), Number.POSITIVE_INFINITY);
    const taken: number[] = [];
    let early = 0;
    const ask = async () => {
      for (let index = await pacer.take(); index >= 0; index = await pacer.take()) {
        taken.push(index);
        if (now() < pacer.dueMs(index)) early++;
        await new Promise((resolve) => setTimeout(resolve, index % 3));
      }
    };
    await Promise.all([ask(), ask(), ask()]);
    expect(taken).toEqual(taken.toSorted((a, b) => a - b));
    expect(taken).toHaveLength(40);
    expect(early).toBe(0);
    expect(pacer.lateByDispatcher).toBeLessThanOrEqual(pacer.late);
  });

  test('calls a unit late that had to wait, and the dispatcher only where someone was free', async () => {
    const pacer = new Pacer(Float64Array.of(0, 0), now() - 50, Number.POSITIVE_INFINITY);
    expect([await pacer.take(), await pacer.take(), await pacer.take()]).toEqual([0, 1, -1]);
    expect([pacer.late, pacer.lateByDispatcher]).toEqual([2, 0]);
  });

  test('gives up at its end, and sends home who waits when it is stopped', async () => {
    const over = new Pacer(Float64Array.of(0, 1), now() - 100, now() - 50);
    expect(await over.take()).toBe(-1);
    expect(over.next).toBe(0);
    const stopped = new Pacer(Float64Array.of(3_600_000), now(), Number.POSITIVE_INFINITY);
    const waiting = [stopped.take(), stopped.take()];
    stopped.stop();
    expect(await Promise.all(waiting)).toEqual([-1, -1]);
    expect(await stopped.take()).toBe(-1);
  });
});
