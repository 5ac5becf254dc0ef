import { describe, expect, test } from 'vitest';
import { analyse } from '../../src/analysis/analyse.js';
import { choose, decide, SURE } from '../../src/analysis/contest.js';
import type { Advice, Answer } from '../../src/model/advice.js';
import type { Recording } from '../../src/model/journal.js';
import type { Cell } from '../../src/model/plan.js';
import type { Limits } from '../../src/model/study.js';
import type { Disturbance, TrialRecord } from '../../src/model/trial.js';
import { Rng } from '../../src/random.js';
import { fitEffects } from '../../src/statistics/additive.js';
import { cellOf, evenMeasurement, plantedRecording, realTask, recordingOf, trialOf, workerOf } from './planted.js';

const NO_LIMITS: Limits = { p50Ms: null, p99Ms: null, rssMb: null, errorRate: null };

function adviceOn(recording: Recording): Advice {
  return analyse(recording).advice[0] as Advice;
}

function answersOn(recording: Recording): readonly Answer[] {
  return analyse(recording).answers;
}

/** A study of a task that computes or waits: `speedups` by worker count, a factor of noise by round. */
function study(
  speedups: { readonly [workers: number]: number },
  options: {
    readonly rounds?: number;
    readonly noise?: (workers: number, round: number) => number;
    readonly cpuShare?: number;
    readonly startSeconds?: number;
    /** The share of the wall by which all workers but the first end sooner. */
    readonly idleTail?: number;
    readonly disturbances?: readonly Disturbance[];
    readonly drop?: (workers: number, round: number) => boolean;
  } = {},
): Recording {
  const {
    rounds = 5,
    noise = () => 1,
    cpuShare = 0.1,
    startSeconds = 0.01,
    idleTail = 0,
    disturbances = [],
    drop = () => false,
  } = options;
  const task = realTask('t');
  const cells = Object.keys(speedups).map((key) =>
    cellOf(task, key === '0' ? 'sequential' : 'threads', Number(key), 64),
  );
  const trials = cells.flatMap((cell) =>
    Array.from({ length: rounds }, (_, round) => ({ cell, round }))
      .filter(({ round }) => !drop(cell.workers, round))
      .map(({ round }) => {
        const wall = 10 / ((speedups[cell.workers] as number) * noise(cell.workers, round));
        const streams = Math.max(1, cell.workers);
        const cpuSeconds = cpuShare * wall * Math.min(1, 8 / streams);
        const runQueueSeconds = wall * (1 - Math.min(1, 8 / streams));
        const workers = Array.from({ length: streams }, (_, worker) =>
          workerOf(worker, 64 / streams, worker === 0 ? wall : wall * (1 - idleTail), {
            cpuSeconds: worker === 0 ? cpuSeconds : cpuSeconds * (1 - idleTail),
            runQueueSeconds,
          }),
        );
        const measurement = evenMeasurement(cell.workers, 64, wall, {
          workers,
          initSeconds: startSeconds * cell.workers,
        });
        return trialOf(cell, round, measurement, { disturbances });
      }),
  );
  return recordingOf(cells, trials, { rounds });
}

/** Noise that is the same in every run: `size` times a standard normal on the logarithm. */
function seeded(size: number, seed = 1): (workers: number, round: number) => number {
  return (workers, round) => Math.exp(size * new Rng(seed, workers, round).normal());
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
      provisional: null,
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

  test('the smallest, where all are equal: no winner is claimed', () => {
    const advice = adviceOn(plantedRecording({ law: { sigma: 1 }, rounds: 5 }));
    expect(advice).toMatchObject({ verdict: 'indistinguishable', workers: 0, certainty: 'sure' });
    expect(advice.probabilityBest).toBeCloseTo(1 / 11, 9);
    expect(advice.equivalent).toEqual([0, 1, 2, 4, 8, 12, 16, 24, 32, 48, 64]);
    expect(advice.reason).toBe('Stay sequential: no other count measured is shown to be over 5 % faster.');
  });

  test('a best guess, where noise hides much, with how many rounds would settle it', () => {
    const guesses = [1, 2, 3, 4, 5, 6, 7, 8]
      .map((seed) => adviceOn(study({ 0: 1, 1: 1, 2: 1.2, 4: 1.25 }, { noise: seeded(0.2, seed) })))
      .filter(({ certainty }) => certainty === 'best guess');
    expect(guesses.length).toBeGreaterThan(2);
    for (const { headline, cure, probabilityGoodEnough } of guesses) {
      expect(headline).toMatch(/^(Workers are not shown to help; b|B)est guess: (sequential|\d workers?)$/);
      expect(cure).toMatch(/^(About \d+ more rounds? would settle it\.|Measure longer units, or on a quieter machine)/);
      expect(probabilityGoodEnough).not.toBeNull();
    }
  });

  test('fairly sure, in the headline too', () => {
    const found = [1, 2, 3, 4, 5, 6, 7, 8]
      .map((seed) => adviceOn(plantedRecording({ law: { sigma: 0.2, noise: 0.1 }, rounds: 5, seed })))
      .find(({ certainty }) => certainty === 'fairly sure');
    expect(found?.headline).toMatch(/^Use \d+ workers, fairly sure$/);
    expect(found?.probabilityGoodEnough).toBeGreaterThanOrEqual(0.8);
    expect(found?.probabilityGoodEnough).toBeLessThan(0.95);
    expect(found?.cure).not.toBeNull();
  });

  test('never a set with gaps: between two that cannot be told from the best nothing is left out', () => {
    const counts = [0, 1, 2, 4, 8, 12, 16, 24, 32, 48, 64];
    for (let seed = 1; seed <= 40; seed++) {
      const { equivalent } = adviceOn(plantedRecording({ law: { sigma: 0.5, noise: 0.1 }, rounds: 5, seed }));
      const from = counts.indexOf(equivalent[0] as number);
      expect(equivalent).toEqual(counts.slice(from, from + equivalent.length));
    }
  });

  test('that workers are not shown to help, where the interval holds 1', () => {
    const advice = adviceOn(study({ 0: 1, 2: 1.15 }, { noise: seeded(0.1, 2) }));
    expect(advice.headline).toBe('Workers are not shown to help; best guess: 2 workers');
    expect(advice.reason).toMatch(/\(95 %: 0\.\d+ to 1\.\d+\)\./);
    expect(advice.workers).toBe(2);
    expect(advice.certainty).toBe('best guess');
  });

  test('under 5 rounds none, but which leads', () => {
    const advice = adviceOn(plantedRecording({ law: {}, rounds: 4 }));
    expect(advice).toMatchObject({
      verdict: 'abstained',
      workers: null,
      certainty: null,
      headline: 'No answer yet; ahead so far: 64 workers',
      reason: 'No answer yet: 5 rounds are needed; ahead so far: 64 workers (64 times sequential, over 4 rounds).',
    });
    expect(advice.candidates.every(({ ratioToBest }) => ratioToBest === null)).toBe(true);
  });

  test('none of timed parts that end before they can be measured', () => {
    const task = realTask('t');
    const cells = [0, 1, 2].map((workers) => cellOf(task, workers === 0 ? 'sequential' : 'threads', workers, 100));
    const trials = cells.flatMap((cell) =>
      [0, 1, 2, 3, 4].map((round) => trialOf(cell, round, evenMeasurement(cell.workers, 100, 0.0008))),
    );
    const advice = adviceOn(recordingOf(cells, trials));
    expect(advice).toMatchObject({ verdict: 'abstained', workers: null });
    expect(advice.reason).toContain('the timed part ends before it can be measured');
    expect(advice.cure).toContain('more units');
  });
});

describe('more workers cost more', () => {
  // The machine of these recordings has 8 effective CPUs.
  test('work that computes is not sent beyond the CPUs for 2 %', () => {
    const gains = { 0: 1, 4: 3.9, 8: 7.6, 16: 7.75 };
    const computing = adviceOn(study(gains, { cpuShare: 1, noise: seeded(0.01) }));
    expect(computing.workers).toBe(8);
    expect(computing.reason).toContain('Use 8 workers: the fastest within the CPUs, ');
    expect(computing.candidates.at(-1)?.excludedBy).toBe('more workers than CPUs, and not shown to be over 5 % faster');
    expect(computing.cure).toBeNull();
    // Few units leave an idle tail, which more workers on the same CPUs would not fill.
    const ragged = adviceOn(study(gains, { cpuShare: 1, idleTail: 0.1, noise: seeded(0.01) }));
    expect(ragged.candidates.at(-1)?.excludedBy).toBe(computing.candidates.at(-1)?.excludedBy);
  });

  test('verdict and sentence agree where the counts within the CPUs are all equal', () => {
    const advice = adviceOn(study({ 0: 1, 8: 1, 16: 1.01 }, { cpuShare: 1, noise: seeded(0.01) }));
    expect(advice).toMatchObject({ verdict: 'indistinguishable', workers: 0, equivalent: [0, 8] });
    expect(advice.reason).toMatch(
      /^Stay sequential: no other count measured is shown to be over 5 % faster\. Left out: 16/,
    );
  });

  test('unless it is shown over 5 % faster there, or waits', () => {
    const shown = { 0: 1, 4: 3.9, 8: 7.6, 16: 8.6 };
    expect(adviceOn(study(shown, { cpuShare: 1, noise: seeded(0.01) })).workers).toBe(16);
    expect(adviceOn(study(shown, { cpuShare: 0.1, noise: seeded(0.01) })).workers).toBe(16);
  });

  test('a sweep that ends while it gains says what to measure next, but nothing beyond the CPUs', () => {
    const climbing = adviceOn(study({ 0: 1, 2: 2, 4: 3.9 }, { noise: seeded(0.01) }));
    expect(climbing.cure).toMatch(
      /^Measure 8 workers too: the sweep ends at 4 workers, 9\d % faster than 2 workers\.$/,
    );
    expect(adviceOn(study({ 0: 1, 4: 4, 8: 7.9 }, { cpuShare: 1, noise: seeded(0.01) })).cure).toBeNull();
    expect(adviceOn(study({ 0: 1, 3: 3, 6: 5.9 }, { cpuShare: 1, noise: seeded(0.01) })).cure).toContain(
      'Measure 8 workers',
    );
    expect(adviceOn(study({ 0: 1, 2: 2, 4: 2.01 }, { noise: seeded(0.01) })).cure).toBeNull();
  });

  test('where returns diminish, the price of the last step', () => {
    const advice = adviceOn(study({ 0: 1, 8: 7, 64: 8.75 }, { noise: seeded(0.01) }));
    expect(advice.workers).toBe(64);
    expect(advice.reason).toMatch(/From 8 to 64 workers, 8 times the workers bring 1\.2\d? times the throughput\./);
  });

  test('a start that costs more than it saves', () => {
    const dear = adviceOn(study({ 0: 1, 8: 2 }, { startSeconds: 1, noise: seeded(0.01) }));
    expect(dear.workers).toBe(8);
    expect(dear.reason).toContain('With the start of the workers counted, sequential finished sooner.');
    expect(adviceOn(study({ 0: 1, 8: 2 }, { noise: seeded(0.01) })).reason).not.toContain('sooner');
  });
});

describe('an answer that rests on little', () => {
  const speedups = { 0: 1, 2: 1.9, 4: 1.85 };

  test('a run that was cut before one trial keeps its answer, over the rounds that both have', () => {
    const cut = adviceOn(
      study(speedups, { noise: seeded(0.02), drop: (workers, round) => workers === 2 && round === 4 }),
    );
    expect(cut).toMatchObject({
      workers: 2,
      headline: 'Use 2 workers (provisional)',
      provisional: '2 workers completed only 4 of 5 rounds',
    });
    expect(cut.reason).toMatch(
      /^Use 2 workers \(provisional: 2 workers completed only 4 of 5 rounds\): the fastest measured, 1\.9\d times sequential over 4 rounds\.$/,
    );
  });

  test('a row that failed once is compared over its other rounds; one that failed in most is left out', () => {
    const failing = (workers: number, from: number) => {
      const recording = study(speedups, { noise: seeded(0.02) });
      const trials = recording.trials.map((trial) =>
        trial.cellId.includes(`_${workers}_`) && trial.round >= from
          ? { ...trial, outcome: 'failed' as const, measurement: null }
          : trial,
      );
      return adviceOn({ ...recording, trials });
    };
    expect(failing(2, 4)).toMatchObject({ workers: 2, provisional: '2 workers completed only 4 of 5 rounds' });
    const often = failing(2, 1);
    expect(often).toMatchObject({
      workers: 4,
      provisional: '2 workers failed in 4 of 5 rounds, faster in the others',
    });
    expect(often.reason).toContain('Left out: 2 workers: failed in 4 of 5 rounds.');
  });

  test('most trials disturbed: provisional, with what disturbed them', () => {
    const foreign: Disturbance = { kind: 'foreign-load', text: 'x', figures: { share: 0.125 }, own: false };
    const own: Disturbance = { ...foreign, kind: 'throttled', own: true };
    expect(adviceOn(study(speedups, { noise: seeded(0.02), disturbances: [own] })).provisional).toBeNull();
    const advice = adviceOn(study(speedups, { noise: seeded(0.02), disturbances: [foreign] }));
    expect(advice.provisional).toBe('other programs took 1 of 8 CPUs in 15 of 15 trials');
    expect(advice.reason).toMatch(/^Use 2 workers \(provisional: other programs took 1 of 8 CPUs/);
  });
});

describe('one answer over all that was swept', () => {
  const task = realTask('t');
  const trials = (cells: readonly Cell[], seconds: (cell: Cell) => number) =>
    cells.flatMap((cell) =>
      [0, 1, 2, 3, 4].map((round) =>
        trialOf(cell, round, evenMeasurement(cell.workers, 64, seconds(cell) * seeded(0.01)(cell.way.inFlight, round))),
      ),
    );
  const sequential = cellOf(task, 'sequential', 0, 64);

  test('units in flight, with one worker count', () => {
    const cells = [1, 4, 16].map((inFlight) => cellOf(task, 'threads', 4, 64, inFlight));
    const recording = recordingOf(
      cells,
      trials(cells, ({ way: { inFlight } }) => 8 / Math.min(inFlight, 4)),
    );
    const [answer, ...more] = answersOn(recording);
    expect(more).toEqual([]);
    expect(answer).toMatchObject({
      verdict: 'recommended',
      headline: 'Best of all: 4 workers with 4 in flight',
      row: { executor: 'threads', workers: 4, inFlight: 4 },
    });
    expect(answer?.equivalent.map(({ inFlight }) => inFlight)).toEqual([4, 16]);
    const { advice } = analyse(recording);
    expect(advice.map(({ reason }) => reason)).toEqual(
      [1, 4, 16].map(() => 'No answer: nothing else was measured to compare 4 workers with.'),
    );
  });

  test('executors, by name, and the cheaper of equals', () => {
    const cells = [
      sequential,
      ...['threads', 'processes'].flatMap((executor) => [2, 4].map((n) => cellOf(task, executor, n, 64))),
    ];
    const fast = (cell: Cell) => (cell.way.executor === 'processes' ? 1.5 : 1);
    const [answer] = answersOn(
      recordingOf(
        cells,
        trials(cells, (cell) => (8 * fast(cell)) / Math.max(1, cell.workers)),
      ),
    );
    expect(answer?.headline).toBe('Best of all: 4 workers (threads)');
    const [flat] = answersOn(
      recordingOf(
        cells,
        trials(cells, ({ workers }) => 8 / Math.min(2, Math.max(1, workers))),
      ),
    );
    expect(flat).toMatchObject({ headline: 'Best of all: 2 workers (threads)', row: { workers: 2 } });
  });

  test('of one curve it is the advice', () => {
    const report = analyse(plantedRecording({ law: { sigma: 0.03, kappa: 0.0008 }, rounds: 5 }));
    expect(report.answers).toMatchObject([
      { reason: report.advice[0]?.reason, row: { workers: 24, name: 'parallel_24' } },
    ]);
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
        'Use 2 workers for 150/s: the only one measured that keeps up. Left out: sequential and 1 worker: overloaded: it does not keep up with the arrivals.',
      cure: null,
    });
  });

  test('none that keeps up is no answer, and says what to offer', () => {
    const { verdict, reason, cure } = adviceAt(600);
    expect(verdict).toBe('abstained');
    expect(reason).toMatch(/^No answer for 600\/s: no worker count keeps up\./);
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

  test('that one row alone keeps make it the answer', () => {
    const rss = (workers: number) => ({ memory: { rssPeakBytes: (250 - 50 * workers) * 2 ** 20 } });
    const lone = underLimits({ p50Ms: 160, rssMb: 160 }, rss);
    expect(lone).toMatchObject({ verdict: 'recommended', workers: 2, certainty: 'sure', cure: null });
    expect(lone.reason).toContain('Use 2 workers: the only one that keeps p50 under 160 ms and memory under 160 MiB.');
  });

  test('that nobody keeps give no answer', () => {
    expect(underLimits({ p99Ms: 1 })).toMatchObject({
      verdict: 'abstained',
      workers: null,
      cure: 'Relax the limits, or measure other worker counts.',
    });
  });
});

describe('the contest', () => {
  const rng = () => new Rng(1);
  const RULE = { sure: SURE, beyondCpus: [] };

  test('two contestants without shrinking: the probability is that of Student’s t on the paired differences', () => {
    // Differences of 0.02 ± 0.01 over 5 rounds: t = (0.02 − log 0.95) / (sd / √5), the pooled variance being the pair's own.
    const table = [0.01, 0.015, 0.02, 0.025, 0.03].map((difference) => [difference, 0]);
    const { probabilityGoodEnough } = choose(table, RULE);
    const sd = Math.sqrt([-0.01, -0.005, 0, 0.005, 0.01].reduce((sum, d) => sum + d * d, 0) / 4);
    const t = (-0.02 - Math.log(0.95)) / (sd / Math.sqrt(5));
    // t is 8.851 with 4 degrees of freedom: P = 0.99955 (Student's t).
    expect(t).toBeCloseTo(8.851, 3);
    expect(probabilityGoodEnough[1]).toBeCloseTo(0.99955, 4);
  });

  test('one trial in ten that was hit changes no choice', () => {
    const noise = new Rng(5);
    const table = Array.from({ length: 10 }, () =>
      [1, 1.9, 1.92].map((value) => Math.log(value) + 0.01 * noise.normal()),
    );
    const hit = table.map((row, i) => row.map((value, j) => (i === 4 && j === 1 ? value + Math.log(0.5) : value)));
    expect(choose(table, RULE).pick).toBe(1);
    expect(choose(hit, RULE).pick).toBe(1);
  });

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
    const [a, b] = [decide(flat, RULE, rng()), decide(drifting, RULE, rng())];
    expect(b.best).toBe(a.best);
    expect(b.equal).toEqual(a.equal);
    expect(b.pick).toBe(a.pick);
    b.probabilityGoodEnough.forEach((probability, j) => {
      expect(probability).toBeCloseTo(a.probabilityGoodEnough[j] as number, 9);
    });
  });

  test('missing trials leave the pairs that are there', () => {
    const noise = new Rng(3);
    const table = Array.from({ length: 12 }, (_, round) =>
      [1, 2, 2.01].map((value, j) => (j === 0 && round >= 6 ? Number.NaN : Math.log(value) + 0.01 * noise.normal())),
    );
    const { equal, pick, ratiosToBest } = decide(table, RULE, rng());
    expect(equal).toEqual([1, 2]);
    expect(pick).toBe(1);
    expect(ratiosToBest[0]?.high).toBeLessThan(0.6);
  });
});
