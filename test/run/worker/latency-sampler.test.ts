/** The sample of single units: uniform, the same whoever ran which unit, and of the units behind the latencies. */
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Measurement } from '../../../src/model/measurement.js';
import { LatencySampler, latencySamples, mergeSamples } from '../../../src/run/worker/latency-sampler.js';
import type { TrialSpec } from '../../../src/seams/executor.js';
import { countOf } from '../../../src/statistics/histogram.js';
import { NODE, start } from '../../support/cli.js';
import { ModuleFolder } from '../../support/modules.js';
import { trialSpec } from '../../support/trial-spec.js';

function samplerOf(maxLatencySamples: number, seed = 1, round = 0): LatencySampler {
  return LatencySampler.of({ maxLatencySamples, seed, round }) as LatencySampler;
}

/** Which of these units a sampler keeps, ascending. */
function kept(sampler: LatencySampler, units: readonly number[]): readonly number[] {
  for (const unit of units) sampler.add(unit, unit, 1, null);
  return sampler
    .sample()
    .units.map(({ unit }) => unit)
    .sort((a, b) => a - b);
}

const upTo = (units: number) => Array.from({ length: units }, (_, unit) => unit);

describe('a sample', () => {
  test('takes each unit as often as any other', () => {
    const [units, most, seeds] = [40, 8, 4000];
    const times = new Array<number>(units).fill(0);
    for (let seed = 0; seed < seeds; seed++) {
      for (const unit of kept(samplerOf(most, seed), upTo(units))) times[unit] = (times[unit] as number) + 1;
    }
    // Pearson's statistic; drawn without replacement it is smaller by (1 - most/units), whence the divisor.
    const expected = (seeds * most) / units;
    const statistic = times.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0) / (1 - most / units);
    // The 99.9th percentile of chi-square with 39 degrees of freedom; the 0.1th tells a sample too even to be random.
    expect(statistic).toBeLessThan(72.1);
    expect(statistic).toBeGreaterThan(16.3);
  });

  test('takes two units together as often as any other two', () => {
    const [units, seeds] = [6, 6000];
    const times = new Map<string, number>();
    for (let seed = 0; seed < seeds; seed++) {
      const pair = kept(samplerOf(2, 7, seed), upTo(units)).join();
      times.set(pair, (times.get(pair) ?? 0) + 1);
    }
    const expected = seeds / 15;
    expect(times.size).toBe(15);
    const statistic = [...times.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // The 99.9th percentile with 14 degrees of freedom.
    expect(statistic).toBeLessThan(36.1);
  });

  test('is the same whatever the order, and another in another round', () => {
    const units = upTo(500);
    const sample = kept(samplerOf(20), units);
    expect(sample).toHaveLength(20);
    expect(kept(samplerOf(20), units.toReversed())).toEqual(sample);
    expect(kept(samplerOf(20, 1, 1), units)).not.toEqual(sample);
  });

  test('has every unit where there are no more than asked for', () => {
    expect(kept(samplerOf(20), upTo(20))).toEqual(upTo(20));
    expect(kept(samplerOf(20), upTo(3))).toEqual(upTo(3));
    expect(kept(samplerOf(1), upTo(9))).toHaveLength(1);
  });

  test('merges to what one sampler of all units keeps, however unlike the shares', () => {
    const shares = [
      upTo(1000).filter((unit) => unit % 10 > 0),
      upTo(1000).filter((unit) => unit % 100 === 0),
      [],
      [10],
    ];
    const samplers = shares.map((units) => {
      const sampler = samplerOf(30);
      kept(sampler, units);
      return sampler.sample();
    });
    const merged = mergeSamples(samplers)?.units.map(({ unit }) => unit) ?? [];
    expect(merged.toSorted((a, b) => a - b)).toEqual(kept(samplerOf(30), shares.flat()));
  });

  test('is told by time, from the start, with its labels', () => {
    const sampler = LatencySampler.of({ maxLatencySamples: 5, seed: 1, round: 0 });
    sampler?.add(1, 2500, 0.25, 'write');
    sampler?.add(2, 1250, 7, 'read');
    expect(latencySamples(sampler?.sample() ?? null, 1000)).toEqual([
      { unit: 2, atSeconds: 0.25, sojournMs: 7, label: 'read' },
      { unit: 1, atSeconds: 1.5, sojournMs: 0.25, label: 'write' },
    ]);
  });

  test('is not taken unless asked for', () => {
    expect(LatencySampler.of(trialSpec())).toBeNull();
    expect(latencySamples(mergeSamples([null, null]), 0)).toBeNull();
  });
});

const UNITS = 60;
const COUNT = { kind: 'count', units: UNITS } as const;
const WINDOW = { kind: 'window', warmupSeconds: 0.03, durationSeconds: 0.16, windowSeconds: 0.1 } as const;
const RATE = { kind: 'rate', perSecond: 400, durationSeconds: 0.15, arrivals: 'uniform' } as const;
const ENDLESS = 2_000_000_000;

const ALL = 5000;
const FEW = 10;

const CASES: readonly [string, readonly Partial<TrialSpec>[]][] = [
  ['sequential', [{ load: RATE, maxLatencySamples: ALL }]],
  [
    'async',
    [
      { workers: 3, load: COUNT, maxLatencySamples: FEW },
      { workers: 3, load: COUNT },
    ],
  ],
  [
    'threads',
    [
      { workers: 2, dispatch: 'pool', chunk: 7, load: COUNT, maxLatencySamples: ALL },
      { workers: 2, dispatch: 'pool', order: 'key', keys: 5, inFlight: 2, load: COUNT, maxLatencySamples: FEW },
      { workers: 2, dispatch: 'pool', order: 'completion', load: COUNT, maxLatencySamples: ALL },
      { workers: 2, dispatch: 'pool', load: RATE, maxLatencySamples: FEW },
      { workers: 2, dispatch: 'pool', load: WINDOW, units: ENDLESS, maxLatencySamples: ALL },
      { workers: 2, dispatch: 'self', load: WINDOW, units: ENDLESS, maxLatencySamples: ALL },
    ],
  ],
  ['processes', [{ workers: 2, dispatch: 'self', load: COUNT, maxLatencySamples: FEW }]],
];

describe.each(CASES)('%s', (executor, cases) => {
  const modules = new ModuleFolder();
  let driven: readonly Pick<Measurement, 'latency' | 'latencySamples'>[] = [];

  beforeAll(async () => {
    const url = modules.url('export default async () => { await new Promise((done) => setTimeout(done, 1)); }');
    const specs = cases.map((over) => trialSpec({ units: UNITS, ...over, executor }));
    const script = fileURLToPath(new URL('../../support/session-cases.mjs', import.meta.url));
    const built = new URL(`../../../dist/src/executors/${executor}.js`, import.meta.url).href;
    const { status, stdout, stderr } = await start(NODE, [script, built, url, JSON.stringify(specs)], modules.path)
      .ended;
    if (status !== 0) throw new Error(stderr);
    driven = JSON.parse(stdout).map((each: { readonly driven: (typeof driven)[number] }) => each.driven);
  });

  test.each(cases.map((over, i) => [JSON.stringify(over), i, over] as const))('%s', (_, i, over) => {
    const { latency, latencySamples: samples } = driven[i] as (typeof driven)[number];
    if (samples === null || over.maxLatencySamples === undefined) {
      expect([samples, over.maxLatencySamples]).toEqual([null, undefined]);
      return;
    }
    const units = samples.map(({ unit }) => unit).sort((a, b) => a - b);
    expect(units).toHaveLength(Math.min(over.maxLatencySamples, countOf(latency.sojourn)));
    // The same units, whoever ran them; only a window runs as many as it can.
    if (over.load !== WINDOW) expect(units).toEqual(kept(samplerOf(over.maxLatencySamples), upTo(UNITS)));
    // All units behind the latencies, with the very times that these are made of.
    const sumMs = samples.reduce((sum, { sojournMs }) => sum + sojournMs, 0);
    if (over.maxLatencySamples === ALL) expect(sumMs).toBeCloseTo(latency.sojourn.sumNs / 1e6, 3);
    const instants = samples.map(({ atSeconds }) => atSeconds);
    expect(instants).toEqual(instants.toSorted((a, b) => a - b));
    expect(Math.min(0, ...instants)).toBeGreaterThan(-0.001);
    if (over.load === RATE) for (const { unit, atSeconds } of samples) expect(atSeconds).toBeCloseTo(unit / 400, 5);
  });
});
