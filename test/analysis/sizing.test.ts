/** Sizing against laws whose right answer is a line of arithmetic. */
import { describe, expect, test } from 'vitest';
import type { PricedRuns } from '../../src/analysis/sizing/rows.js';
import { type SizingQuestion, sizeInstances } from '../../src/analysis/sizing.js';
import type { Load } from '../../src/model/load.js';
import type { SizingOption } from '../../src/model/sizing.js';
import type { Limits, SimulatedLaw } from '../../src/model/study.js';
import { Rng } from '../../src/random.js';
import { renderSizing } from '../../src/reporters/sizing/terminal.js';
import { displayWidth } from '../../src/reporters/text/width.js';
import { Histogram } from '../../src/statistics/histogram.js';
import { cellOf, evenMeasurement, plantedRecording, realTask, recordingOf, trialOf } from './planted.js';
import { quantileOf, SERVICES, type Service, simulateQueue } from './simulated-queue.js';

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
  return { instance, machine: instance, price: { perHour, currency: 'USD' }, runs: [recording] };
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
    expect(best[0]).toMatchObject({ workers: 4, boundBy: 'p99' });
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
    expect(warnings.join('\n')).toMatch(
      /wild, parallel_1: left out, because the interval of its throughput begins at 0/,
    );
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
    expect(narrow.warnings[0]).toMatch(/^2 workers are the most measured on large: .* nothing is extrapolated$/);
    const lone = (workers: readonly number[]) => size({}, [priced('large', 0.28, LARGE, workers)]).warnings[0];
    expect(lone([0])).toMatch(/^no workers were measured on large: /);
    expect(lone([1])).toMatch(/^1 worker is the most measured on large: /);
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

/** Rounds of a closed loop whose units take times of a distribution with a mean of 10 ms. */
function closedLoop(instance: string, perHour: number, workers: number, service: Service): PricedRuns {
  const [units, cell] = [2000, cellOf(realTask('serve'), 'threads', workers, 2000)];
  const trials = [0, 1, 2, 3, 4].map((round) => {
    const [rng, times] = [new Rng(round, workers), new Histogram()];
    for (let i = 0; i < units; i++) times.record(service(rng) * 1e6);
    const histogram = times.encode();
    const even = evenMeasurement(workers, units, histogram.sumNs / 1e9 / workers);
    return trialOf(cell, round, { ...even, latency: { ...even.latency, service: histogram, sojourn: histogram } });
  });
  return {
    instance,
    machine: instance,
    price: { perHour, currency: 'USD' },
    runs: [recordingOf([cell], trials, { rounds: 5 })],
  };
}

describe('a limit on p99 beside a closed loop, whose units never wait for another client', () => {
  const p99Of = (servers: number, perSecond: number, service: Service) =>
    quantileOf(simulateQueue({ servers, perSecond, service }, 200_000, new Rng(servers)), 0.99);
  const optionOf = ({ options }: ReturnType<typeof size>, instance: string) =>
    options.find((option) => option.instance === instance) as SizingOption;

  test.each([
    ['equal', 60],
    ['exponential', 65],
  ] as const)('units of %s service: 15 small instances break it, 3 large ones hold it', (name, p99Ms) => {
    const service = SERVICES[name];
    // What counts throughput alone takes the small ones: 15 cost 1.05, 3 large ones cost 1.08.
    const runs = [closedLoop('small', 0.07, 1, service), closedLoop('large', 0.36, 5, service)];
    const byThroughput = size({ rate: 1000 }, runs);
    expect(byThroughput.best.map(({ instance, instances }) => [instance, instances.safe])).toEqual([
      ['small', 15],
      ['large', 3],
    ]);
    expect(p99Of(1, 1000 / 15, service)).toBeGreaterThan(p99Ms * 1.05);
    expect(p99Of(5, 1000 / 3, service)).toBeLessThan(p99Ms);

    const sizing = size({ rate: 1000, limits: { ...NO_LIMITS, p99Ms } }, runs);
    expect(sizing.best[0]).toMatchObject({ instance: 'large', instances: { safe: 3 } });
    const small = optionOf(sizing, 'small');
    expect(small.boundBy).toBe('p99');
    expect(p99Of(1, small.ratePerInstance, service)).toBeLessThan(p99Ms * 1.05);
    // One fewer would not do: its share of the throughput is the largest that the limit allows.
    expect(p99Of(1, 1000 / (small.instances.safe - 2), service)).toBeGreaterThan(p99Ms * 0.95);
  });

  test('predicts the latency at the rate that each instance gets, and says everywhere that it does', () => {
    const sizing = size({ rate: 1000 }, [closedLoop('small', 0.07, 1, SERVICES.equal)]);
    const { predicted, p99Ms, ratePerInstance, utilisationLimit, boundBy } = sizing.best[0] as SizingOption;
    expect([boundBy, utilisationLimit]).toEqual(['headroom', 0.7]);
    expect(p99Ms).toBeCloseTo(10, 1);
    expect((predicted?.p99Ms as number) / p99Of(1, ratePerInstance, SERVICES.equal)).toBeCloseTo(1, 1);
    expect(sizing.assumptions.join(' ')).toContain(
      'Latencies are predicted for random (Poisson) arrivals, not measured',
    );
    const text = renderSizing(sizing, { width: 80, colour: false, unicode: true });
    expect(text).toContain('predicted p99');
  });

  test('a limit that no rate keeps leaves the row out', () => {
    const { best, options } = size({ limits: { ...NO_LIMITS, p99Ms: 9 } }, [closedLoop('small', 1, 1, SERVICES.equal)]);
    expect(best).toEqual([]);
    expect(options[0]?.excludedBy).toContain('p99 up to 10 ms is above 9 ms');
  });

  test('times that vary widely are named, because predictions from them are further off', () => {
    const { warnings } = size({}, [closedLoop('small', 0.07, 2, SERVICES['heavy tail'])]);
    expect(warnings.join('\n')).toMatch(/small: its service times vary widely .* may be off by a third/);
  });
});

describe('a rate that was held', () => {
  function held(perSecond: number, seconds = 60, rounds = 5): PricedRuns {
    const load: Load = { kind: 'rate', perSecond, durationSeconds: seconds, arrivals: 'poisson' };
    const recording = plantedRecording({ law: { ...LARGE, noise: 0 }, rounds, workers: [8], seed: 5, load });
    return { instance: 'large', machine: 'large', price: { perHour: 0.28, currency: 'USD' }, runs: [recording] };
  }

  test('is the capacity: whoever asks for it needs one instance, and for a unit more two', () => {
    const needed = (rate: number) => size({ rate }, [held(1500)]).best[0];
    expect(needed(1500)).toMatchObject({ capacity: 1500, boundBy: 'held rate', utilisation: 1, predicted: null });
    expect([needed(1500), needed(1501), needed(3000)].map((option) => option?.instances.safe)).toEqual([1, 2, 2]);
  });

  test('is shown as held, with the p99 that was measured, and what is not known beyond it', () => {
    const sizing = size({ rate: 1500, limits: { ...NO_LIMITS, p99Ms: 50 } }, [held(1500)]);
    expect(sizing.warnings.join('\n')).toContain(
      'large was offered no more than 1500 units per second: it may hold more',
    );
    const text = renderSizing(sizing, { width: 80, colour: false, unicode: true });
    expect(text).toMatch(/held\/s .* p99 /);
    expect(text).not.toContain('predicted');
    expect(text).toContain('trusted with the rate that it was measured to hold');
  });

  test('of each way to serve the lowest rate that is left out is shown, with how many above it', () => {
    const runs = [1500, 2500, 3000, 4000].flatMap((perSecond) => held(perSecond).runs);
    const cells = runs
      .flatMap(({ study }) => study.plan.cells)
      .map((cell, i) => {
        return { ...cell, id: `${i}`, way: { ...cell.way, id: `${cell.way.id}@${i}` } };
      });
    const trials = runs.flatMap((run, i) => run.trials.map((trial) => ({ ...trial, cellId: `${i}` })));
    const sizing = size({ rate: 1500 }, [{ ...held(1500), runs: [recordingOf(cells, trials, { rounds: 5 })] }]);
    const text = renderSizing(sizing, { width: 80, colour: false, unicode: true });
    expect(text.match(/^left out: .*(\n {10}.*)*/gm)?.map((line) => line.replace(/\s+/g, ' '))).toEqual([
      'left out: large, simulated, 8 workers at 2,500/s: it does not keep up with the arrivals (likewise 2 higher rates)',
    ]);
  });

  test('of too few arrivals is doubted', () => {
    expect(size({ rate: 10 }, [held(20, 2, 4)]).warnings.join('\n')).toMatch(
      /large: the few arrivals at 20 per second/,
    );
  });
});

test('on a terminal: the table, the answer and what was assumed, in 80 columns', () => {
  const text = renderSizing(size(), { width: 80, colour: false, unicode: true });
  for (const line of text.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(80);
  expect(text).toContain('Cheapest: 6 × small with 2 workers each, USD 0.42 per hour, USD 0.0583 per');
  expect(text).toMatch(/Assumed:\n- An instance is trusted with/);
  const nothing = renderSizing(size({ limits: { ...NO_LIMITS, p99Ms: 1 } }), {
    width: 80,
    colour: false,
    unicode: false,
  });
  expect(nothing).toContain('Nothing that was measured keeps the limits.');
});
