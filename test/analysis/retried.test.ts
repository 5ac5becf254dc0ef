/** Trials that failed and ran again: what counts, what is told, and whether anything is left open. */
import { describe, expect, test } from 'vitest';
import { nextTrials } from '../../src/analysis/adaptive.js';
import { analyse } from '../../src/analysis/analyse.js';
import type { Recording } from '../../src/model/journal.js';
import type { Phase } from '../../src/model/phase.js';
import type { Fault, Outcome, TrialRecord } from '../../src/model/trial.js';
import { cellOf, evenMeasurement, plantedRecording, realTask, recordingOf, trialOf } from './planted.js';

const cell = cellOf(realTask('sort'), 'threads', 2, 100);
const at = (minute: number) => ({ startedAt: `2026-11-22T00:0${minute}:00.000Z` });
const completed = (round: number, minute: number) => trialOf(cell, round, evenMeasurement(2, 100, 4), at(minute));
const bad = (round: number, minute: number, outcome: Outcome, phase: Phase = 'run') => {
  const fault: Fault = { phase, message: 'boom', stack: null, unit: null };
  return trialOf(cell, round, null, { ...at(minute), outcome, fault });
};

function reportOf(trials: readonly TrialRecord[], retryFailed = 2) {
  const report = analyse(recordingOf([cell], trials, { retryFailed }));
  return { ...report, told: report.findings.find(({ code }) => code === 'trials-not-completed') };
}

describe('a trial that completed when it ran again', () => {
  const trials = [bad(0, 1, 'failed'), bad(0, 2, 'lost'), completed(0, 3), completed(1, 4)];

  test('leaves a valid result of every round, and a warning with the counts', () => {
    for (const order of [trials, trials.toReversed()]) {
      const { status, cells, told } = reportOf(order);
      expect(status).toBe('valid');
      expect(cells[0]).toMatchObject({ rounds: 2, outcomes: { completed: 2, failed: 1, lost: 1 } });
      expect(told).toMatchObject({ severity: 'warning', evidence: { trials: 4, retried: 2, failed: 1, lost: 1 } });
      expect(told?.text).toBe(
        'parallel_2: 1 failed, 1 lost of 4 trials, of which 2 ran again; the first in run: boom.',
      );
      expect(told?.cure).toContain('Every round has a trial that completed');
    }
  });

  test('but failed in the end leaves a partial one', () => {
    const { status, told } = reportOf([completed(0, 1), bad(1, 2, 'failed'), bad(1, 3, 'failed')]);
    expect(status).toBe('partial');
    expect(told).toMatchObject({ evidence: { retried: 1, failed: 2 } });
    expect(told?.cure).toContain('the completed rounds alone');
  });

  test('failed all the same where nobody asked for retries: it ran again for being disturbed', () => {
    expect(reportOf([completed(0, 1), bad(0, 2, 'failed')], 0).status).toBe('partial');
  });

  test('is no better for it when its result was wrong', () => {
    expect(reportOf([bad(0, 1, 'failed', 'verify'), completed(0, 2)]).status).toBe('partial');
  });

  test('still counts against a limit on errors', () => {
    const limits = { p50Ms: null, p99Ms: null, rssMb: null, errorRate: 0.1 };
    const { advice } = analyse(recordingOf([cell], trials, { limits }));
    expect(advice[0]?.candidates[0]?.excludedBy).toContain('error rate');
  });
});

describe('a trial that was interrupted', () => {
  const interrupted = (round: number, minute: number) =>
    trialOf(cell, round, null, {
      ...at(minute),
      outcome: 'interrupted',
      fault: { phase: 'run', message: 'it was interrupted in "run"', stack: null, unit: null },
    });

  test('and measured again leaves nothing to warn of', () => {
    const { status, cells, told } = reportOf([interrupted(0, 1), completed(0, 2), completed(1, 3)], 0);
    expect(status).toBe('valid');
    expect(cells[0]?.outcomes).toMatchObject({ completed: 2, interrupted: 1 });
    expect(told).toBeUndefined();
  });

  test('and never measured again is told, with its phase once', () => {
    const { status, told } = reportOf([completed(0, 1), interrupted(1, 2)], 0);
    expect(status).toBe('partial');
    expect(told?.text).toBe('parallel_2: 1 interrupted of 2 trials; the first: it was interrupted in "run".');
  });
});

test('an adaptive study goes on with a worker count whose attempts outnumber its rounds', () => {
  const whole = plantedRecording({ law: { noise: 0.05 }, rounds: 3 });
  const many = (trial: TrialRecord): TrialRecord[] => [
    { ...trial, outcome: 'failed', measurement: null },
    { ...trial, startedAt: '2026-11-22T00:01:00.000Z' },
  ];
  const recording: Recording = { ...whole, trials: whole.trials.flatMap(many) };
  const { trials } = nextTrials(recording, 1e6);
  expect(new Set(trials.map(({ cellId }) => cellId)).size).toBe(whole.study.plan.cells.length);
});
