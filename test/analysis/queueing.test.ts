/** The predicted latency against closed forms, and against a simulation of the queue itself. */
import { describe, expect, test } from 'vitest';
import { erlangC, predictedSojournMs, type Servers, variation } from '../../src/analysis/queueing.js';
import { Rng } from '../../src/random.js';
import { constantHistogram, Histogram, meanNs } from '../../src/statistics/histogram.js';
import { quantileOf, SERVICES, type Service, simulateQueue } from './simulated-queue.js';

/** Servers as a closed loop measures them: 20,000 units back to back. */
function measured(count: number, service: Service): Servers {
  const histogram = new Histogram();
  const rng = new Rng(1);
  for (let i = 0; i < 20_000; i++) histogram.record(service(rng) * 1e6);
  const times = histogram.encode();
  return { count, service: times, perSecond: (count * 1e9) / (meanNs(times) as number) };
}

test.each([
  // Servers, utilisation and the share that waits: one server is always M/M/1's ρ, two are 2ρ²/(1 + ρ).
  [1, 0.7, 0.7],
  [2, 0.5, 1 / 3],
  [2, 0.8, 1.28 / 1.8],
  // Cooper, Introduction to Queueing Theory, 1981: C(10, 8 erlangs) = 0.409.
  [10, 0.8, 0.409],
])('Erlang C of %i servers at %f', (servers, utilisation, waits) => {
  expect(erlangC(servers, utilisation)).toBeCloseTo(waits, 3);
});

test('an idle queue has the service times themselves', () => {
  const servers = measured(4, SERVICES.exponential);
  expect(predictedSojournMs(servers, 0, 0.99)).toBeCloseTo(10 * Math.log(100), -1);
  expect(predictedSojournMs({ count: 1, perSecond: 100, service: constantHistogram(1e7, 9) }, 0, 0.5)).toBeCloseTo(
    10,
    1,
  );
});

test('the coefficient of variation of equal, exponential and heavy-tailed times', () => {
  expect(variation(measured(1, SERVICES.equal))).toBe(0);
  expect(variation(measured(1, SERVICES.exponential))).toBeCloseTo(1, 1);
  expect(variation(measured(1, SERVICES['heavy tail']))).toBeGreaterThan(2.5);
});

// M/M/1's sojourn is exponential with mean s / (1 − ρ).
test.each([0.3, 0.7, 0.9])('M/M/1 at %f: ln(100) s / (1 − ρ)', (utilisation) => {
  const p99 = predictedSojournMs(measured(1, SERVICES.exponential), utilisation, 0.99);
  expect(p99 / ((10 * Math.log(100)) / (1 - utilisation))).toBeCloseTo(1, 1);
});

describe('against a simulated queue, as far off as docs/sizing.md says', () => {
  const errors = (name: keyof typeof SERVICES, quantiles: readonly number[]) =>
    [1, 2, 8].flatMap((count) =>
      [0.5, 0.8].flatMap((utilisation) => {
        const queue = { servers: count, perSecond: count * 100 * utilisation, service: SERVICES[name] };
        const sojourns = simulateQueue(queue, 200_000, new Rng(count, utilisation * 100));
        const servers = measured(count, SERVICES[name]);
        return quantiles.map((q) => predictedSojournMs(servers, utilisation, q) / quantileOf(sojourns, q) - 1);
      }),
    );

  test.each(['equal', 'erlang', 'exponential', 'lognormal'] as const)('%s: p99 and p50 within 10 %', (name) => {
    for (const error of errors(name, [0.99, 0.5])) expect(Math.abs(error)).toBeLessThan(0.1);
  });

  test('a heavy tail, of which 20,000 units show little: within 35 %', () => {
    for (const error of errors('heavy tail', [0.99])) expect(Math.abs(error)).toBeLessThan(0.35);
  });
});
