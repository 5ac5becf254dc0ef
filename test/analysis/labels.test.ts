/** Latencies by label, over workers and rounds. */
import { expect, test } from 'vitest';
import { analyse } from '../../src/analysis/analyse.js';
import type { LabelledLatency } from '../../src/model/measurement.js';
import { constantHistogram, mergeHistograms } from '../../src/statistics/histogram.js';
import { cellOf, evenMeasurement, realTask, recordingOf, trialOf } from './planted.js';

function labelled(label: string, ms: number, units: number): LabelledLatency {
  const service = constantHistogram(ms * 1e6, units);
  const none = mergeHistograms([]);
  return { label, latency: { waiting: none, transfer: none, service, sojourn: service } };
}

test('each label has its own percentiles over all rounds, the most frequent first', () => {
  const cell = cellOf(realTask('t'), 'threads', 2, 100);
  const trials = [0, 1, 2].map((round) => {
    const labels = [labelled('write', 9, 30), labelled('read', 1, 70)];
    return trialOf(cell, round, evenMeasurement(2, 100, 1, { labels: round === 0 ? labels : labels.toReversed() }));
  });
  const [row] = analyse(recordingOf([cell], trials)).cells;
  expect(row?.latencyByLabel.map(({ label, units, sojourn }) => [label, units, Math.round(sojourn.p50 ?? 0)])).toEqual([
    ['read', 210, 1],
    ['write', 90, 9],
  ]);
  expect(row?.latencyByLabel[1]?.p50MsByRound).toEqual(
    [0, 1, 2].map((round) => ({ round, p50Ms: expect.closeTo(9, 1) })),
  );
  expect(row?.latencyByLabel.map(({ sojourn }) => sojourn.p99 === null)).toEqual([false, true]);
});
