/**
 * A small, seeded part of the truth run (docs/truth.md has all of it): planted laws, and whether the
 * published intervals hold them. With n studies a coverage of 95 % is measured to 4·sqrt(0.95·0.05 / n).
 */
import { describe, expect, test } from 'vitest';
import { adviseCurve } from '../../src/analysis/advice.js';
import { curveCells } from '../../src/analysis/curves.js';
import { ratioEstimate } from '../../src/analysis/estimate.js';
import { fitCurve } from '../../src/analysis/fits.js';
import { pairedRatios } from '../../src/analysis/pairing.js';
import { type CellTrials, groupTrials } from '../../src/analysis/trials.js';
import { lawThroughput } from '../../src/executors/simulated.js';
import type { Estimate } from '../../src/model.js';
import { plantedRecording, WORKERS } from './planted.js';

const STUDIES = 120;
const CHANCE = 4 * Math.sqrt((0.95 * 0.05) / STUDIES);
const ROUNDS = 5;

const LAWS = [
  ['linear', { sigma: 0, kappa: 0 }],
  ['Amdahl 0.2', { sigma: 0.2, kappa: 0 }],
  ['USL, peak inside', { sigma: 0.03, kappa: 0.0008 }],
  ['USL, peak outside', { sigma: 0.02, kappa: 0.00005 }],
  ['flat', { sigma: 1, kappa: 0 }],
  ['negative', { sigma: 0.95, kappa: 0.05 }],
] as const;

const cases = LAWS.flatMap(([name, shape], index) => [0.02, 0.1].map((noise) => ({ name, shape, noise, index })));

describe.each(cases)('$name, noise $noise', ({ shape, noise, index }) => {
  const law = { cpus: 64, lambda: 100, ...shape, noise };
  const truth = WORKERS.map((workers) => lawThroughput(law, workers));
  const good = WORKERS.filter((_, i) => (truth[i] as number) >= 0.95 * Math.max(...truth) - 1e-9);
  const studies = Array.from({ length: STUDIES }, (_, i) => {
    const recording = plantedRecording({ law, rounds: ROUNDS, seed: 1 + i + 1000 * index + (noise > 0.05 ? 500 : 0) });
    return { recording, groups: groupTrials(recording) };
  });

  test('sigma, kappa and lambda lie in their intervals', () => {
    const fits = studies.map(({ groups }) => {
      const { fits, general } = fitCurve(observations(groups));
      return fits.find(({ selected }) => selected) ?? general;
    });
    const covered = (figure: 'sigma' | 'kappa' | 'lambda', value: number) =>
      fits.filter((fit) => holds(fit?.[figure] as Estimate, value)).length / STUDIES;
    expect(covered('sigma', shape.sigma)).toBeGreaterThan(0.95 - CHANCE);
    expect(covered('kappa', shape.kappa)).toBeGreaterThan(0.95 - CHANCE);
    expect(covered('lambda', 100)).toBeGreaterThan(0.95 - CHANCE);
  });

  test('the speedup lies in its interval', () => {
    const rows = studies.flatMap(({ groups }) =>
      groups.slice(1).map((group, i) => ({ group, base: groups[0] as CellTrials, i: i + 1 })),
    );
    const hits = rows.filter(({ group, base, i }) =>
      holds(
        ratioEstimate(pairedRatios(group, base).map(({ ratio }) => ratio)) as Estimate,
        (truth[i] as number) / (truth[0] as number),
      ),
    );
    expect(Math.abs(hits.length / rows.length - 0.95)).toBeLessThan(CHANCE);
  });

  test('the worker count named is truly good, and a flat curve has no winner', () => {
    const advice = studies.map(({ recording, groups }) => {
      const [curve] = curveCells(groups);
      return adviseCurve(curve as NonNullable<typeof curve>, { study: recording.study, wrongCells: new Set() });
    });
    const named = advice.filter(({ workers }) => workers !== null);
    const right = named.filter(({ workers }) => (good as readonly (number | null)[]).includes(workers));
    expect(right.length).toBeGreaterThanOrEqual(named.length * 0.95);
    if (shape.sigma === 1)
      expect(advice.filter(({ verdict }) => verdict === 'recommended').length).toBeLessThanOrEqual(STUDIES * 0.05);
    if (noise === 0.02) expect(named.length).toBeGreaterThan(STUDIES / 2);
  });
});

function holds({ low, high }: Pick<Estimate, 'low' | 'high'>, value: number): boolean {
  return low !== null && high !== null && low <= value && value <= high;
}

function observations(groups: readonly CellTrials[]) {
  return groups
    .slice(1)
    .flatMap(({ cell, completed }) =>
      completed.map(({ round, throughput }) => ({ workers: cell.workers, round, throughput })),
    );
}
