import { describe, expect, it } from 'vitest';
import { loadKeys, messageOf } from './loading.js';

const RATE = { kind: 'rate', per_second: 100, duration: 30 };

describe('load', () => {
  it('is a count of task_count units unless it is given', () => {
    expect(loadKeys({ task_count: 7 }).study.load).toEqual({ kind: 'count', units: 7 });
    expect(loadKeys({ load: { kind: 'count' } }).study.load).toEqual({ kind: 'count', units: 100 });
  });

  it('fills in what a window leaves out: the middle counts', () => {
    const window = (given: object) => loadKeys({ load: { kind: 'window', ...given } }).study.load;
    expect(window({})).toEqual({ kind: 'window', warmupSeconds: 1, durationSeconds: 12, windowSeconds: 10 });
    expect(window({ duration: 2 })).toMatchObject({ warmupSeconds: 0.5, windowSeconds: 1 });
    expect(window({ warmup: 3, duration: 10 })).toMatchObject({ warmupSeconds: 3, windowSeconds: 4 });
    expect(window({ warmup: 1, duration: 12, window: 11 })).toMatchObject({ windowSeconds: 11 });
  });

  it('refuses a window that does not fit', () => {
    const message = (given: object) => messageOf(() => loadKeys({ load: { kind: 'window', ...given } }));
    expect(message({ duration: 5, warmup: 1, window: 4.5 })).toContain(
      'load.window: expected at most 4 seconds: the duration of 5 less the warmup of 1, found 4.5',
    );
    expect(message({ duration: 4, warmup: 5, window: 10 })).toContain(
      'load.warmup: expected less than the duration of 4 seconds, found 5',
    );
    expect(message({ duration: 2, warmup: 1 })).toContain('load.duration: expected more than 2 seconds');
  });

  it('takes rates ascending and each once', () => {
    const { study, notes } = loadKeys({ load: { ...RATE, per_second: [500, 100, 500] } });
    expect(study.load).toEqual({
      kind: 'rate',
      perSecond: [100, 500],
      durationSeconds: 30,
      arrivals: 'poisson',
      findMaxRate: false,
    });
    expect(notes).toEqual(['load.per_second names 500 more than once; each is measured once.']);
  });

  it('refuses what does not go with arrivals', () => {
    const message = (given: object) => messageOf(() => loadKeys({ load: RATE, ...given }));
    expect(message({ dispatch: 'self' })).toContain('dispatch: expected "pool" for a load of the kind "rate"');
    expect(message({ chunk: 4 })).toContain('chunk: expected 1 for a load of the kind "rate"');
    expect(message({ find_max_rate: true, budget: '5m' })).toContain('budget: expected null with find_max_rate');
    expect(message({ load: { ...RATE, per_second: 1e6 } })).toContain('about 30000000 arrivals are more than 5000000');
    expect(messageOf(() => loadKeys({ find_max_rate: true }))).toContain('only rates can be searched');
    expect(messageOf(() => loadKeys({ load: { ...RATE, window: 3 } }))).toContain('unknown key "window" in load');
  });

  it('notes that task_count has no effect where time ends a trial', () => {
    expect(loadKeys({ load: RATE, task_count: 5 }).notes).toEqual([
      'task_count has no effect with a load of the kind "rate": time ends a trial.',
    ]);
  });

  it('is about a second long for a first look', () => {
    const quick = (load: object) => loadKeys({ load }, { quick: true }).study.load;
    expect(quick(RATE)).toMatchObject({ perSecond: [100], durationSeconds: 1 });
    const window = quick({ kind: 'window' });
    expect(window).toMatchObject({ warmupSeconds: expect.closeTo(0.1, 9), windowSeconds: expect.closeTo(1, 9) });
    expect(quick({ kind: 'window', duration: 0.8 })).toMatchObject({ durationSeconds: 0.8 });
  });
});
