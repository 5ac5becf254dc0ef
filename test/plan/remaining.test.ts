import { describe, expect, test } from 'vitest';
import type { TaskCosts, TaskDescription } from '../../src/model/journal.js';
import type { Study } from '../../src/model/study.js';
import { planStudy } from '../../src/plan/plan.js';
import { remainingSeconds } from '../../src/plan/remaining.js';
import type { CostFacts } from '../../src/plan/trial-cost.js';
import { study as example } from '../reporters/sample-report.js';

const study: Study = { ...example, workers: [0, 1, 2], rounds: 2, planOrder: 'listed', warmupSeconds: 0 };
const { trials } = planStudy(study);
const UNKNOWN: readonly TaskDescription[] = [
  { name: 'sort', summary: null, args: [], deterministic: true, repeats: true, unitSeconds: null },
];
const PACED = UNKNOWN.map((task) => ({ ...task, unitSeconds: 0.5 }));
const facts: CostFacts = { cpus: 2, kernelSeconds: () => 0 };
const seen = new Map([
  ['0/sequential', [4, 6]],
  ['0/parallel_1', [3]],
  ['0/parallel_2', [2]],
]);

test('adds up the means of what each cell took', () => {
  expect(remainingSeconds(study, trials.slice(3), seen, UNKNOWN, facts)).toBe(5 + 3 + 2);
});

test('adds the rests between the trials, and none after the last', () => {
  const resting = { ...study, waitAfterRunnerSeconds: 10, waitAfterIterationSeconds: 100 };
  expect(remainingSeconds(resting, trials, seen, UNKNOWN, facts)).toBe(20 + 5 * 10 + 100);
  expect(remainingSeconds(resting, trials.slice(5), seen, UNKNOWN, facts)).toBe(2);
});

test('nothing is left after the last trial', () => {
  expect(remainingSeconds(study, [], new Map(), UNKNOWN, facts)).toBe(0);
});

test('is unknown while neither a trial nor a unit was seen', () => {
  expect(remainingSeconds(study, trials, new Map(), UNKNOWN, facts)).toBeNull();
});

test('what is not seen yet is corrected by how the others fared', () => {
  const guesses = trials.slice(0, 3).map((trial) => first({}, [trial]));
  const twice = new Map([['0/sequential', [2 * (guesses[0] as number)]]]);
  const left = remainingSeconds(study, trials.slice(0, 3), twice, PACED, facts);
  expect(left).toBeCloseTo(2 * guesses.reduce((sum, guess) => sum + guess, 0), 9);
});

/** Seconds of the first trial of a study of one cell, without having seen any. */
function first(more: Partial<Study>, left = planStudy({ ...study, ...more }).trials.slice(0, 1), costs?: TaskCosts) {
  const tasks = PACED.map((task) => ({ ...task, ...(costs && { costs }) }));
  return remainingSeconds({ ...study, ...more }, left, new Map(), tasks, facts) ?? Number.NaN;
}

describe('a trial that was not seen is guessed from the preflight', () => {
  const COSTS = { startSeconds: 0.1, setupSeconds: 0, unit: { wallSeconds: 0.5, cpuSeconds: 0.5 } };
  /** Of 100 units at this worker count. */
  const at = (workers: number, costs: TaskCosts = COSTS, more: Partial<Study> = {}) =>
    first({ workers: [workers], ...more }, undefined, costs);

  test('units that compute gain up to the CPUs, and workers beyond them only cost their start', () => {
    // 100 units of 0.5 s, the start of a host (0.1 s) and its end (0.05 s); a worker adds 0.08 s, and 64 wait for 2 CPUs.
    expect(at(0)).toBeCloseTo(50.15, 9);
    expect(at(1)).toBeCloseTo(50.23, 9);
    expect(at(2)).toBeCloseTo(25.23, 9);
    expect(at(64)).toBeCloseTo(25.15 + 64 * 0.04, 9);
  });

  test('units that wait gain as many streams as there are', () => {
    const waits = { ...COSTS, unit: { wallSeconds: 0.5, cpuSeconds: 0.001 } };
    expect(at(25, waits, { inFlight: [2] }) - at(25, waits)).toBeCloseTo(1 - 2, 9);
    expect(at(25, waits)).toBeCloseTo(4 * 0.5 + 0.15 + 12.5 * 0.08, 9);
    // In one thread, and nothing is hired.
    expect(at(50, waits, { executors: ['async'] })).toBeCloseTo(2 * 0.5 + 0.15, 9);
    expect(at(50, COSTS, { executors: ['async'] })).toBeCloseTo(50.15, 9);
  });

  test('units that are parallel inside leave nothing for a second worker', () => {
    const inside = { ...COSTS, unit: { wallSeconds: 0.5, cpuSeconds: 1 } };
    expect(at(1, inside)).toBeCloseTo(50.23, 9);
    expect(at(2, inside)).toBeCloseTo(50.23, 9);
  });

  test('short units take as long as their messages, and chunks save them', () => {
    const short = { ...COSTS, unit: { wallSeconds: 1e-6, cpuSeconds: 1e-6 } };
    const load = { kind: 'count', units: 1_000_000 } as const;
    const units = (more: Partial<Study>) => at(2, short, { load, ...more }) - at(2, short, { load, dispatch: 'self' });
    expect(units({ dispatch: 'pool' })).toBeCloseTo(30 - 0.5, 1);
    expect(units({ dispatch: 'pool', chunk: 100 })).toBeCloseTo(0, 1);
  });

  test('a warm-up takes its time, or one cold unit where that is longer', () => {
    const cold = { ...COSTS, unit: { wallSeconds: 0.1, cpuSeconds: 0.1 } };
    expect(at(0, cold, { warmupSeconds: 0 })).toBeCloseTo(10.15 + 0.4, 9);
    expect(at(0, cold, { warmupSeconds: 0.2 })).toBeCloseTo(10.15 + 0.5, 9);
    expect(at(0, cold, { warmupSeconds: 3 })).toBeCloseTo(10.15 + 3, 9);
  });

  test('time ends a window and a rate', () => {
    const load = { kind: 'window', warmupSeconds: 1, durationSeconds: 12, windowSeconds: 10 } as const;
    expect(at(0, COSTS, { load })).toBeCloseTo(12 + 0.5 + 0.15, 9);
  });

  test('a journal of an older version knows the first unit alone', () => {
    expect(first({ workers: [0] })).toBeCloseTo(50 + 0.2, 9);
  });
});
