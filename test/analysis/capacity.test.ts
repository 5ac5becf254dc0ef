/** What each worker count holds: a search against queueing theory, its curve, its laws, its advice, and sizing by it. */
import { describe, expect, test } from 'vitest';
import { capacity, sojournQuantile } from '../../bench/servers/m-d-c.mjs';
import { analyse } from '../../src/analysis/analyse.js';
import { sizeInstances } from '../../src/analysis/sizing.js';
import type { SimulatedLaw, StudyTask } from '../../src/model/study.js';
import html from '../../src/reporters/html.js';
import markdown from '../../src/reporters/markdown.js';
import { renderSizing } from '../../src/reporters/sizing/terminal.js';
import { renderTerminal } from '../../src/reporters/terminal.js';
import { plantedRecording } from './planted.js';
import { NO_LIMITS, searched } from './rate-search.js';

const SERVICE_SECONDS = 0.002;
const LIMITS = { ...NO_LIMITS, p99Ms: 10 };

function lawTask(law: Partial<SimulatedLaw> = {}): StudyTask {
  const whole = { cpus: 64, lambda: 1 / SERVICE_SECONDS, sigma: 0, kappa: 0, noise: 0, ...law };
  return { name: 'law', given: 'law', args: [], subject: { kind: 'law', law: whole } };
}

describe('M/D/c', () => {
  test('with one server is Erlang’s: a wait of a service time or less in M/D/1 has the probability (1 − ρ)·e^ρ', () => {
    const perSecond = 260;
    const load = perSecond * SERVICE_SECONDS;
    const quantile = (1 - load) * Math.exp(load);
    const queue = { servers: 1, perSecond, serviceSeconds: SERVICE_SECONDS };
    expect(sojournQuantile(queue, quantile)).toBeCloseTo(2 * SERVICE_SECONDS, 7);
  });

  test.each([
    [1, 300],
    [2, 800],
    [4, 1800],
  ])('with %i servers has the percentile that queues in virtual time have', (servers, perSecond) => {
    const load = { kind: 'rate', perSecond, durationSeconds: 200, arrivals: 'poisson' } as const;
    const law = { lambda: 1 / SERVICE_SECONDS };
    const { cells } = analyse(plantedRecording({ law, load, rounds: 10, workers: [servers] }));
    const expected = sojournQuantile({ servers, perSecond, serviceSeconds: SERVICE_SECONDS }, 0.99) * 1000;
    expect(Math.abs((cells[0]?.latency?.sojourn.p99 as number) / expected - 1)).toBeLessThan(0.03);
  });
});

describe('a search over worker counts', () => {
  const { recording } = searched({ task: lawTask(), workers: [1, 2, 3, 4], perSecond: [200], limits: LIMITS });
  const report = analyse(recording);
  const [curve] = report.capacityCurves;

  test('holds what queueing theory says, within its band', () => {
    expect(curve?.points.map(({ workers }) => workers)).toEqual([1, 2, 3, 4]);
    for (const { workers, sustainedPerSecond, failedPerSecond } of curve?.points ?? []) {
      const truth = capacity({ servers: workers, serviceSeconds: SERVICE_SECONDS }, 0.99, 0.01);
      expect(sustainedPerSecond).toBeLessThanOrEqual(truth * 1.005);
      expect(failedPerSecond).toBeGreaterThanOrEqual(truth);
      expect((failedPerSecond as number) / (sustainedPerSecond as number)).toBeLessThan(1.3);
    }
  });

  test('is a curve with its bands, against one worker', () => {
    for (const { capacity: held, sustainedPerSecond, failedPerSecond, vsOneWorker, workers } of curve?.points ?? []) {
      expect(held).toMatchObject({ low: sustainedPerSecond, high: failedPerSecond });
      expect(held?.value).toBeCloseTo(Math.sqrt((sustainedPerSecond as number) * (failedPerSecond as number)), 9);
      // Many servers before one queue hold more than as many times one.
      if (workers > 1) expect(vsOneWorker?.high).toBeGreaterThan(workers);
    }
    expect(curve).toMatchObject({ fits: [], fitNote: 'no fit: 4 usable worker counts, and a fit needs 6' });
  });

  test('answers with the count that no other surpasses, in every output', () => {
    const held = curve?.points.at(-1)?.sustainedPerSecond as number;
    const headline = `Use 4 workers: they hold ${held.toLocaleString('en')} tasks a second at p99 ≤ 10 ms`;
    expect(curve).toMatchObject({ workers: 4, headline, cure: 'More workers may hold more: measure them, too.' });
    expect(report.answer).toMatchObject({ headline, row: { workers: 4, name: `parallel_4@${held}/s` } });
    const screen = renderTerminal(report, { width: 80, colour: false, unicode: true });
    expect(screen.split('\n').slice(0, 4).join(' ')).toContain(headline);
    expect(screen).toMatch(/workers +holds\/s +too much\/s +vs 1 worker +p50 +p99/);
    expect(screen.split('\n').length).toBeLessThan(40);
    expect(markdown.render(report)).toContain('## What each worker count holds\n\n| Workers | Holds/s | Too much/s');
    const page = html.render(report);
    expect(page).toContain('<caption>What each worker count holds</caption>');
    expect(page).toContain('Highest rate against workers');
  });
});

test('a rate whose trials were only interrupted is undecided, and not too much', () => {
  const { recording } = searched({ task: lawTask(), perSecond: [400], rounds: 1 });
  const first = recording.trials.filter(({ cell }) => cell === undefined);
  const alone = first.map((trial) => ({ ...trial, outcome: 'interrupted' as const, measurement: null }));
  expect(analyse({ ...recording, trials: alone }).maxRates[0]).toMatchObject({
    ...{ sustainedPerSecond: null, failedPerSecond: null, undecidedPerSecond: [400], why: null },
  });
});

test('workers beyond the last that help are not advised, and six counts have a law', () => {
  const task = lawTask({ sigma: 0.2, kappa: 0.05 });
  const { recording } = searched({ task, workers: [0, 1, 2, 3, 4, 5, 6, 8], perSecond: [400], durationSeconds: 30 });
  const [curve, ...others] = analyse(recording).capacityCurves;
  expect(others).toEqual([]);
  // X(3) = 500·3 / (1 + 0.4 + 0.3) = 882, X(4) = 2000 / 2.2 = 909 and within 5 % of it; X(2) = 769 is not.
  expect(curve?.workers).toBe(3);
  expect(curve?.reason).toMatch(
    /^No other count is shown to hold over 5 % more\. 2 workers hold [\d.]+ and not [\d.]+\.$/,
  );
  const fit = curve?.fits.find(({ selected }) => selected);
  expect(fit?.model).toBe('usl');
  expect(fit?.sigma.value).toBeCloseTo(0.2, 1);
});

describe('sizing by a search', () => {
  const price = { perHour: 0.07, currency: 'USD' };
  const { recording } = searched({ task: lawTask(), workers: [1, 2], perSecond: [500], limits: LIMITS });
  const size = (p99Ms: number | null) =>
    sizeInstances([{ instance: 'small', machine: 'small', price, runs: [recording] }], {
      ...{ rate: 4000, headroom: 0.3, limits: { ...NO_LIMITS, p99Ms } },
    });

  test('counts with the rate that each worker count held within the search’s limits', () => {
    const { options, best, warnings } = size(null);
    const [, two] = analyse(recording).capacityCurves[0]?.points ?? [];
    const [held, failed] = [two?.sustainedPerSecond as number, two?.failedPerSecond as number];
    expect(options.map(({ workers }) => workers)).toEqual([1, 2]);
    expect(best[0]).toMatchObject({ workers: 2, boundBy: 'held rate', capacity: held, failedPerSecond: failed });
    expect(best[0]?.instances).toMatchObject({ safe: Math.ceil(4000 / held), least: Math.ceil(4000 / failed) });
    expect(warnings.filter((text) => text.includes('it may hold more ('))).toEqual([]);
    const text = renderSizing(size(null), { width: 80, colour: false, unicode: true });
    expect(text).toContain(`Cheapest: ${Math.ceil(4000 / held)} × small with 2 workers each`);
  });

  test('or within those that are asked for', () => {
    const [strict, wide] = [size(7).best[0], size(10).best[0]];
    expect(strict?.capacity).toBeLessThan(wide?.capacity as number);
    expect(size(1).best).toEqual([]);
    expect(size(1).options.map(({ excludedBy }) => excludedBy)).toEqual(
      Array(2).fill('no rate that was offered is shown to be sustained'),
    );
  });
});
