/**
 * The published example of the literature: a Cisco benchmark in B. Schwartz, "Practical Scalability
 * Analysis with the Universal Scalability Law", as usl4j's ModelTest carries it (Apache 2.0).
 */
import { expect, test } from 'vitest';
import { analyse } from '../../src/analysis/analyse.js';
import { capacity, peakOf } from '../../src/analysis/law.js';
import type { Report } from '../../src/model/report.js';
import { cellOf, evenMeasurement, realTask, recordingOf, trialOf } from './planted.js';

const CISCO = [
  955.16, 1878.91, 2688.01, 3548.68, 4315.54, 5130.43, 5931.37, 6531.08, 7219.8, 7867.61, 8278.71, 8646.7, 9047.84,
  9426.55, 9645.37, 9897.24, 10097.6, 10240.5, 10532.39, 10798.52, 11151.43, 11518.63, 11806, 12089.37, 12075.41,
  12177.29, 12211.41, 12158.93, 12155.27, 12118.04, 12140.4, 12074.39,
];
const BOOK = { lambda: 995.6486, sigma: 0.02671591, kappa: 0.0007690945, peakWorkers: 35, peakThroughput: 12341 };
const TOLERANCE = 2e-4;

function report(): Report {
  const task = realTask('cisco');
  const cells = CISCO.map((_, i) => cellOf(task, 'threads', i + 1, 1000));
  const trials = cells.map((cell, i) =>
    trialOf(cell, 0, evenMeasurement(cell.workers, 1000, 1000 / (CISCO[i] as number))),
  );
  return analyse(recordingOf(cells, trials));
}

test('a single sweep of the published table gives the published law within 0.02 %', () => {
  const fit = report().curves[0]?.fits.find(({ selected }) => selected);
  expect(fit?.model).toBe('usl');
  for (const figure of ['lambda', 'sigma', 'kappa'] as const) {
    expect(Math.abs((fit?.[figure].value ?? 0) / BOOK[figure] - 1)).toBeLessThan(TOLERANCE);
  }
  const shape = { sigma: fit?.sigma.value ?? 0, kappa: fit?.kappa.value ?? 0 };
  expect(Math.floor(peakOf(shape) ?? 0)).toBe(BOOK.peakWorkers);
  const highest = (fit?.lambda.value ?? 0) * capacity(shape, BOOK.peakWorkers);
  expect(Math.abs(highest / BOOK.peakThroughput - 1)).toBeLessThan(TOLERANCE);
});

test('its peak of 35 lies beyond the 32 that were measured, and is not claimed', () => {
  const fit = report().curves[0]?.fits.find(({ selected }) => selected);
  expect(fit).toMatchObject({ peak: 'not observed', peakWorkers: null });
});

test('a single sweep has no interval, no advice, and says so', () => {
  const { advice, curves, findings } = report();
  expect(curves[0]?.fits.every(({ sigma }) => sigma.low === null && sigma.high === null)).toBe(true);
  expect(advice[0]).toMatchObject({ verdict: 'abstained', workers: null, probabilityBest: null });
  expect(findings.map(({ code }) => code)).toContain('too-few-rounds');
});
