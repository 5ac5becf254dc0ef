import { describe, expect, test } from 'vitest';
import { analyse } from '../../src/analysis/analyse.js';
import { percentilesOf } from '../../src/analysis/latency.js';
import type { Recording } from '../../src/model/journal.js';
import type { Cell } from '../../src/model/plan.js';
import type { CellReport } from '../../src/model/row.js';
import type { TrialRecord } from '../../src/model/trial.js';
import { Histogram } from '../../src/statistics/histogram.js';
import { cellOf, evenMeasurement, realTask, recordingOf, trialOf } from './planted.js';

const task = realTask('t');
const sequential = cellOf(task, 'sequential', 0, 100);
const two = cellOf(task, 'threads', 2, 100);
const four = cellOf(task, 'threads', 4, 100);
const cells = [sequential, two, four];

function trial(cell: Cell, round: number, workSeconds: number, more: Partial<TrialRecord> = {}): TrialRecord {
  return trialOf(cell, round, evenMeasurement(cell.workers, 100, workSeconds), more);
}

function rounds(count: number, ...more: readonly TrialRecord[]): Recording {
  const trials = Array.from({ length: count }, (_, r) => [
    trial(sequential, r, 8),
    trial(two, r, 4 + r),
    trial(four, r, 2),
  ]);
  return recordingOf(cells, [...trials.flat(), ...more]);
}

function row(recording: Recording, cell: Cell): CellReport {
  return analyse(recording).cells.find(({ workers }) => workers === cell.workers) as CellReport;
}

test('how units reach the workers is said only where they are handed out', () => {
  const executors = ['sequential', 'threads', 'processes', 'async', 'simulated'];
  const rows = executors.map((executor) => cellOf(task, executor, executor === 'sequential' ? 0 : 2, 100));
  const { cells } = analyse(recordingOf(rows, [], { executors: executors.slice(1), dispatch: 'self' }));
  expect(cells.map(({ dispatch }) => dispatch)).toEqual([null, 'self', 'self', null, null]);
});

describe('averages', () => {
  test('are those of the seed: init, work, task average, total, in seconds', () => {
    const { initSeconds, workSeconds, taskAvgSeconds, totalSeconds, throughput } = row(rounds(3), two);
    expect(initSeconds).toEqual({ value: expect.closeTo(0.1, 12), low: null, high: null });
    expect(workSeconds?.value).toBeCloseTo((4 + 5 + 6) / 3, 12);
    expect(taskAvgSeconds?.value).toBeCloseTo((4 + 5 + 6) / 3 / 50, 9);
    expect(totalSeconds?.value).toBeCloseTo(0.15 + 5, 12);
    expect(throughput?.value).toBeCloseTo((100 / 4 + 100 / 5 + 100 / 6) / 3, 9);
  });

  test('speedups are paired by round, and efficiency divides by the workers', () => {
    const report = row(rounds(3), two);
    expect(report.points.map(({ speedup }) => speedup)).toEqual(
      [2, 8 / 5, 8 / 6].map((ratio) => expect.closeTo(ratio, 12)),
    );
    expect(report.speedup?.value).toBeCloseTo((2 * (8 / 5) * (8 / 6)) ** (1 / 3), 12);
    expect(report.efficiency?.value).toBeCloseTo((report.speedup?.value ?? 0) / 2, 12);
    expect(row(rounds(3), sequential)).toMatchObject({ speedup: { value: 1 }, efficiency: { value: 1 } });
  });

  test('speedup is per unit: twice the units in twice the time is no change', () => {
    const longer = trialOf(two, 0, evenMeasurement(2, 200, 8));
    const { speedup } = row(recordingOf(cells, [trial(sequential, 0, 8), longer]), two);
    expect(speedup?.value).toBeCloseTo(2, 12);
  });

  test('intervals come with the fifth round', () => {
    expect(row(rounds(4), four).speedup).toMatchObject({ low: null, high: null });
    const { speedup } = row(rounds(5), four);
    expect(speedup?.low).toBeLessThanOrEqual(4);
    expect(speedup?.high).toBeGreaterThanOrEqual(4);
  });
});

describe('a change', () => {
  const under = (recording: Recording, baseline?: number): Recording => {
    const { study } = recording;
    return {
      ...recording,
      study: { ...study, study: { ...study.study, ...(baseline === undefined ? {} : { baseline }) } },
    };
  };
  const changes = (recording: Recording) =>
    analyse(recording).cells.map(({ change }) => (change === null ? null : [change.baseline, change.relative.value]));

  test('is against sequential, or against the chosen row; that row has none', () => {
    const close = (value: number) => expect.closeTo(value, 12);
    expect(changes(rounds(1))).toEqual([null, ['sequential', close(1)], ['sequential', close(3)]]);
    expect(changes(under(rounds(1), 4))).toEqual([['parallel_4', close(-0.75)], ['parallel_4', close(-0.5)], null]);
    expect(changes(under(rounds(1), 0))).toEqual(changes(rounds(1)));
  });

  test('is paired by round: what all rows share of a round makes no difference, and its interval says so', () => {
    const drift = [1, 3, 2, 5, 4];
    const trials = drift.flatMap((slower, r) => [trial(two, r, 4 * slower), trial(four, r, 2 * slower)]);
    const [row2] = analyse(under(recordingOf([two, four], trials), 4)).cells;
    expect(row2?.speedup).toBeNull();
    const { low, high, value } = row2?.change?.relative ?? { low: null, high: null, value: 0 };
    expect([low, value, high]).toEqual([-0.5, -0.5, -0.5].map((share) => expect.closeTo(share, 6)));
  });

  test('is not given where a result was wrong, or no round is shared', () => {
    const wrong = rounds(
      5,
      trialOf(four, 5, evenMeasurement(4, 100, 2, { digest: [9, 9, 9, 9] })),
      trial(two, 5, 4),
      trial(sequential, 5, 8),
    );
    expect(changes(under(wrong, 4))).toEqual([null, null, null]);
    expect(changes(under(recordingOf([two, four], [trial(two, 0, 4), trial(four, 1, 2)]), 4))).toEqual([null, null]);
  });

  test('is against the row of the same way to run units; sequential is against the first', () => {
    const processes = [2, 4].map((workers) => cellOf(task, 'processes', workers, 100));
    const all = [sequential, two, four, ...processes].map((cell, i) => ({
      ...cell,
      name: `${cell.way.executor}_${cell.workers}`,
      seconds: 8 - i,
    }));
    const recording = recordingOf(
      all,
      all.map((cell) => trial(cell, 0, cell.seconds)),
    );
    expect(changes(under(recording, 4)).map((change) => change?.[0])).toEqual([
      'threads_4',
      'threads_4',
      undefined,
      'processes_4',
      undefined,
    ]);
  });
});

describe('the spread over rounds', () => {
  test('is median, range and coefficient of variation of throughput', () => {
    // Rounds of 25, 20, 16.67 units a second.
    expect(row(rounds(3), two).spread).toEqual({
      median: 20,
      min: expect.closeTo(100 / 6, 9),
      max: 25,
      variation: expect.closeTo(0.20405, 5),
    });
    expect(row(rounds(1), two).spread).toEqual({ median: 25, min: 25, max: 25, variation: null });
    expect(row(recordingOf([two], [trialOf(two, 0, null)]), two).spread).toBeNull();
  });

  test('each round has the median of its units', () => {
    expect(row(rounds(3), two).points.map(({ p50Ms }) => Math.round(p50Ms ?? 0))).toEqual([80, 100, 120]);
  });
});

describe('what is missing stays missing', () => {
  test('a round whose sequential trial failed gives no speedup', () => {
    const failed = trialOf(sequential, 5, null);
    const recording = rounds(5, failed, trial(two, 5, 0.001));
    const report = row(recording, two);
    expect(report.rounds).toBe(6);
    expect(report.points.at(-1)).toMatchObject({ round: 5, speedup: null });
    expect(report.speedup).toEqual(row(rounds(5), two).speedup);
    expect(analyse(recording).status).toBe('partial');
  });

  test('without a baseline there is throughput, no speedup, and a finding', () => {
    const report = analyse(
      recordingOf(
        [two],
        [0, 1, 2].map((r) => trial(two, r, 4)),
      ),
    );
    expect(report.cells[0]).toMatchObject({ speedup: null, efficiency: null, throughput: { value: 25 } });
    expect(report.findings.map(({ code }) => code)).toContain('no-baseline');
  });

  test('outcomes are counted in the row, and a cell that never completed has a row without figures', () => {
    const lost = [0, 1, 2].map((r) => trialOf(four, r, null, { outcome: 'lost' }));
    const report = row(recordingOf(cells, [trial(sequential, 0, 8), ...lost]), four);
    expect(report).toMatchObject({ rounds: 0, workSeconds: null, throughput: null, latency: null, points: [] });
    expect(report.outcomes).toEqual({ completed: 0, failed: 0, timed_out: 0, lost: 3, interrupted: 0 });
  });

  test('an empty journal is partial, not an error', () => {
    const report = analyse({ ...recordingOf(cells, []), end: null });
    expect(report.status).toBe('partial');
    expect(report.advice[0]).toMatchObject({ verdict: 'abstained', workers: null });
  });

  test('a completed trial that took no measurable time is no infinite throughput', () => {
    expect(row(recordingOf(cells, [trial(two, 0, 0)]), two)).toMatchObject({ rounds: 0, throughput: null });
  });

  test('interruption is partial until a resumed run completes the trial', () => {
    const cut = trialOf(two, 1, null, { outcome: 'interrupted', startedAt: '2026-11-21T00:00:00.000Z' });
    expect(analyse(rounds(1, cut)).status).toBe('partial');
    expect(analyse(rounds(2, cut)).status).toBe('valid');
  });
});

describe('results are compared with the round’s sequential trial', () => {
  const wrong = (round: number) => trialOf(four, round, evenMeasurement(4, 100, 2, { digest: [1, 2, 30, 4] }));

  test('a difference withholds the speedup, names the units and makes the study invalid', () => {
    const trials = [
      trial(sequential, 0, 8),
      trial(two, 0, 4),
      wrong(0),
      trial(sequential, 1, 8),
      trial(two, 1, 4),
      trial(four, 1, 2),
    ];
    const report = analyse(recordingOf(cells, trials));
    expect(report.status).toBe('invalid');
    expect(report.cells[2]).toMatchObject({ speedup: null, efficiency: null });
    expect(report.cells[1]?.speedup?.value).toBeCloseTo(2, 12);
    const finding = report.findings[0];
    expect(finding).toMatchObject({
      code: 'wrong-result',
      severity: 'critical',
      evidence: { suspectFields: '2', digestLength: 4 },
    });
    expect(finding?.text).toContain('modulo 4 is 2');
  });

  test('without a sequential trial the first cell of the plan is the reference', () => {
    const report = analyse(recordingOf([two, four], [trial(two, 0, 4), wrong(0)]));
    expect(
      report.findings.filter(({ code }) => code === 'wrong-result').map(({ evidence }) => evidence.workers),
    ).toEqual([4]);
    expect(report.cells.map((cell) => cell.wrong)).toEqual([false, true]);
    expect(report.statusReason).toBe('wrong results');
  });

  test('different units of work, and results that may vary, are not compared', () => {
    const varying = trialOf(four, 0, evenMeasurement(4, 100, 2, { digest: null }));
    const fewer = trialOf(two, 0, evenMeasurement(2, 50, 2, { digest: [9, 9, 9, 9] }));
    expect(analyse(recordingOf(cells, [trial(sequential, 0, 8), varying, fewer])).status).toBe('valid');
  });

  test('a wrong cell is no candidate of the advice', () => {
    const trials = [0, 1, 2, 3, 4].flatMap((r) => [trial(sequential, r, 8), trial(two, r, 4), wrong(r)]);
    const { advice } = analyse(recordingOf(cells, trials));
    expect(advice[0]).toMatchObject({ verdict: 'recommended', workers: 2 });
    expect(advice[0]?.candidates.find(({ workers }) => workers === 4)?.excludedBy).toBe('wrong result');
  });
});

describe('percentiles', () => {
  const round = (count: number, ms: number) => {
    const histogram = new Histogram();
    for (let i = 1; i <= count; i++) histogram.record(((ms * i) / count) * 1e6);
    return histogram.encode();
  };

  test('p99.9 needs 1,000 units, p99 100, p95 20 and p90 10', () => {
    expect(percentilesOf([round(999, 100)]).p999).toBeNull();
    expect(percentilesOf([round(1000, 100)]).p999).toBeCloseTo(99.9, 0);
    expect(percentilesOf([round(9, 100)])).toMatchObject({ p90: null });
    expect(percentilesOf([round(10, 100)]).p90).toBeGreaterThan(0);
    expect(percentilesOf([round(99, 100)])).toMatchObject({ p99: null });
    expect(percentilesOf([round(50, 98), round(50, 100)]).p99).toBeCloseTo(98, 0);
    expect(percentilesOf([round(19, 100)])).toMatchObject({ p95: null, p99: null });
    expect(percentilesOf([round(19, 100)]).max).toBe(100);
    expect(percentilesOf([])).toEqual({
      mean: null,
      p50: null,
      p90: null,
      p95: null,
      p99: null,
      p999: null,
      max: null,
      intervals: null,
    });
  });

  test('their interval is that of the rounds’ own percentiles: least and largest of five', () => {
    const { p50, intervals } = percentilesOf([10, 20, 30, 40, 50].map((ms) => round(200, ms)));
    expect(intervals?.coverage).toBe(0.9375);
    expect(intervals?.p50?.low).toBeCloseTo(5, 1);
    expect(intervals?.p50?.high).toBeCloseTo(25, 1);
    expect(p50).toBeGreaterThan(5);
    expect(percentilesOf([10, 20, 30, 40, 50].map((ms) => round(50, ms))).intervals?.p99).toBeNull();
  });
});
