import { describe, expect, test } from 'vitest';
import { nextTrials } from '../../src/analysis/adaptive.js';
import { analyse } from '../../src/analysis/analyse.js';
import type { Recording } from '../../src/model/journal.js';
import type { SimulatedLaw } from '../../src/model/study.js';
import type { TrialRecord } from '../../src/model/trial.js';
import { plantedRecording } from './planted.js';

const HOST_SECONDS = 2;

/** Runs an adaptive study of a planted law to its end, as the supervisor would. */
function runAdaptive(
  law: Partial<SimulatedLaw>,
  budgetSeconds: number,
  seed = 1,
): { recording: Recording; stop: string; looks: number } {
  const everything = plantedRecording({ law, rounds: 200, seed });
  const byKey = new Map(
    everything.trials.map((trial) => [`${trial.cellId} ${trial.round}`, { ...trial, hostSeconds: HOST_SECONDS }]),
  );
  const study = { ...everything.study, study: { ...everything.study.study, budgetSeconds } };
  let recording: Recording = { ...everything, study, trials: [] };
  for (let looks = 1; ; looks++) {
    const left = budgetSeconds - recording.trials.length * HOST_SECONDS;
    const { trials, stop } = nextTrials(recording, left);
    if (stop !== null) return { recording, stop, looks };
    const run = trials.map(({ cellId, round }) => byKey.get(`${cellId} ${round}`) as TrialRecord);
    recording = { ...recording, trials: [...recording.trials, ...run] };
  }
}

describe('the adaptive study', () => {
  test('begins with five whole rounds', () => {
    const { study, ...rest } = plantedRecording({ law: {}, rounds: 5 });
    const { trials } = nextTrials({ ...rest, study, trials: [] }, 1e6);
    expect(trials).toHaveLength(5 * study.plan.cells.length);
    expect(new Set(trials.map(({ round }) => round))).toEqual(new Set([0, 1, 2, 3, 4]));
  });

  test('stops after them when the answer stands', () => {
    const { recording, stop, looks } = runAdaptive({ noise: 0.01 }, 1e6);
    expect(stop).toBe('the answer stands');
    expect(looks).toBe(2);
    expect(analyse(recording).advice[0]).toMatchObject({ verdict: 'recommended', workers: 64 });
  });

  test('else measures on only what could still win, and ends with an answer', () => {
    const { recording, stop } = runAdaptive({ sigma: 0.03, kappa: 0.0008, noise: 0.08 }, 1e6);
    expect(stop).toBe('the answer stands');
    const { advice, cells } = analyse(recording);
    expect([24, 32, 48]).toContain(advice[0]?.workers);
    const rounds = (workers: number) => cells.find((cell) => cell.workers === workers)?.rounds ?? 0;
    expect(rounds(1)).toBe(5);
    expect(rounds(32)).toBeGreaterThan(5);
    expect(rounds(0)).toBe(rounds(32));
  });

  test('never spends more than its budget', () => {
    for (const budget of [0, 3, 50, 150, 400]) {
      const { recording, stop } = runAdaptive({ sigma: 1, noise: 0.2 }, budget);
      expect(recording.trials.slice(55).length * HOST_SECONDS).toBeLessThanOrEqual(Math.max(0, budget - 110));
      expect(stop).toBe('the time is spent');
    }
  });
});
