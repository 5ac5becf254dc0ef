/** What must hold of every recording, whatever is in it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analyse } from '../../src/analysis/analyse.js';
import type { Recording } from '../../src/model/journal.js';
import type { Measurement } from '../../src/model/measurement.js';
import type { Report } from '../../src/model/report.js';
import type { TrialRecord } from '../../src/model/trial.js';
import { Rng } from '../../src/random.js';
import { plantedRecording, trialOf } from './planted.js';

const planted = fc
  .record({
    sigma: fc.double({ min: 0, max: 1, noNaN: true }),
    kappa: fc.double({ min: 0, max: 0.01, noNaN: true }),
    noise: fc.double({ min: 0.001, max: 0.2, noNaN: true }),
    rounds: fc.integer({ min: 1, max: 8 }),
    seed: fc.integer({ min: 1, max: 1e6 }),
  })
  .map(({ rounds, seed, ...law }) => plantedRecording({ law, rounds, seed, workers: [0, 1, 2, 4, 8, 16, 32] }));

function withTrials(recording: Recording, trials: readonly TrialRecord[]): Recording {
  return { ...recording, trials };
}

function scaled(trial: TrialRecord, factor: number): TrialRecord {
  const m = trial.measurement as Measurement;
  return { ...trial, measurement: { ...m, workSeconds: m.workSeconds * factor } };
}

const choices = ({ advice }: Report) =>
  advice.map(({ verdict, workers, equivalent, probabilityBest }) => ({
    verdict,
    workers,
    equivalent,
    probabilityBest,
  }));

describe('properties', () => {
  test('scaling all times by a constant changes no advice', () => {
    fc.assert(
      fc.property(planted, fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (recording, factor) => {
        const other = withTrials(
          recording,
          recording.trials.map((trial) => scaled(trial, factor)),
        );
        expect(choices(analyse(other))).toEqual(choices(analyse(recording)));
      }),
      { numRuns: 30 },
    );
  });

  test('permuting the records changes nothing', () => {
    fc.assert(
      fc.property(planted, fc.integer(), (recording, seed) => {
        const shuffled = withTrials(recording, new Rng(seed).shuffle(recording.trials));
        expect(analyse(shuffled)).toEqual(analyse(recording));
      }),
      { numRuns: 30 },
    );
  });

  test('adding a failed trial never raises a speedup', () => {
    fc.assert(
      fc.property(planted, fc.nat(), fc.integer({ min: 0, max: 9 }), (recording, index, round) => {
        const { cells } = recording.study.plan;
        const failed = trialOf(cells[index % cells.length] as never, round, null);
        const [before, after] = [analyse(recording), analyse(withTrials(recording, [...recording.trials, failed]))];
        after.cells.forEach(({ speedup }, i) => {
          expect(speedup?.value ?? 0).toBeLessThanOrEqual(before.cells[i]?.speedup?.value ?? 0);
        });
        expect(after.status).toBe('partial');
      }),
      { numRuns: 30 },
    );
  });

  test('every figure of a report is finite, and the same recording gives the same report', () => {
    fc.assert(
      fc.property(planted, fc.nat(), (recording, cut) => {
        const partial = withTrials(
          recording,
          recording.trials.filter((_, i) => (i * 7919 + cut) % 3 !== 0),
        );
        const report = analyse(partial);
        expect(JSON.stringify(report)).toBe(JSON.stringify(analyse(partial)));
        expect(notFinite(report)).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });
});

function notFinite(value: unknown, path = ''): readonly string[] {
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [path];
  if (typeof value !== 'object' || value === null) return value === undefined ? [path] : [];
  return Object.entries(value).flatMap(([key, inner]) => notFinite(inner, `${path}.${key}`));
}
