/** Throughput and sojourn side by side where units in flight are swept. */
import { expect, test } from 'vitest';
import { analyse } from '../../src/analysis/analyse.js';
import type { Finding } from '../../src/model/finding.js';
import type { Report } from '../../src/model/report.js';
import markdown from '../../src/reporters/markdown.js';
import { renderTerminal } from '../../src/reporters/terminal.js';
import { constantHistogram } from '../../src/statistics/histogram.js';
import { cellOf, evenMeasurement, realTask, recordingOf, trialOf } from './planted.js';

const UNITS = 1000;
const WIDE = { width: 160, colour: false, unicode: true };

/** The report of a sweep, given as units in flight → seconds of the batch and median milliseconds of a unit. */
function reportOf(sweep: { readonly [inFlight: number]: readonly [seconds: number, sojournMs: number] }): Report {
  const cells = Object.keys(sweep).map((inFlight) => cellOf(realTask('t'), 'threads', 2, UNITS, Number(inFlight)));
  const trials = cells.flatMap((cell) =>
    [0, 1, 2, 3, 4].map((round) => {
      const [seconds, sojournMs] = sweep[cell.way.inFlight] as readonly [number, number];
      const measurement = evenMeasurement(2, UNITS, seconds * (1 + round / 100));
      const latency = { ...measurement.latency, sojourn: constantHistogram(sojournMs * 1e6, UNITS) };
      return trialOf(cell, round, { ...measurement, latency });
    }),
  );
  return analyse(recordingOf(cells, trials));
}

function tradeOf(sweep: Parameters<typeof reportOf>[0]): Finding | undefined {
  return reportOf(sweep).findings.find(({ code }) => code === 'in-flight-trade');
}

test('a shorter batch with longer waits is told with both figures', () => {
  const finding = tradeOf({ 1: [10, 2], 4: [5, 4], 16: [2.5, 8] }) as Finding;
  expect(finding.text).toBe(
    'More in flight shortens the batch and lengthens each wait: with 2 workers, 16 in flight in place of 1 give 4 times the throughput, and the median unit is underway 8 ms in place of 2 ms.',
  );
  expect(finding.evidence).toMatchObject({ workers: 2, fewestInFlight: 1, mostInFlight: 16, throughputRatio: 4 });
});

test('waits that bring nothing are told as such', () => {
  const finding = tradeOf({ 1: [10, 2], 16: [10, 32] }) as Finding;
  expect(finding.text).toContain('More in flight only queues');
  expect(finding.cure).toBe('Stay at 1 in flight.');
});

test('in one thread the count itself is what is in flight', () => {
  const seconds: { readonly [count: number]: number } = { 1: 10, 8: 2.5 };
  const cells = [1, 8].map((count) => cellOf(realTask('t'), 'async', count, UNITS));
  const trials = cells.flatMap((cell) =>
    [0, 1, 2, 3, 4].map((round) => {
      const measurement = evenMeasurement(1, UNITS, (seconds[cell.workers] as number) * (1 + round / 100));
      const latency = { ...measurement.latency, sojourn: constantHistogram(cell.workers * 2e6, UNITS) };
      return trialOf(cell, round, { ...measurement, latency });
    }),
  );
  const { findings } = analyse(recordingOf(cells, trials));
  expect(findings.find(({ code }) => code === 'in-flight-trade')?.text).toBe(
    'More in flight shortens the batch and lengthens each wait: in one thread, 8 in flight in place of 1 give 4 times the throughput, and the median unit is underway 16 ms in place of 2 ms.',
  );
});

test('a gain that costs no wait, and a study without a sweep, are no trade', () => {
  expect(tradeOf({ 1: [10, 2], 16: [1, 2] })).toBeUndefined();
  expect(tradeOf({ 4: [10, 2] })).toBeUndefined();
});

test('the tables of a sweep show sojourns beside throughput, those of one count do not', () => {
  const headOf = (text: string) => text.split('\n').find((line) => /^(name|\| Name).*tasks\/s/i.test(line)) ?? '';
  const terminal = (sweep: Parameters<typeof reportOf>[0]) => headOf(renderTerminal(reportOf(sweep), WIDE));
  expect(terminal({ 1: [10, 2], 4: [5, 4] })).toMatch(/in flight +streams .* tasks\/s +p50 +p99 +speedup/);
  expect(terminal({ 4: [5, 4] })).not.toContain('p50');
  const table = (sweep: Parameters<typeof reportOf>[0]) => headOf(markdown.render(reportOf(sweep)));
  expect(table({ 1: [10, 2], 4: [5, 4] })).toMatch(/\| In flight \| Streams \| .* \| Tasks\/s \| p50 \| p99 \|/);
  expect(table({ 4: [5, 4] })).not.toContain('p50');
});
