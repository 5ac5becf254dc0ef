/** Sizing against laws whose right answer is a line of arithmetic. */
import { describe, expect, test } from 'vitest';
import { type PricedRuns, type SizingQuestion, sizeInstances } from '../../src/analysis/sizing.js';
import type { Limits, SimulatedLaw } from '../../src/model.js';
import { renderSizing } from '../../src/reporters/sizing/terminal.js';
import { displayWidth } from '../../src/reporters/text/width.js';
import { plantedRecording } from './planted.js';

const NO_LIMITS: Limits = { p50Ms: null, p99Ms: null, rssMb: null, errorRate: null };
const SMALL = { cpus: 2, lambda: 400, sigma: 0.05, kappa: 0.2 };
const LARGE = { cpus: 8, lambda: 400, sigma: 0.05, kappa: 0.004 };

function priced(
  instance: string,
  perHour: number,
  law: Partial<SimulatedLaw>,
  workers: readonly number[],
  rounds = 10,
): PricedRuns {
  const recording = plantedRecording({ law: { noise: 0.01, ...law }, rounds, workers, units: 400, seed: 5 });
  return { instance, price: { perHour, currency: 'USD' }, runs: [recording] };
}

const small = priced('small', 0.07, SMALL, [0, 1, 2, 4]);
const large = priced('large', 0.28, LARGE, [0, 1, 2, 4, 8, 16]);

function size(over: Partial<SizingQuestion> = {}, runs: readonly PricedRuns[] = [large, small]) {
  return sizeInstances(runs, { rate: 2000, limits: NO_LIMITS, headroom: 0.3, ...over });
}

describe('sizeInstances', () => {
  test('two workers on six small instances hold 2,000 a second: 800 / 1.45 = 552 each, 386 with headroom', () => {
    const { best } = size();
    expect(best[0]).toMatchObject({ instance: 'small', workers: 2, instances: { safe: 6, expected: 6, least: 6 } });
    expect(best[0]?.costPerHour.safe).toBeCloseTo(0.42, 10);
    expect(best[0]?.costPerMillion).toBeCloseTo(0.42 / 7.2, 10);
    expect(best[1]).toMatchObject({ instance: 'large', workers: 8, instances: { safe: 2 } });
  });

  test('a dearer small instance makes two large ones with the fewest workers that do it the answer', () => {
    const { best } = size({}, [large, { ...small, price: { perHour: 0.1, currency: 'USD' } }]);
    expect(best.map(({ instance }) => instance)).toEqual(['large', 'small']);
  });

  test('headroom and rate decide how many: 552 a second each hold 1,000 with two and no headroom', () => {
    const needed = (rate: number, headroom: number) => size({ rate, headroom }, [small]).best[0]?.instances.safe;
    expect([needed(1000, 0), needed(1200, 0), needed(1000, 0.5)]).toEqual([2, 3, 4]);
  });

  test('a limit leaves worker counts out: a unit of 16 workers takes 6.8 ms, of 8 it takes 3.9, of 4 it takes 3.0', () => {
    const { best, options } = size({ limits: { ...NO_LIMITS, p99Ms: 3.3 } }, [large]);
    expect(best[0]).toMatchObject({ workers: 4, instances: { safe: 3 } });
    const left = options.filter(({ excludedBy }) => excludedBy !== null).map(({ workers }) => workers);
    expect(left).toEqual([8, 16]);
    expect(size({ limits: { ...NO_LIMITS, p99Ms: 1 } }).best).toEqual([]);
  });

  test('a limit on what was not measured cannot be promised', () => {
    const { best, options, warnings } = size({ limits: { ...NO_LIMITS, rssMb: 500 } });
    expect(best).toEqual([]);
    expect(options[0]?.excludedBy).toBe('memory was not measured');
    expect(warnings).toContain('no worker count on small keeps the limits');
  });

  test('a row whose interval begins at 0 is left out, for no number of instances would be safe', () => {
    const wild = priced('wild', 0.1, { ...SMALL, noise: 2 }, [0, 1, 2], 5);
    const { best, options, warnings } = size({}, [small, wild]);
    expect(best.map(({ instance }) => instance)).toEqual(['small']);
    expect(options.every(({ throughput: { low } }) => low !== null && low > 0)).toBe(true);
    expect(warnings.join('\n')).toMatch(/wild, parallel_1: left out, for the interval of its throughput begins at 0/);
    expect(renderSizing(size({}, [wild]), { width: 80, colour: false, unicode: true })).not.toMatch(/Infinity|NaN/);
  });

  test('what a row achieves under too many arrivals is not what it holds', () => {
    const recording = plantedRecording({
      ...{ law: { noise: 0.01, ...SMALL }, rounds: 5, workers: [1, 2], units: 400, seed: 5 },
      load: { kind: 'rate', perSecond: 500, durationSeconds: 5, arrivals: 'uniform' },
    });
    const { options } = size({ rate: 100 }, [{ ...small, runs: [recording] }]);
    expect(options.map(({ excludedBy }) => excludedBy)).toEqual(['it does not keep up with the arrivals', null]);
  });

  test('says where the best is the largest measured, and extrapolates nothing', () => {
    const narrow = size({}, [priced('large', 0.28, LARGE, [0, 1, 2])]);
    expect(narrow.best[0]?.workers).toBe(2);
    expect(narrow.warnings[0]).toMatch(
      /^2 workers are the most that were measured on large: .* nothing is extrapolated$/,
    );
    expect(size({}, [large]).warnings).toEqual([]);
  });

  test('without intervals a number is not called safe; intervals that overlap are told', () => {
    expect(size({}, [priced('small', 0.07, SMALL, [1, 2, 4], 3)]).warnings[0]).toMatch(/^too few rounds .* on small/);
    const noisy = { ...SMALL, noise: 0.2 };
    const pair = [priced('one', 0.07, noisy, [1, 2, 4]), priced('two', 0.0701, noisy, [1, 2, 4])];
    expect(size({ rate: 20_000 }, pair).warnings).toContainEqual(expect.stringMatching(/^two may be cheaper than one/));
  });

  test('the safe number rests on the lower end of the interval', () => {
    const [option] = size({ rate: 20_000 }, [priced('small', 0.07, { ...SMALL, noise: 0.1 }, [2, 4])]).best;
    const { instances, throughput } = option as NonNullable<typeof option>;
    expect(instances.safe).toBe(Math.ceil(20_000 / ((throughput.low as number) * 0.7)));
    expect(instances.least).toBe(Math.ceil(20_000 / ((throughput.high as number) * 0.7)));
    expect(instances.least).toBeLessThan(instances.safe);
  });
});

test('on a terminal: the table, the answer and what was assumed, in 80 columns', () => {
  const text = renderSizing(size(), { width: 80, colour: false, unicode: true });
  for (const line of text.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(80);
  expect(text).toContain('Cheapest: 6 × small with 2 workers each, USD 0.42 an hour, USD 0.0583 a million');
  expect(text).toMatch(/Assumed:\n- An instance is trusted with/);
  const nothing = renderSizing(size({ limits: { ...NO_LIMITS, p99Ms: 1 } }), {
    width: 80,
    colour: false,
    unicode: false,
  });
  expect(nothing).toContain('Nothing that was measured keeps the limits.');
});
