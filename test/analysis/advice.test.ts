import { describe, expect, test } from 'vitest';
import { fitEffects } from '../../src/analysis/additive.js';
import { analyse } from '../../src/analysis/analyse.js';
import { decide } from '../../src/analysis/contest.js';
import type { Advice, Limits, Recording, TrialRecord } from '../../src/model.js';
import { Rng } from '../../src/random.js';
import { cellOf, evenMeasurement, plantedRecording, realTask, recordingOf, trialOf } from './planted.js';

const NO_LIMITS: Limits = { p50Ms: null, p99Ms: null, rssMb: null, errorRate: null };

function adviceOn(recording: Recording): Advice {
  return analyse(recording).advice[0] as Advice;
}

describe('which worker count', () => {
  test('the best, where it stands out', () => {
    const advice = adviceOn(plantedRecording({ law: { sigma: 0, noise: 0.02 }, rounds: 5 }));
    expect(advice).toMatchObject({
      verdict: 'recommended',
      workers: 64,
      probabilityBest: 1,
      equivalent: [64],
      cure: null,
    });
    expect(advice.reason).toMatch(/^Use 64 workers: the fastest measured, 6\d\.\d times sequential \(95 %: /);
  });

  test('the smallest within 5 % of it, where more workers gain little', () => {
    // X(24) is 97.4 % of X(32), the highest, X(16) 86 %.
    const advice = adviceOn(plantedRecording({ law: { sigma: 0.03, kappa: 0.0008 }, rounds: 5 }));
    expect(advice).toMatchObject({ verdict: 'recommended', workers: 24, probabilityBest: 0, probabilityGoodEnough: 1 });
    expect(advice.reason).toContain('within 5 % of the fastest measured, 32 workers');
  });

  test('sequential, where parallel work gains nothing', () => {
    const advice = adviceOn(plantedRecording({ law: { sigma: 1.5, kappa: 0.1, noise: 0.01 }, rounds: 5 }));
    expect(advice).toMatchObject({ verdict: 'recommended', workers: 0 });
    expect(advice.reason).toMatch(/^Stay sequential/);
  });

  test('none, where all are equal: sequential is enough, and no winner is claimed', () => {
    const advice = adviceOn(plantedRecording({ law: { sigma: 1 }, rounds: 5 }));
    expect(advice).toMatchObject({ verdict: 'indistinguishable', workers: 0 });
    expect(advice.probabilityBest).toBeCloseTo(1 / 11, 9);
    expect(advice.equivalent).toEqual([0, 1, 2, 4, 8, 12, 16, 24, 32, 48, 64]);
  });

  test('none, where noise hides everything, with what to do about it', () => {
    const advice = adviceOn(plantedRecording({ law: { sigma: 1, noise: 0.2 }, rounds: 5 }));
    expect(advice).toMatchObject({ verdict: 'abstained', workers: null, probabilityBest: null });
    expect(advice.cure).toContain('more rounds');
  });

  test('several, where the best cannot be told apart closely enough', () => {
    const advice = adviceOn(plantedRecording({ law: { sigma: 0.2, noise: 0.1 }, rounds: 5 }));
    expect(advice).toMatchObject({ verdict: 'indistinguishable', workers: null });
    expect(advice.equivalent).toContain(64);
    expect(advice.equivalent).not.toContain(1);
    expect(advice.reason).toContain('cannot be told apart');
  });

  test('none under 5 rounds', () => {
    const advice = adviceOn(plantedRecording({ law: {}, rounds: 4 }));
    expect(advice).toMatchObject({
      verdict: 'abstained',
      workers: null,
      reason: 'No answer: too few rounds for an interval.',
    });
    expect(advice.candidates.every(({ ratioToBest }) => ratioToBest === null)).toBe(true);
  });

  test('a worker count that failed too often is left out, the others still answer', () => {
    const recording = plantedRecording({ law: { noise: 0.01 }, rounds: 5 });
    const trials = recording.trials.map((trial) =>
      trial.cellId.includes('_64_') && trial.round > 0
        ? { ...trial, outcome: 'lost' as const, measurement: null }
        : trial,
    );
    const advice = adviceOn({ ...recording, trials });
    expect(advice).toMatchObject({ verdict: 'recommended', workers: 48 });
    expect(advice.reason).toContain('Left out: 64 workers: under 5 rounds completed.');
  });
});

describe('under a rate', () => {
  // One worker serves 100 a second, two 200.
  const adviceAt = (perSecond: number) =>
    adviceOn(
      plantedRecording({
        ...{ law: {}, rounds: 5, workers: [0, 1, 2] },
        load: { kind: 'rate', perSecond, durationSeconds: 20, arrivals: 'uniform' },
      }),
    );

  test('the only count that keeps up is the answer', () => {
    expect(adviceAt(150)).toMatchObject({
      verdict: 'recommended',
      workers: 2,
      reason:
        'Use 2 workers for 150/s: the fewest of those measured that keep up. Left out: sequential and 1 worker: overloaded: it does not keep up with the arrivals.',
      cure: null,
    });
  });

  test('none that keeps up is no answer, and says what to offer', () => {
    const { verdict, reason, cure } = adviceAt(600);
    expect(verdict).toBe('abstained');
    expect(reason).toMatch(/^No answer for 600\/s: no worker count can be chosen\./);
    expect(cure).toBe('Offer less, or measure more workers or more in flight.');
  });
});

describe('limits', () => {
  const task = realTask('t');
  const cells = [0, 1, 2, 4].map((workers) => cellOf(task, workers === 0 ? 'sequential' : 'threads', workers, 100));
  const trials = (readings: (workers: number) => TrialRecord['readings']) =>
    cells.flatMap((cell) =>
      Array.from({ length: 5 }, (_, round) =>
        // Speedups 1, 1.5, 2: units take longer with every worker.
        trialOf(cell, round, evenMeasurement(cell.workers, 100, 10 / (1 + Math.max(cell.workers - 1, 0) / 3)), {
          readings: readings(cell.workers),
        }),
      ),
    );
  const underLimits = (limits: Partial<Limits>, readings: (workers: number) => TrialRecord['readings'] = () => ({})) =>
    adviceOn(recordingOf(cells, trials(readings), { limits: { ...NO_LIMITS, ...limits } }));

  test('exclude what is beyond them, and say so', () => {
    expect(underLimits({}).workers).toBe(4);
    const advice = underLimits({ p50Ms: 160 });
    expect(advice.workers).toBe(2);
    expect(advice.candidates.at(-1)).toMatchObject({
      workers: 4,
      ratioToBest: null,
      excludedBy: 'p50 200 ms is above 160 ms',
    });
    expect(advice.reason).toContain('Left out: 4 workers: p50 200 ms is above 160 ms.');
  });

  test('memory counts in MiB at its peak, and an unread figure is unknown, not zero', () => {
    const rss = (workers: number) => ({ memory: { rssPeakBytes: (50 + 50 * workers) * 2 ** 20 } });
    expect(underLimits({ rssMb: 200 }, rss).workers).toBe(2);
    const unread = underLimits({ rssMb: 200 });
    expect(unread.workers).toBe(4);
    expect(unread.reason).toContain('Not checked, because not measured: the limit on memory.');
  });

  test('that nobody keeps give no answer', () => {
    expect(underLimits({ p99Ms: 1 })).toMatchObject({
      verdict: 'abstained',
      workers: null,
      cure: 'Relax the limits, or measure fewer workers.',
    });
  });
});

describe('the contest', () => {
  const rng = () => new Rng(1);

  test('an additive table is split into its effects, with gaps too', () => {
    const [rounds, columns] = [
      [5, -2, 0.5, 3],
      [1, 0, -1],
    ];
    const full = rounds.map((round) => columns.map((column) => round + column));
    const gaps = full.map((row, i) => row.map((value, j) => ((i + j) % 4 === 3 ? Number.NaN : value)));
    for (const table of [full, gaps]) {
      const { columns: effects, residual } = fitEffects(table);
      const centred = effects.map((effect) => effect - (effects[1] as number));
      columns.forEach((column, j) => {
        expect(centred[j]).toBeCloseTo(column, 9);
      });
      expect(residual).toBeLessThan(1e-18);
    }
  });

  test('a drift that all share makes no difference', () => {
    const noise = new Rng(7);
    const flat = Array.from({ length: 8 }, () =>
      [1, 1.2, 1.25].map((value) => Math.log(value) + 0.02 * noise.normal()),
    );
    const drifting = flat.map((row, round) => row.map((value) => value + round));
    const [a, b] = [decide(flat, rng()), decide(drifting, rng())];
    expect(b.best).toBe(a.best);
    expect(b.equal).toEqual(a.equal);
    expect(b.certified).toEqual(a.certified);
  });

  test('missing trials leave the pairs that are there', () => {
    const noise = new Rng(3);
    const table = Array.from({ length: 12 }, (_, round) =>
      [1, 2, 2.01].map((value, j) => (j === 0 && round >= 6 ? Number.NaN : Math.log(value) + 0.01 * noise.normal())),
    );
    const { equal, certified, ratiosToBest } = decide(table, rng());
    expect(equal).not.toContain(0);
    expect(certified).toEqual([1, 2]);
    expect(ratiosToBest[0]?.high).toBeLessThan(0.6);
  });
});
