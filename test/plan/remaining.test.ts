import { expect, test } from 'vitest';
import type { Study, TaskDescription } from '../../src/model.js';
import { planStudy } from '../../src/plan/plan.js';
import { remainingSeconds } from '../../src/plan/remaining.js';
import { study as example } from '../reporters/sample-report.js';

const study: Study = { ...example, workers: [0, 1, 2], rounds: 2, planOrder: 'listed' };
const { trials } = planStudy(study);
const UNKNOWN: readonly TaskDescription[] = [
  { name: 'sort', summary: null, args: [], deterministic: true, repeats: true, unitSeconds: null },
];
const PACED = UNKNOWN.map((task) => ({ ...task, unitSeconds: 0.5 }));
const seen = new Map([
  ['0/sequential', [4, 6]],
  ['0/parallel_1', [3]],
  ['0/parallel_2', [2]],
]);

test('adds up the means of what each cell took', () => {
  expect(remainingSeconds(study, trials.slice(3), seen, UNKNOWN, 2)).toBe(5 + 3 + 2);
});

test('adds the rests between the trials, and none after the last', () => {
  const resting = { ...study, waitAfterRunnerSeconds: 10, waitAfterIterationSeconds: 100 };
  expect(remainingSeconds(resting, trials, seen, UNKNOWN, 2)).toBe(20 + 5 * 10 + 100);
  expect(remainingSeconds(resting, trials.slice(5), seen, UNKNOWN, 2)).toBe(2);
});

test('nothing is left after the last trial', () => {
  expect(remainingSeconds(study, [], new Map(), UNKNOWN, 2)).toBe(0);
});

test('is unknown while neither a trial nor a unit was seen', () => {
  expect(remainingSeconds(study, trials, new Map(), UNKNOWN, 2)).toBeNull();
});

test('guesses from the unit’s pace, and never that workers beyond the CPUs help', () => {
  const first = (workers: number, cpus: number) => {
    const one = planStudy({ ...study, workers: [workers] }).trials.slice(0, 1);
    return remainingSeconds(study, one, new Map(), PACED, cpus) ?? Number.NaN;
  };
  expect(first(0, 2)).toBeGreaterThan(50);
  expect(first(0, 2)).toBe(first(1, 2));
  expect(first(2, 2)).toBeLessThan(first(1, 2));
  expect(first(64, 2)).toBe(first(2, 2));
});
