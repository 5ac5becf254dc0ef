import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Study, StudyTask } from '../../src/model/study.js';
import { planStudy } from '../../src/plan/plan.js';
import { study as example } from '../reporters/sample-report.js';

const [task] = example.tasks as [StudyTask];

function law(name: string): StudyTask {
  return {
    ...task,
    name,
    given: name,
    subject: { kind: 'law', law: { cpus: 8, lambda: 10, sigma: 0, kappa: 0, noise: 0 } },
  };
}

function studyWith(over: Partial<Study>): Study {
  return { ...example, ...over };
}

function names(over: Partial<Study>): string[] {
  return planStudy(studyWith(over)).cells.map(({ name }) => name);
}

const anyStudy = fc
  .record({
    executors: fc.subarray(['threads', 'processes', 'async'], { minLength: 1 }),
    workers: fc.uniqueArray(fc.nat(64), { minLength: 1, maxLength: 6 }).map((all) => all.sort((a, b) => a - b)),
    inFlight: fc.uniqueArray(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 3 }),
    rounds: fc.integer({ min: 1, max: 6 }),
    planOrder: fc.constantFrom('random' as const, 'listed' as const),
    seed: fc.nat(),
    tasks: fc.constantFrom([task], [law('a'), law('b')]),
  })
  .map(studyWith);

describe('the plan', () => {
  test('runs every cell once in every round, and marks the end of each', () => {
    fc.assert(
      fc.property(anyStudy, (study) => {
        const { cells, trials } = planStudy(study);
        const ids = cells.map(({ id }) => id).sort();
        expect(new Set(ids).size).toBe(cells.length);
        expect(trials.map(({ index }) => index)).toEqual(trials.map((_, i) => i));
        for (let round = 0; round < study.rounds; round++) {
          const own = trials.slice(round * cells.length, (round + 1) * cells.length);
          expect(own.every((trial) => trial.round === round)).toBe(true);
          expect(own.map(({ cell }) => cell.id).sort()).toEqual(ids);
          expect(own.map(({ endsRound }) => endsRound)).toEqual(own.map((_, i) => i === own.length - 1));
        }
        expect(trials).toHaveLength(study.rounds * cells.length);
      }),
    );
  });

  test('has one sequential cell a task, whatever the executors', () => {
    fc.assert(
      fc.property(anyStudy, (study) => {
        const sequential = planStudy(study).cells.filter(({ workers }) => workers === 0);
        expect(sequential).toHaveLength(study.workers.includes(0) ? study.tasks.length : 0);
        expect(sequential.every(({ way }) => way.inFlight === 1)).toBe(true);
      }),
    );
  });

  test('gives row names that are unique in the study', () => {
    fc.assert(
      fc.property(anyStudy, (study) => {
        const all = planStudy(study).cells.map(({ name }) => name);
        expect(new Set(all).size).toBe(all.length);
      }),
    );
  });

  test('is the same for the same seed, and another for another', () => {
    const order = (seed: number) =>
      planStudy(studyWith({ seed, rounds: 10, workers: [0, 1, 2, 3, 4, 5, 6, 7] })).trials.map(({ cell }) => cell.id);
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        expect(order(seed)).toEqual(order(seed));
      }),
      { numRuns: 20 },
    );
    // 8!^10 orders: two seeds that meet would be a defect of the shuffle.
    expect(order(1)).not.toEqual(order(2));
  });

  test('orders rounds differently from each other, so that drift favours no one', () => {
    const { cells, trials } = planStudy(studyWith({ rounds: 20, workers: [0, 1, 2, 4, 8] }));
    const firsts = trials.filter(({ index }) => index % cells.length === 0).map(({ cell }) => cell.name);
    expect(new Set(firsts).size).toBeGreaterThan(1);
  });

  test('keeps the listed order when asked to', () => {
    const { cells, trials } = planStudy(studyWith({ planOrder: 'listed', rounds: 3, workers: [0, 1, 2] }));
    expect(trials.map(({ cell }) => cell.id)).toEqual([...cells, ...cells, ...cells].map(({ id }) => id));
    expect(cells.map(({ workers }) => workers)).toEqual([0, 1, 2]);
  });

  test('runs the worker counts of each executor in the order given; the cells still ascend', () => {
    const study = studyWith({
      planOrder: 'listed',
      rounds: 2,
      executors: ['threads', 'processes'],
      workers: [0, 1, 4],
      listedWorkers: [4, 0, 1],
    });
    const { cells, trials } = planStudy(study);
    expect(cells.map(({ name }) => name)).toEqual([
      'sequential',
      'threads_1',
      'threads_4',
      'processes_1',
      'processes_4',
    ]);
    const round = ['threads_4', 'sequential', 'threads_1', 'processes_4', 'processes_1'];
    expect(trials.map(({ cell }) => cell.name)).toEqual([...round, ...round]);
    expect(trials.filter(({ endsRound }) => endsRound).map(({ cell }) => cell.name)).toEqual([round[4], round[4]]);
  });
});

describe('profiled trials', () => {
  test('come after all rounds, one for each cell that runs a task', () => {
    const profile = { cpu: true, heap: false };
    const { cells, trials, profiles } = planStudy(studyWith({ profile, rounds: 3, workers: [0, 1, 2] }));
    expect(profiles.map(({ cell }) => cell.id)).toEqual(cells.map(({ id }) => id));
    expect(profiles.map(({ index, round }) => [index - trials.length, round])).toEqual(cells.map((_, i) => [i, 3]));
    expect(profiles.every((trial) => trial.profile)).toBe(true);
    expect(trials.some((trial) => trial.profile)).toBe(false);
  });

  test('are none unless asked for, and none for a law', () => {
    expect(planStudy(studyWith({})).profiles).toEqual([]);
    const simulated = { profile: { cpu: true, heap: true }, tasks: [law('a')], executors: ['simulated'] };
    expect(planStudy(studyWith(simulated)).profiles).toEqual([]);
  });
});

describe('row names', () => {
  test('are the contract’s with one executor', () => {
    expect(names({ workers: [0, 1, 2] })).toEqual(['sequential', 'parallel_1', 'parallel_2']);
    expect(names({ workers: [0, 2], executors: ['processes'] })).toEqual(['sequential', 'parallel_2']);
  });

  test('tell the executor where there are several', () => {
    expect(names({ workers: [0, 2], executors: ['threads', 'processes', 'async'] })).toEqual([
      'sequential',
      'threads_2',
      'processes_2',
      'async_2',
    ]);
  });

  test('tell the units in flight where they are swept, and only there', () => {
    expect(names({ workers: [0, 2], inFlight: [1, 10] })).toEqual(['sequential', 'parallel_2_x1', 'parallel_2_x10']);
    expect(names({ workers: [2], inFlight: [10] })).toEqual(['parallel_2']);
    expect(names({ workers: [2], inFlight: [1, 10], executors: ['threads', 'async'] })).toEqual([
      'threads_2_x1',
      'threads_2_x10',
      'async_2',
    ]);
  });

  test('tell the rate, and each rate has a baseline of its own', () => {
    const load = {
      kind: 'rate',
      perSecond: [0.5, 100],
      durationSeconds: 10,
      arrivals: 'poisson',
      findMaxRate: false,
    } as const;
    expect(names({ workers: [0, 2], load })).toEqual([
      'sequential@0.5/s',
      'parallel_2@0.5/s',
      'sequential@100/s',
      'parallel_2@100/s',
    ]);
    expect(names({ workers: [2], inFlight: [1, 4], load: { ...load, perSecond: [100] } })).toEqual([
      'parallel_2_x1@100/s',
      'parallel_2_x4@100/s',
    ]);
    const window = { kind: 'window', warmupSeconds: 1, durationSeconds: 12, windowSeconds: 10 } as const;
    expect(names({ workers: [0, 2], load: window })).toEqual(['sequential', 'parallel_2']);
  });

  test('tell the set of CPUs, each of which has a baseline of its own', () => {
    expect(names({ workers: [0, 2], cpus: [0.5, 2] })).toEqual([
      'sequential@0.5cpu',
      'parallel_2@0.5cpu',
      'sequential@2cpu',
      'parallel_2@2cpu',
    ]);
    const ways = planStudy(studyWith({ workers: [2], inFlight: [1, 4], cpus: [1] })).cells.map(({ way }) => way);
    expect(ways.map(({ id, cpus }) => [id, cpus])).toEqual([
      ['0/threads@1cpu', 1],
      ['0/threads_x4@1cpu', 1],
    ]);
  });

  test('tell the law where there are several', () => {
    const tasks = [law('amdahl'), law('usl')];
    expect(names({ tasks, executors: ['simulated'], workers: [0, 4] })).toEqual([
      'amdahl:sequential',
      'amdahl:parallel_4',
      'usl:sequential',
      'usl:parallel_4',
    ]);
  });

  test('workers 0 of a law is simulated too, of a task it is sequential', () => {
    const [baseline] = planStudy(studyWith({ tasks: [law('a')], executors: ['simulated'], workers: [0] })).cells;
    expect(baseline?.way.executor).toBe('simulated');
    expect(planStudy(studyWith({ workers: [0] })).cells[0]?.way.executor).toBe('sequential');
  });
});
