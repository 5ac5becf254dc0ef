import { describe, expect, test } from 'vitest';
import { analyse } from '../../src/analysis/analyse.js';
import { disturbancesOf, isDisturbed } from '../../src/analysis/disturbances.js';
import type { Disturbance, Reading, TrialRecord } from '../../src/model/trial.js';
import { machine } from '../reporters/sample-report.js';
import { cellOf, evenMeasurement, realTask, recordingOf, trialOf } from './planted.js';

/** A trial of 10 s on 4 CPUs, a quota of 2. */
const measurement = evenMeasurement(2, 100, 10);
const verdict = (readings: { readonly [probe: string]: Reading }) => disturbancesOf(measurement, readings, machine);
const kinds = (readings: { readonly [probe: string]: Reading }) => verdict(readings).map(({ kind }) => kind);

const CLEAN: { readonly [probe: string]: Reading } = {
  throttling: { throttledSeconds: 0.05 },
  system: { stealSeconds: 0.3 },
  cpu: { treeSeconds: 19, foreignSeconds: 3.9 },
  pressure: { memorySomeSeconds: 0.4, memoryFullSeconds: 0, ioFullSeconds: 1.9, cpuSomeSeconds: 9 },
  clock: { wallStepSeconds: 0.05, suspendedSeconds: 0.02, longestGapSeconds: 0.9 },
  'cpu-count': { onlineBefore: 4, onlineAfter: 4, quotaBefore: 2, quotaAfter: 2 },
};

describe('the verdict on a trial', () => {
  test('a clean one, just under every threshold', () => {
    expect(verdict(CLEAN)).toEqual([]);
  });

  test.each([
    ['throttled', { throttling: { throttledSeconds: 0.11 } }],
    ['steal', { system: { stealSeconds: 0.41 } }],
    ['foreign-load', { cpu: { treeSeconds: 19, foreignSeconds: 4.1 } }],
    ['memory-pressure', { pressure: { memorySomeSeconds: 0.51, memoryFullSeconds: 0 } }],
    ['io-pressure', { pressure: { ioFullSeconds: 2.1 } }],
    ['clock-step', { clock: { wallStepSeconds: -3600, suspendedSeconds: 0 } }],
    ['suspended', { clock: { wallStepSeconds: 60, suspendedSeconds: 60 } }],
    ['gap', { clock: { wallStepSeconds: 0, longestGapSeconds: 1.1 } }],
    ['cpu-change', { 'cpu-count': { onlineBefore: 4, onlineAfter: 3, quotaBefore: 2, quotaAfter: 2 } }],
    ['cpu-change', { 'cpu-count': { onlineBefore: 4, onlineAfter: 4, quotaBefore: 0, quotaAfter: 2 } }],
  ] as const)('%s', (kind, readings) => {
    const [found, ...others] = verdict({ ...CLEAN, ...readings });
    expect(found?.kind).toBe(kind);
    expect(found?.text).toMatch(/\d/);
    expect(others).toEqual([]);
  });

  test('a quota that the trial itself uses up is its own doing', () => {
    const own = verdict({ ...CLEAN, throttling: { throttledSeconds: 3 }, cpu: { treeSeconds: 18, foreignSeconds: 0 } });
    expect(own).toMatchObject([{ kind: 'throttled', own: true }]);
    expect(isDisturbed({ disturbances: own })).toBe(false);
    const shared = verdict({
      ...CLEAN,
      throttling: { throttledSeconds: 3 },
      cpu: { treeSeconds: 9, foreignSeconds: 0 },
    });
    expect(isDisturbed({ disturbances: shared })).toBe(true);
  });

  test('of a trial too short for the ticks of the system is not guessed', () => {
    const short = evenMeasurement(2, 100, 0.05);
    expect(disturbancesOf(short, { cpu: { foreignSeconds: 0.09 }, system: { stealSeconds: 0.02 } }, machine)).toEqual(
      [],
    );
  });

  test('is over all the time that was observed, a window’s ramps too', () => {
    const foreign = { cpu: { treeSeconds: 19, foreignSeconds: 5 } };
    expect(kinds(foreign)).toEqual(['foreign-load']);
    expect(kinds({ ...foreign, clock: { observedSeconds: 13 } })).toEqual([]);
  });

  test('nothing is made of what was not read, nor of a trial that measured nothing', () => {
    expect(kinds({ cpu: { foreignSeconds: null }, clock: { wallStepSeconds: null } })).toEqual([]);
    expect(kinds({})).toEqual([]);
    expect(disturbancesOf(null, { system: { stealSeconds: 100 } }, machine)).toEqual([]);
  });
});

describe('disturbed trials in a report', () => {
  const cell = cellOf(realTask('sort'), 'sequential', 0, 100);
  const noise: Disturbance = { kind: 'foreign-load', text: 'other programs', figures: {}, own: false };
  const trial = (round: number, seconds: number, disturbed: boolean, minute: number): TrialRecord =>
    trialOf(cell, round, evenMeasurement(0, 100, seconds), {
      disturbances: disturbed ? [noise] : [],
      startedAt: `2026-11-22T00:0${minute}:00.000Z`,
    });
  const reportOf = (trials: readonly TrialRecord[]) => analyse(recordingOf([cell], trials));
  const finding = (trials: readonly TrialRecord[]) =>
    reportOf(trials).findings.find(({ code }) => code === 'disturbed-trials');

  test('a clean one stands in for a disturbed one, whichever came first', () => {
    for (const trials of [
      [trial(0, 9, true, 1), trial(0, 4, false, 2)],
      [trial(0, 4, false, 1), trial(0, 9, true, 2)],
    ]) {
      const [row] = reportOf(trials).cells;
      expect(row?.points.map(({ workSeconds }) => workSeconds)).toEqual([4]);
      expect(finding(trials)).toMatchObject({ severity: 'info', evidence: { trials: 1, disturbed: 0, replaced: 1 } });
    }
  });

  test('without a clean one the last counts, and the report says so', () => {
    const trials = [trial(0, 9, true, 1), trial(0, 8, true, 2), trial(1, 4, false, 3)];
    const report = reportOf(trials);
    expect(report.cells[0]?.points.map(({ workSeconds }) => workSeconds)).toEqual([8, 4]);
    expect(report.status).toBe('valid');
    expect(finding(trials)).toMatchObject({
      severity: 'warning',
      evidence: { trials: 2, disturbed: 1, replaced: 1, 'foreign-load': 1 },
    });
    expect(finding(trials)?.text).toContain('1 of 2 trials');
  });

  test('a study without any says nothing', () => {
    expect(finding([trial(0, 4, false, 1)])).toBeUndefined();
    expect(finding([trialOf(cell, 0, measurement, { disturbances: [{ ...noise, own: true }] })])).toBeUndefined();
  });
});

describe('findings from what was observed', () => {
  const task = realTask('sort');
  const one = cellOf(task, 'threads', 1, 100);
  const four = cellOf(task, 'threads', 4, 100);
  const clocked = (megahertz: readonly [number, number]) =>
    analyse(
      recordingOf(
        [one, four],
        [
          trialOf(one, 0, evenMeasurement(1, 100, 4), { readings: { frequency: { fastestMHz: megahertz[0] } } }),
          trialOf(four, 0, evenMeasurement(4, 100, 1), {
            readings: { frequency: { fastestMHz: megahertz[1] }, temperature: { peakCelsius: 97 } },
          }),
        ],
      ),
    ).findings.find(({ code }) => code === 'clock-drop');

  test('a clock that falls with the workers', () => {
    expect(clocked([4000, 3000])).toMatchObject({ evidence: { workers: 4, drop: 0.25, peakCelsius: 97 } });
    expect(clocked([4000, 3900])).toBeUndefined();
    expect(clocked([3000, 4000])).toBeUndefined();
  });

  test('what the machine lacks is told once', () => {
    const readings = { energy: { joules: null, reason: 'no counter' }, memory: { rssPeakBytes: 1, reason: null } };
    const trials = [0, 1].map((round) => trialOf(one, round, evenMeasurement(1, 100, 4), { readings }));
    const found = analyse(recordingOf([one], trials)).findings.filter(({ code }) => code === 'not-observed');
    expect(found).toMatchObject([{ severity: 'info', evidence: { energy: 'no counter' } }]);
  });

  test('workers that are not where they should be', () => {
    const placed = (allowedCpus: string, refusal: string | null = null) =>
      evenMeasurement(1, 100, 4, {
        workers: evenMeasurement(1, 100, 4).workers.map((worker) => ({
          ...worker,
          placement: { plannedCpu: 2, refusal, allowedCpus, lastCpu: 2 },
        })),
      });
    const cpuAffinity = { strategy: 'compact', performanceCores: null, efficiencyCores: null } as const;
    const found = (measured: typeof measurement) =>
      analyse(recordingOf([one], [trialOf(one, 0, measured)], { cpuAffinity })).findings.find(
        ({ code }) => code === 'not-pinned',
      );
    expect(found(placed('2'))).toBeUndefined();
    expect(found(placed('0-3', 'no taskset'))).toMatchObject({ evidence: { refusal: 'no taskset', notPinned: 1 } });
    expect(found(placed('0-3'))).toMatchObject({ evidence: { notPinned: 1 } });
  });
});
