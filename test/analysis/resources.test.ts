/** What a row says of its units and of the machine: efficiency by its band, CPU, memory, heat, energy, mean sojourn. */
import { describe, expect, test } from 'vitest';
import { analyse } from '../../src/analysis/analyse.js';
import { bandOf } from '../../src/analysis/efficiency.js';
import type { Measurement } from '../../src/model/measurement.js';
import type { CellReport } from '../../src/model/row.js';
import type { Reading, TrialRecord } from '../../src/model/trial.js';
import { cellOf, evenMeasurement, realTask, recordingOf, trialOf } from './planted.js';

const task = realTask('t');
const sequential = cellOf(task, 'sequential', 0, 100);
const one = cellOf(task, 'threads', 1, 100);
const four = cellOf(task, 'threads', 4, 100);

const MIB = 2 ** 20;

function rowOf(trials: readonly TrialRecord[], workers = 4): CellReport {
  const report = analyse(recordingOf([sequential, one, four], trials));
  return report.cells.find((cell) => cell.workers === workers) as CellReport;
}

function observed(round: number, readings: { readonly [probe: string]: Reading }, rssMib: readonly (number | null)[]) {
  const telemetry = {
    atSeconds: rssMib.map((_, i) => i / 4),
    series: { rssBytes: rssMib.map((mib) => (mib === null ? null : mib * MIB)) },
  };
  return trialOf(four, round, evenMeasurement(4, 100, 2), { readings, telemetry });
}

describe('efficiency', () => {
  const trials = [trialOf(sequential, 0, evenMeasurement(0, 100, 8)), trialOf(one, 0, evenMeasurement(1, 100, 10))];

  test('against one worker leaves out what the first worker cost', () => {
    const row = rowOf([...trials, trialOf(four, 0, evenMeasurement(4, 100, 2.5))]);
    expect(row.efficiency?.value).toBeCloseTo(8 / 2.5 / 4, 12);
    expect(row.efficiencyVsOneWorker?.value).toBeCloseTo(10 / 2.5 / 4, 12);
    expect(row.efficiencyBands).toEqual({ vsSequential: 'fair', vsOneWorker: 'good' });
    expect(rowOf(trials, 1)).toMatchObject({
      efficiencyVsOneWorker: { value: 1 },
      efficiencyBands: { vsSequential: 'fair', vsOneWorker: null },
    });
    expect(rowOf(trials, 0)).toMatchObject({
      efficiencyVsOneWorker: null,
      efficiencyBands: { vsSequential: null, vsOneWorker: null },
    });
  });

  test('against sequential has no band where a worker has several units in flight: they are more streams', () => {
    const streams = [1, 4].map((workers) => cellOf(task, 'threads', workers, 100, 10));
    const all = streams.map((cell) => trialOf(cell, 0, evenMeasurement(cell.workers, 100, 4 / cell.workers)));
    const report = analyse(recordingOf([sequential, ...streams], [trials[0] as TrialRecord, ...all]));
    const row = report.cells.find(({ workers }) => workers === 4);
    expect(row?.efficiency?.value).toBeCloseTo(2, 12);
    expect(row?.efficiencyBands).toEqual({ vsSequential: null, vsOneWorker: 'good' });
  });

  test('one worker with a wrong result is no measure', () => {
    const wrong = trialOf(one, 0, evenMeasurement(1, 100, 10, { digest: [9, 9, 9, 9] }));
    const right = trialOf(four, 0, evenMeasurement(4, 100, 2.5));
    expect(rowOf([trials[0] as TrialRecord, wrong, right]).efficiencyVsOneWorker).toBeNull();
  });

  test.each([
    [0.901, 'good'],
    [0.9, 'fair'],
    [0.7, 'fair'],
    [0.699, 'poor'],
  ] as const)('of %d is %s', (value, band) => {
    expect(bandOf({ value, low: null, high: null })).toBe(band);
  });
});

describe('resources', () => {
  test('CPU over elapsed time, peaks over rounds, growth from the first to the last sample, energy for each unit', () => {
    const readings = (factor: number): { readonly [probe: string]: Reading } => ({
      cpu: { treeSeconds: 3 * factor },
      clock: { observedSeconds: 2 },
      memory: { rssPeakBytes: 100 * factor * MIB },
      temperature: { peakCelsius: 50 + factor },
      energy: { joules: 40 * factor, seconds: 2 },
    });
    const { resources, latency } = rowOf([
      observed(0, readings(1), [80, 100, 90]),
      observed(1, readings(2), [null, 80, 76]),
    ]);
    expect(resources.cpusUsed?.value).toBeCloseTo((1.5 + 3) / 2, 12);
    expect(resources.rssPeakBytes).toBe(200 * MIB);
    expect(resources.rssGrowthBytes?.value).toBeCloseTo(((10 - 4) / 2) * MIB, 6);
    expect(resources.peakCelsius).toBe(52);
    expect(resources.watts?.value).toBeCloseTo((20 + 40) / 2, 12);
    expect(resources.joulesPerUnit?.value).toBeCloseTo((0.4 + 0.8) / 2, 12);
    expect(resources.unitsPerJoule?.value).toBeCloseTo((1 / 0.4 + 1 / 0.8) / 2, 12);
    // 100 units of 4 streams in 2 s.
    expect(latency?.sojourn.mean).toBeCloseTo(80, 6);
  });

  test('what was not read, or over too short a time, is not known', () => {
    const none = rowOf([trialOf(four, 0, evenMeasurement(4, 100, 2))]).resources;
    expect(new Set(Object.values(none))).toEqual(new Set([null]));
    const short = { cpu: { treeSeconds: 0.03 }, clock: { observedSeconds: 0.05 } };
    expect(rowOf([observed(0, short, [80])]).resources).toMatchObject({ cpusUsed: null, rssGrowthBytes: null });
  });
});

describe('units', () => {
  const failing = (errors: Measurement['unitErrors'], unitsFailed: number): Partial<Measurement> => ({
    unitsCompleted: 100 - unitsFailed,
    unitsFailed,
    ...(errors === undefined ? {} : { unitErrors: errors }),
  });

  test('are counted over all trials, with the first errors, each message once', () => {
    const error = (message: string, unit: number) => ({ phase: 'run' as const, message, unit });
    const trials = [
      trialOf(four, 0, evenMeasurement(4, 100, 2, failing([error('a', 1), error('a', 3)], 50))),
      trialOf(four, 1, evenMeasurement(4, 100, 2, failing([error('b', 7)], 1))),
      trialOf(four, 2, null, { fault: { phase: 'verify', message: 'c'.repeat(900), stack: null, unit: 4 } }),
      trialOf(four, 3, null, { fault: { phase: 'host', message: 'gone', stack: null, unit: null } }),
    ];
    const { units } = rowOf(trials);
    expect(units).toMatchObject({ completed: 149, failed: 51 });
    expect(units.errors.map(({ round, message, unit }) => [round, message.slice(0, 3), unit])).toEqual([
      [0, 'a', 1],
      [1, 'b', 7],
      [2, 'ccc', 4],
    ]);
    expect(units.errors[2]?.message.length).toBeLessThan(210);
  });

  test('a journal without messages still counts them', () => {
    expect(rowOf([trialOf(four, 0, evenMeasurement(4, 100, 2, failing(undefined, 50)))]).units).toEqual({
      completed: 50,
      failed: 50,
      errors: [],
      errorKinds: [],
    });
  });
});
