/**
 * A small, seeded part of the truth run (docs/internals/truth.md has all of it): planted laws, and whether the
 * published intervals hold them. With n studies a coverage of 95 % is measured to 4·sqrt(0.95·0.05 / n).
 */
import { describe, expect, test } from 'vitest';
import { ADVICE_LAWS, ROUNDS as ADVICE_ROUNDS, KINDS, SIZES } from '../../bench/truth/advice-laws.mjs';
import { scoreChoice } from '../../bench/truth/advice-study.mjs';
import { fitCurve } from '../../src/analysis/fits.js';
import { pairedRatios } from '../../src/analysis/pairing.js';
import { type CellTrials, groupTrials } from '../../src/analysis/trials.js';
import { lawThroughput } from '../../src/executors/simulated.js';
import type { Estimate } from '../../src/model/estimate.js';
import { ratioEstimate } from '../../src/statistics/estimate.js';
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
  const studies = Array.from({ length: STUDIES }, (_, i) => {
    const recording = plantedRecording({ law, rounds: ROUNDS, seed: 1 + i + 1000 * index + (noise > 0.05 ? 500 : 0) });
    return { groups: groupTrials(recording) };
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
});

/** One study of each law, kind and size of noise, and rounds of docs/internals/truth.md, held to its goals within four standard errors. */
describe('the rule of the advice', () => {
  const studies = ADVICE_LAWS.flatMap((law) =>
    KINDS.flatMap((kind) => SIZES.flatMap((size) => ADVICE_ROUNDS.map((rounds) => ({ law, kind, size, rounds })))),
  );
  const scores = studies.map(({ law, kind, size, rounds }, seed) => scoreChoice(law, kind, size, rounds, seed + 1));
  const share = (of: typeof scores, figure: 'over' | 'few' | 'exact' | 'winner') =>
    of.reduce((sum, score) => sum + score[figure], 0) / of.length;
  const chance = (expected: number, tries: number) => 4 * Math.sqrt((expected * (1 - expected)) / tries);

  test('names too many or too few as seldom as it should', () => {
    const tries = scores.length;
    expect(tries).toBe(22 * 6 * 4 * 3);
    expect(share(scores, 'exact')).toBeGreaterThan(0.88 - chance(0.88, tries));
    expect(share(scores, 'over')).toBeLessThan(0.09 + chance(0.09, tries));
    expect(share(scores, 'few')).toBeLessThan(0.03 + chance(0.03, tries));
  });

  test('and is right when it says that it is sure', () => {
    const sure = scores.filter(({ certainty }) => certainty === 'sure');
    expect(sure.length).toBeGreaterThan(scores.length / 2);
    expect(share(sure, 'few')).toBeLessThan(0.02 + chance(0.02, sure.length));
  });

  test('a flat curve has no winner', () => {
    const flat = scores.filter((_, i) => studies[i]?.law.name === 'flat');
    expect(share(flat, 'winner')).toBeLessThan(0.05 + chance(0.05, flat.length));
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
