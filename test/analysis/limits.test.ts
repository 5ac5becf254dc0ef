/** The limits of a study against what was measured of a row. */
import { describe, expect, test } from 'vitest';
import { analyse } from '../../src/analysis/analyse.js';
import { checkLimits, keptLimitsText } from '../../src/analysis/limits.js';
import { groupTrials } from '../../src/analysis/trials.js';
import type { LabelledLatency } from '../../src/model/measurement.js';
import type { Limits } from '../../src/model/study.js';
import type { TrialRecord } from '../../src/model/trial.js';
import { constantHistogram, mergeHistograms } from '../../src/statistics/histogram.js';
import { cellOf, evenMeasurement, realTask, recordingOf, trialOf } from './planted.js';

const NO_LIMITS: Limits = { p50Ms: null, p99Ms: null, rssMb: null, errorRate: null };

function labelled(label: string, ms: number, units: number): LabelledLatency {
  const service = constantHistogram(ms * 1e6, units);
  const none = mergeHistograms([]);
  return { label, latency: { waiting: none, transfer: none, service, sojourn: service } };
}

/** Two workers, five rounds of 100 units of 10 ms; 80 strong ones of 1 ms and 20 weak ones of 46 ms by their labels. */
function recorded(limits: Partial<Limits>, readings: TrialRecord['readings'] = {}) {
  const cell = cellOf(realTask('t'), 'threads', 2, 100);
  const labels = [labelled('strong', 1, 80), labelled('weak', 46, 20)];
  const trials = Array.from({ length: 5 }, (_, round) =>
    trialOf(cell, round, evenMeasurement(2, 100, 0.5, { labels }), { readings }),
  );
  return recordingOf([cell], trials, { limits: { ...NO_LIMITS, ...limits } });
}

function rowOf(limits: Partial<Limits>, readings: TrialRecord['readings'] = {}) {
  return analyse(recorded(limits, readings)).cells[0]?.limits;
}

function inWords(limits: Partial<Limits>) {
  const recording = recorded(limits, { memory: { rssPeakBytes: 100 * 2 ** 20 } });
  const [group] = groupTrials(recording);
  if (group === undefined) throw new Error('no row');
  const { study } = recording.study;
  return { ...checkLimits(group, study.limits), kept: keptLimitsText(group, study.limits) };
}

describe('the limits of a study', () => {
  test('are kept, broken, or not known, for each row; a study without limits has nothing to keep', () => {
    expect(rowOf({})).toBeNull();
    expect(rowOf({ p50Ms: 11, errorRate: 0 })).toEqual({ kept: true, broken: [], unchecked: [] });
    expect(rowOf({ p50Ms: 9, errorRate: 0 })).toEqual({
      kept: false,
      broken: [{ figure: 'p50Ms', label: null, limit: 9, value: expect.closeTo(10, 1) }],
      unchecked: [],
    });
    const memory = { figure: 'rssMb', label: null, limit: 50 };
    expect(rowOf({ p50Ms: 11, rssMb: 50 })).toEqual({
      kept: null,
      broken: [],
      unchecked: [{ ...memory, value: null }],
    });
    expect(rowOf({ p50Ms: 9, rssMb: 50 })).toMatchObject({ kept: false, unchecked: [{ ...memory, value: null }] });
    const reading = { memory: { rssPeakBytes: 64 * 2 ** 20 } };
    expect(rowOf({ rssMb: 50 }, reading)).toMatchObject({ kept: false, broken: [{ ...memory, value: 64 }] });
  });

  test('of a label are about its units alone', () => {
    expect(rowOf({ labels: { weak: { p50Ms: 50, p99Ms: null } } })?.kept).toBe(true);
    expect(rowOf({ labels: { weak: { p50Ms: 20, p99Ms: null }, strong: { p50Ms: 20, p99Ms: 20 } } })).toEqual({
      kept: false,
      broken: [{ figure: 'p50Ms', label: 'weak', limit: 20, value: expect.closeTo(46, 0) }],
      unchecked: [],
    });
  });

  test('of a label that no unit carries, or too few for a percentile, are not checked, by name', () => {
    const labels = { wek: { p50Ms: 20, p99Ms: null }, weak: { p50Ms: null, p99Ms: 50 } };
    expect(inWords({ labels })).toEqual({ broken: null, unknown: 'p50 of "wek"', kept: 'p99 of "weak" under 50 ms' });
    expect(rowOf({ labels })?.kept).toBeNull();
    // Units of all rounds back a percentile together: 100 of them, so p99 is known.
    expect(rowOf({ labels: { weak: { p50Ms: null, p99Ms: 20 } } })?.kept).toBe(false);
  });

  test('are put into words: those that are broken, and those that are kept', () => {
    expect(inWords({ p50Ms: 0.5, labels: { weak: { p50Ms: 2, p99Ms: null } } })).toEqual({
      broken: 'p50 10 ms is above 0.5 ms, p50 of "weak" 46 ms is above 2 ms',
      unknown: null,
      kept: null,
    });
    expect(inWords({ p50Ms: 20, p99Ms: 0.5, rssMb: 200, errorRate: 0.01 }).kept).toBe(
      'p50 under 20 ms, memory under 200 MiB and error rate under 1 %',
    );
    expect(inWords({ p50Ms: 20, errorRate: 0 }).kept).toBe('p50 under 20 ms and error rate at 0 %');
    expect(inWords({}).kept).toBeNull();
  });
});
