/** The price of an order, paired with the same workers without it. */
import { expect, test } from 'vitest';
import { analyse } from '../../src/analysis/analyse.js';
import type { UnitOrder } from '../../src/model/load.js';
import { constantHistogram } from '../../src/statistics/histogram.js';
import { cellOf, evenMeasurement, realTask, recordingOf, trialOf } from './planted.js';

const UNITS = 1000;

/** A study of 2 and 4 workers with and without an order; `price` is the ordered work time over the other. */
function studyOf(order: UnitOrder, price: (round: number) => number, rounds = 6) {
  const orders = ['none', order] as const;
  const cells = orders.flatMap((each) =>
    [2, 4].map((workers) => {
      const cell = cellOf(realTask('t'), 'threads', workers, UNITS);
      return {
        ...cell,
        id: `${cell.id}_${each}`,
        name: `${cell.name}_${each}`,
        way: { ...cell.way, id: `${cell.way.id}_${each}`, order: each },
      };
    }),
  );
  const trials = cells.flatMap((cell) =>
    Array.from({ length: rounds }, (_, round) => {
      const isFree = cell.way.order === 'none';
      // Rounds drift together: only pairing sees through it.
      const seconds = (10 / cell.workers) * (1 + 0.1 * round) * (isFree ? 1 : price(round));
      const measurement = evenMeasurement(cell.workers, UNITS, seconds);
      const sojourn = constantHistogram(isFree ? 2e6 : 6e6, UNITS);
      return trialOf(cell, round, { ...measurement, latency: { ...measurement.latency, sojourn } });
    }),
  );
  return analyse(recordingOf(cells, trials, { orders }));
}

test('is told at the most workers, with its interval and both sojourns', () => {
  const { findings, curves, cells, advice } = studyOf('key', (round) => 1.25 + (round % 2 === 0 ? 0.002 : -0.002));
  const finding = findings.find(({ code }) => code === 'order-cost');
  expect(finding?.text).toMatch(
    /^Order by key costs 20 % of the throughput \[20 %, 20 %\] at 4 workers\. The median unit/,
  );
  expect(finding?.text).toContain('takes 6 ms instead of 2 ms');
  expect(finding?.evidence).toMatchObject({ workers: 4, order: 'key' });
  expect(finding?.evidence.throughputRatioAt2).toBeCloseTo(0.8, 2);
  expect(cells.map((cell) => cell.order)).toEqual(['none', 'none', 'key', 'key']);
  expect(curves.map((curve) => [curve.order, curve.points.length])).toEqual([['none', 2]]);
  expect(advice).toHaveLength(1);
});

test('is possible at most from few rounds, and where there is none nothing is to be cured', () => {
  const found = (price: number, rounds: number) =>
    studyOf('key', (round) => price + (round % 2) / 100, rounds).findings.find(({ code }) => code === 'order-cost');
  expect(found(1.25, 1)).toMatchObject({ likelihood: 'possible', cure: expect.stringContaining('Use more keys') });
  expect(found(0.8, 1)).toMatchObject({ likelihood: 'possible', cure: null });
  expect(found(1.25, 6)).toMatchObject({ likelihood: 'likely', cure: expect.stringContaining('Use more keys') });
  expect(found(0.8, 6)?.cure).toBeNull();
});

test('that cannot be told from noise is not claimed', () => {
  const { findings } = studyOf('completion', (round) => (round % 2 === 0 ? 1.05 : 0.95));
  expect(findings.find(({ code }) => code === 'order-cost')?.text).toMatch(
    /^Order of completion has [\d.]+ times the throughput of no order \[.*\]: no cost is shown at 4 workers/,
  );
});
