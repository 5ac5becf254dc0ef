/** Key order and exit order as data structures, under any interleaving. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { KeyScheduler } from '../../../src/run/host/key-scheduler.js';
import { ReorderBuffer } from '../../../src/run/host/reorder-buffer.js';

/** Keys of some units, how many streams run them, and which of the running ones ends next. */
const anyRun = fc.record({
  keys: fc.array(fc.nat(7), { maxLength: 200 }).map((keys) => Int32Array.from(keys)),
  streams: fc.integer({ min: 1, max: 9 }),
  mostAside: fc.integer({ min: 1, max: 20 }),
  choices: fc.infiniteStream(fc.nat(1000)),
});

describe('the key scheduler', () => {
  test('runs every unit once, none beside another of its key, each key in order', () => {
    fc.assert(
      fc.property(anyRun, ({ keys, streams, mostAside, choices }) => {
        let aside = 0;
        const scheduler = new KeyScheduler(keys, mostAside, () => aside++);
        const running: number[] = [];
        const started: number[] = [];
        for (;;) {
          while (running.length < streams) {
            const unit = scheduler.take();
            if (unit < 0) break;
            expect(running.some((other) => keys[other] === keys[unit])).toBe(false);
            running.push(unit);
            started.push(unit);
          }
          if (running.length === 0) break;
          const [ended] = running.splice((choices.next().value as number) % running.length, 1);
          scheduler.done(ended as number);
        }
        expect(scheduler.isExhausted).toBe(true);
        expect(started.toSorted((a, b) => a - b)).toEqual(Array.from(keys, (_, unit) => unit));
        for (const key of new Set(keys)) {
          const own = started.filter((unit) => keys[unit] === key);
          expect(own).toEqual(own.toSorted((a, b) => a - b));
        }
        expect(aside).toBeLessThanOrEqual(keys.length);
      }),
    );
  });

  test('leaves no stream without work while a unit of a free key is near', () => {
    const scheduler = new KeyScheduler(Int32Array.from([0, 0, 0, 1, 2]), 10);
    expect([scheduler.take(), scheduler.take(), scheduler.take(), scheduler.take()]).toEqual([0, 3, 4, -1]);
    scheduler.done(3);
    expect(scheduler.take()).toBe(-1);
    scheduler.done(0);
    expect(scheduler.take()).toBe(1);
  });

  test('sets aside no more units than it may, and looks further when one of them went', () => {
    const heard: number[] = [];
    const scheduler = new KeyScheduler(Int32Array.from([0, 0, 0, 1]), 1, (unit) => heard.push(unit));
    expect([scheduler.take(), scheduler.take()]).toEqual([0, -1]);
    expect(heard).toEqual([1]);
    scheduler.done(0);
    expect([scheduler.take(), scheduler.take()]).toEqual([1, -1]);
    scheduler.done(1);
    expect([scheduler.take(), scheduler.take()]).toEqual([2, 3]);
    expect(scheduler.isExhausted).toBe(true);
  });

  test('takes as many steps a unit for a million units of one key as for a few', () => {
    const keys = new Int32Array(1_000_000);
    const scheduler = new KeyScheduler(keys, keys.length);
    let units = 0;
    for (let unit = scheduler.take(); unit >= 0; unit = scheduler.take()) {
      units++;
      scheduler.done(unit);
      if (units === 1) expect(scheduler.isExhausted).toBe(false);
    }
    expect(units).toBe(keys.length);
  });
});

test('the reorder buffer gives out what comes in any order as 0, 1, 2, …, and nothing early', () => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { maxLength: 100 }), (weights) => {
      const arrival = weights.map((_, i) => i).toSorted((a, b) => (weights[a] as number) - (weights[b] as number));
      const out: number[] = [];
      const buffer = new ReorderBuffer<string>((item, index) => {
        expect(item).toBe(`result ${index}`);
        out.push(index);
      });
      const seen = new Set<number>();
      for (const index of arrival) {
        buffer.add(index, `result ${index}`);
        seen.add(index);
        const [missing = weights.length] = weights.map((_, i) => i).filter((i) => !seen.has(i));
        expect(out).toEqual(Array.from({ length: missing }, (_, i) => i));
      }
    }),
  );
});
