/** rounds.csv: a line for each round of each row, nothing averaged. */
import { expect, test } from 'vitest';
import { analyse } from '../../src/analysis/analyse.js';
import rounds, { ROUND_COLUMNS } from '../../src/reporters/rounds.js';
import { plantedRecording } from '../analysis/planted.js';
import { csvRows } from '../support/csv.js';
import { ATTACKING_TEXTS } from './hostile-text.js';
import { hostile } from './sample-report.js';

const recording = plantedRecording({
  law: { cpus: 4, lambda: 100, sigma: 0.05, kappa: 0, noise: 0.02 },
  rounds: 6,
  workers: [0, 1, 2],
  units: 50,
  seed: 3,
});

test('holds every trial as it was measured, and the speedup against its own round', () => {
  const report = analyse(recording);
  const lines = csvRows(rounds.render(report, 'run-1'));
  expect(lines).toHaveLength(18);
  for (const { cellId, round, measurement } of recording.trials) {
    const { name } = recording.study.plan.cells.find(({ id }) => id === cellId) ?? {};
    const line = lines.find((each) => each.name === name && each.round === String(round + 1));
    expect(line).toMatchObject({ run: 'run-1', outcome: 'completed', attempts: '1', units: '50', cpus: '' });
    expect(Number(line?.work_seconds)).toBe(measurement?.workSeconds);
    const base = lines.find((each) => each.name === 'sequential' && each.round === line?.round);
    expect(Number(line?.speedup)).toBeCloseTo(Number(line?.units_per_second) / Number(base?.units_per_second), 9);
  }
});

test('a round that did not complete has its outcome and no figures; one that ran again counts once', () => {
  const [first, second, ...others] = recording.trials as [never, never, ...typeof recording.trials];
  const failed = { ...(first as (typeof others)[0]), outcome: 'failed' as const, measurement: null };
  const timedOut = { ...(second as (typeof others)[0]), outcome: 'timed_out' as const, measurement: null };
  const clean = { ...(second as (typeof others)[0]), startedAt: '2099-01-01T00:00:00.000Z' };
  const report = analyse({ ...recording, trials: [failed, timedOut, clean, ...others] });
  const lines = csvRows(rounds.render(report));
  expect(lines).toHaveLength(18);
  const of = ({ cellId, round }: { cellId: string; round: number }) => {
    const { name } = recording.study.plan.cells.find(({ id }) => id === cellId) ?? {};
    return lines.find((each) => each.name === name && each.round === String(round + 1));
  };
  expect(of(failed)).toMatchObject({ run: '', outcome: 'failed', attempts: '1', units: '', work_seconds: '' });
  expect(of(clean)).toMatchObject({ outcome: 'completed', attempts: '2' });
});

test('column names are fit for data frames, and each says what it means', () => {
  for (const [name, help] of ROUND_COLUMNS) {
    expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
    expect(help).toMatch(/^[\p{Lu}\d].*\.$/u);
  }
});

test('no cell is a formula, whatever a task is called', () => {
  for (const text of ATTACKING_TEXTS) {
    for (const cell of csvRows(rounds.render(hostile(text), text)).flatMap((row) => Object.values(row))) {
      if (cell === '' || Number.isFinite(Number(cell))) continue;
      expect(cell).not.toMatch(/^\s*[=+\-@]/);
    }
  }
});
