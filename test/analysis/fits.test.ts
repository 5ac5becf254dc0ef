import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analyse } from '../../src/analysis/analyse.js';
import { fitCurve } from '../../src/analysis/fits.js';
import { capacity, peakOf } from '../../src/analysis/law.js';
import { fitShape, type Observation } from '../../src/analysis/shape-fit.js';
import type { Fit } from '../../src/model/curve.js';
import { Rng } from '../../src/random.js';
import { plantedRecording } from './planted.js';

const COUNTS = [1, 2, 4, 8, 16, 32, 64];

function planted(shape: { sigma: number; kappa: number }, rounds: number, noise = 0, seed = 1): readonly Observation[] {
  const rng = new Rng(seed);
  return Array.from({ length: rounds }, (_, round) =>
    COUNTS.map((workers) => ({
      workers,
      round,
      throughput: 50 * capacity(shape, workers) * Math.exp(noise * rng.normal()),
    })),
  ).flat();
}

function selected(observations: readonly Observation[]): Fit | undefined {
  return fitCurve(observations).fits.find((fit) => fit.selected);
}

/** The worker counts of example_configs/custom-task.jsonc. */
const EXAMPLE = [1, 2, 3, 4, 6, 8, 12];

/** Five rounds of 10 % noise around a throughput. */
function spread(workers: number, throughput: number, seed: number): readonly Observation[] {
  const rng = new Rng(seed, workers);
  return Array.from({ length: 5 }, (_, round) => ({
    workers,
    round,
    throughput: throughput * Math.exp(0.1 * rng.normal()),
  }));
}

const shapes = fc.record({
  sigma: fc.double({ min: 0.001, max: 1, noNaN: true }),
  kappa: fc.double({ min: 1e-6, max: 0.1, noNaN: true }),
});

describe('fits', () => {
  test('find any exact law again, over one round and over several', () => {
    fc.assert(
      fc.property(shapes, fc.constantFrom(1, 2, 6), (shape, rounds) => {
        const fit = fitShape(planted(shape, rounds), ['sigma', 'kappa']);
        expect(Math.abs((fit?.sigma ?? 0) / shape.sigma - 1)).toBeLessThan(1e-4);
        expect(Math.abs((fit?.kappa ?? 0) / shape.kappa - 1)).toBeLessThan(1e-4);
      }),
    );
  });

  test.each([
    ['linear', { sigma: 0, kappa: 0 }],
    ['amdahl', { sigma: 0.1, kappa: 0 }],
    ['usl', { sigma: 0.03, kappa: 0.001 }],
    ['usl', { sigma: 0, kappa: 0.001 }],
  ] as const)('choose %s where it is the truth: %o', (model, shape) => {
    const fit = selected(planted(shape, 5));
    expect(fit?.model).toBe(model);
    expect(fit?.lambda.value).toBeCloseTo(50, 6);
    expect(fit?.r2).toBeCloseTo(1, 9);
  });

  test('a round that is slow as a whole says nothing about the shape', () => {
    const even = planted({ sigma: 0.1, kappa: 0.001 }, 5, 0.05);
    const slow = even.map((each) => (each.round === 2 ? { ...each, throughput: each.throughput / 3 } : each));
    expect(fitShape(slow, ['sigma', 'kappa'])?.sigma).toBeCloseTo(fitShape(even, ['sigma', 'kappa'])?.sigma ?? 0, 9);
  });

  test('the speed of the machine is a matter of lambda alone', () => {
    const slow = planted({ sigma: 0.1, kappa: 0.001 }, 5, 0.05);
    const fast = slow.map((each) => ({ ...each, throughput: each.throughput * 1000 }));
    const [a, b] = [selected(slow), selected(fast)];
    expect(b?.sigma.value).toBeCloseTo(a?.sigma.value ?? 0, 9);
    expect((b?.lambda.value ?? 0) / (a?.lambda.value ?? 1)).toBeCloseTo(1000, 6);
  });

  test('every feasible fit is reported, only the selected one has intervals, and they hold its value', () => {
    const { fits } = fitCurve(planted({ sigma: 0.1, kappa: 0.0005 }, 6, 0.05));
    expect(fits.map(({ model }) => model)).toEqual(['linear', 'amdahl', 'usl']);
    for (const fit of fits) {
      for (const { value, low, high } of [fit.lambda, fit.sigma, fit.kappa]) {
        expect(low === null).toBe(!fit.selected);
        if (low !== null && high !== null) expect(low <= value && value <= high).toBe(true);
      }
    }
  });

  test('no parameter is ever negative, whatever the curve', () => {
    const throughput = fc.double({ min: 0.1, max: 1e4, noNaN: true });
    fc.assert(
      fc.property(fc.array(throughput, { minLength: COUNTS.length * 2, maxLength: COUNTS.length * 2 }), (values) => {
        const { fits } = fitCurve(
          values.map((value, i) => ({ workers: COUNTS[i % 7] as number, round: Math.floor(i / 7), throughput: value })),
        );
        expect(fits.every(({ sigma, kappa, lambda }) => sigma.value >= 0 && kappa.value >= 0 && lambda.value > 0)).toBe(
          true,
        );
        expect(fits.filter((fit) => fit.selected).length).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('faster than linear is called so, with no fit selected', () => {
    const { fits, contradiction, general } = fitCurve(planted({ sigma: -0.005, kappa: 0.00002 }, 5, 0.02));
    expect(fits.some((fit) => fit.selected)).toBe(false);
    expect(contradiction?.reason).toContain('another shape than any feasible law');
    expect(general?.sigma?.high).toBeLessThan(0);
    const report = analyse(plantedRecording({ law: { sigma: -0.005, kappa: 0.00002, noise: 0.02 }, rounds: 5 }));
    expect(report.curves[0]?.fitNote).toContain('no fit is selected');
    expect(report.findings.map(({ code }) => code)).toContain('super-linear');
  });
});

describe('peak and limit', () => {
  test('the peak is where capacity is highest', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const peak = peakOf(shape) as number;
        expect(capacity(shape, peak)).toBeGreaterThanOrEqual(capacity(shape, peak * 1.01));
        if (peak > 1) expect(capacity(shape, peak)).toBeGreaterThanOrEqual(capacity(shape, Math.max(1, peak * 0.99)));
      }),
    );
    expect(peakOf({ sigma: 0.5, kappa: 0 })).toBeNull();
    expect(peakOf({ sigma: 1, kappa: 0 })).toBeNull();
    expect(peakOf({ sigma: 1.2, kappa: 0 })).toBe(1);
  });

  test('a peak inside the range is observed with its interval, one outside is not', () => {
    const inside = selected(planted({ sigma: 0.03, kappa: 0.001 }, 10, 0.02));
    expect(inside?.peak).toBe('observed');
    expect(inside?.peakWorkers?.low).toBeLessThan(Math.sqrt(0.97 / 0.001));
    expect(inside?.peakWorkers?.high).toBeGreaterThan(Math.sqrt(0.97 / 0.001));
    expect(selected(planted({ sigma: 0.03, kappa: 0.0001 }, 10, 0.01))).toMatchObject({
      peak: 'not observed',
      peakWorkers: null,
    });
  });

  test('Amdahl’s limit is 1 / sigma', () => {
    const fit = selected(planted({ sigma: 0.1, kappa: 0 }, 10));
    expect(fit?.speedupLimit?.value).toBeCloseTo(10, 6);
    expect(fit?.peak).toBe('none');
  });
});

describe('which worker counts a fit takes', () => {
  const fitNote = (law: object, workers: readonly number[]) => {
    const { curves } = analyse(plantedRecording({ law: { sigma: 0.05, ...law }, rounds: 5, workers }));
    return { note: curves[0]?.fitNote, fits: curves[0]?.fits.length };
  };

  test('those beyond the CPUs are left out for a CPU-bound task, and named', () => {
    const { note, fits } = fitNote({ cpus: 32 }, [0, 1, 2, 4, 8, 16, 32, 48, 64]);
    expect(note).toBe(
      '48 and 64 workers are left out of the fits: the task is CPU-bound (CPU time is 100 % of service time) and there are 32 CPUs',
    );
    expect(fits).toBeGreaterThan(0);
  });

  test('under six there is no fit, and the reason is given', () => {
    expect(fitNote({}, [0, 1, 2, 4, 8, 16])).toEqual({
      note: 'no fit: 5 usable worker counts, and a fit needs 6',
      fits: 0,
    });
    expect(fitNote({ cpus: 4 }, [0, 1, 2, 4, 8, 16, 32]).note).toContain('no fit: 3 usable worker counts');
    expect(() => fitCurve(planted({ sigma: 0, kappa: 0 }, 1).slice(0, 5))).toThrow(RangeError);
  });
});

describe('a curve that follows no law', () => {
  /** Throughput that grows with the workers up to 6 and stays: a lock, a pool of 6. */
  const levelled = (rounds: number, noise: number) =>
    planted({ sigma: 0, kappa: 0 }, rounds, noise).map((each) => ({
      ...each,
      throughput: (each.throughput * Math.min(each.workers, 6)) / each.workers,
    }));

  test('gets no fit selected, and the reason names where the closest law is off', () => {
    const { fits, contradiction } = fitCurve(levelled(8, 0.02));
    expect(fits.some((fit) => fit.selected)).toBe(false);
    expect(contradiction?.reason).toMatch(/another shape than any .*law/);
  });

  test('is told by its bend where the rounds’ noise would hide how far the closest law is off', () => {
    const seeds = Array.from({ length: 40 }, (_, seed) => seed + 1);
    const refusals = (observations: (seed: number) => readonly Observation[]) =>
      seeds.filter((seed) => fitCurve(observations(seed)).contradiction !== null).length;
    const bent = (seed: number) => EXAMPLE.flatMap((workers) => spread(workers, Math.min(workers, 4.5), seed));
    const lawful = (seed: number) =>
      EXAMPLE.flatMap((workers) => spread(workers, capacity({ sigma: 0.1, kappa: 0.005 }, workers), seed));
    // Without the bend, lack of fit alone refuses a third of the first.
    expect(refusals(bent)).toBeGreaterThan(30);
    expect(refusals(lawful)).toBeLessThan(4);
    expect(fitCurve(bent(1)).contradiction?.levelsOffAt).toBeCloseTo(4.5, 0);
  });

  test('noise that hides the difference leaves the law selected', () => {
    const { fits } = fitCurve(levelled(5, 1));
    expect(fits.some((fit) => fit.selected)).toBe(true);
  });

  test('no interval is a point', () => {
    const bounded = Array.from({ length: 200 }, (_, seed) => planted({ sigma: 0, kappa: 0.0005 }, 5, 0.1, seed));
    for (const observations of bounded) {
      const fit = fitCurve(observations).fits.find((each) => each.selected);
      if (fit !== undefined) expect(fit.sigma.high).toBeGreaterThan(fit.sigma.low as number);
    }
  });
});
