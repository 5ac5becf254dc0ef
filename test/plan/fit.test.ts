/** What is cut of a study that nobody sized, so that it ends in good time. */
import { describe, expect, test } from 'vitest';
import type { Study } from '../../src/model/study.js';
import { studySeconds } from '../../src/plan/estimate.js';
import { fitStudy } from '../../src/plan/fit.js';
import type { CostFacts } from '../../src/plan/trial-cost.js';
import { study as example } from '../reporters/sample-report.js';

const facts: CostFacts = { cpus: 2, kernelSeconds: () => 0 };
const free = ['units', 'rounds'] as const;
const asked: Study = {
  ...example,
  load: { kind: 'count', units: 100 },
  workers: [0, 1, 2, 4],
  rounds: 5,
  warmupSeconds: 0.2,
  budgetSeconds: null,
  free,
};

/** The study with units that compute for so long, after the cut, and what it then takes. */
function fitted(unitSeconds: number, more: Partial<Study> = {}) {
  const cost = { wallSeconds: unitSeconds, cpuSeconds: unitSeconds };
  const task = { name: 'sort', summary: null, args: [], deterministic: true, repeats: true, unitSeconds };
  const tasks = [{ ...task, costs: { startSeconds: 0.1, unit: cost } }];
  const study = fitStudy({ ...asked, ...more }, tasks, facts);
  const { load, rounds, cutFrom } = study;
  const seconds = studySeconds({ ...study, budgetSeconds: null }, tasks, facts) as number;
  return { units: load.kind === 'count' ? load.units : null, rounds, cutFrom, seconds };
}

describe('a study that nobody sized', () => {
  test('stays as it is where it fits', () => {
    expect(fitted(0.01)).toMatchObject({ units: 100, rounds: 5, cutFrom: undefined });
  });

  test.each([0.1, 0.3, 1])('runs fewer units of %d s: as many for every worker, in two minutes', (unitSeconds) => {
    const { units, rounds, cutFrom, seconds } = fitted(unitSeconds);
    expect(seconds).toBeLessThanOrEqual(120);
    expect(seconds).toBeGreaterThan(60);
    expect([rounds, cutFrom, (units as number) % 4]).toEqual([5, { units: 100 }, 0]);
  });

  test.each([2, 4])('has fewer rounds when units of %d s leave no unit to spare', (unitSeconds) => {
    const { units, rounds, cutFrom, seconds } = fitted(unitSeconds);
    expect(seconds).toBeLessThanOrEqual(120);
    expect([units, cutFrom]).toEqual([4, { units: 100, rounds: 5 }]);
    expect(rounds).toBeLessThan(5);
  });

  test('keeps as many short units as can be timed, when it is starts that take long', () => {
    const slowStart = { startSeconds: 3, unit: { wallSeconds: 0.05, cpuSeconds: 0 } };
    const task = { name: 'sort', summary: null, args: [], deterministic: true, repeats: true, unitSeconds: 0.05 };
    const { load } = fitStudy(asked, [{ ...task, costs: slowStart }], facts);
    expect(load).toEqual({ kind: 'count', units: 12 });
  });

  test('keeps a unit for every stream and one round, however long that takes', () => {
    expect(fitted(60)).toMatchObject({ units: 4, rounds: 1 });
    expect(fitted(60, { inFlight: [1, 8] })).toMatchObject({ units: 32, rounds: 1 });
  });

  test('is not cut where the user gave the number', () => {
    expect(fitted(1, { free: ['units'] })).toMatchObject({ rounds: 5, cutFrom: { units: 100 } });
    expect(fitted(4, { free: ['units'] })).toMatchObject({ units: 4, rounds: 5 });
    const { free: _free, ...given } = asked;
    expect(fitStudy(given, [], facts)).toBe(given);
  });

  test('of many rows has time for each, and a quick one less', () => {
    const workers = Array.from({ length: 20 }, (_, i) => i);
    const { rounds, seconds } = fitted(0.1, { workers });
    expect(rounds).toBe(5);
    expect(seconds).toBeGreaterThan(120);
    expect(seconds).toBeLessThanOrEqual(20 * 12);
    expect(fitted(1, { quick: true, rounds: 2 }).seconds).toBeLessThanOrEqual(30);
  });

  test('with a budget has time for the rounds of a first look', () => {
    const { units, rounds, seconds } = fitted(0.1, { budgetSeconds: 60 });
    expect(seconds).toBeLessThanOrEqual(60);
    expect(rounds).toBe(5);
    expect(units).toBeLessThan(100);
  });
});
