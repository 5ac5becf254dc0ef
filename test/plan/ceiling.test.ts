import { describe, expect, test } from 'vitest';
import type { TaskDescription } from '../../src/model/journal.js';
import type { Cell } from '../../src/model/plan.js';
import type { Study, StudyTask } from '../../src/model/study.js';
import { hasCeiling, wantsCeiling } from '../../src/plan/ceiling.js';
import { planStudy } from '../../src/plan/plan.js';
import { study as example } from '../reporters/sample-report.js';

const study: Study = { ...example, workers: [0, 1, 2, 8], rounds: 5, machineCeiling: null, warmupSeconds: 0 };
const facts = { cpus: 2 };

function wants(more: Partial<Study>, unitSeconds: number | null, kernelSeconds = 0.25): boolean {
  const asked = { ...study, ...more };
  const tasks: readonly TaskDescription[] = [
    { name: 'sort', summary: null, args: [], deterministic: true, repeats: true, unitSeconds },
  ];
  return wantsCeiling(asked, planStudy(asked), tasks, facts, kernelSeconds);
}

describe('the machine is measured beside the task', () => {
  test('where that is cheap, and not where it is not', () => {
    expect(wants({}, 0.1)).toBe(true);
    expect(wants({}, 0.001)).toBe(false);
  });

  test('never over 10 % of the time: 15 of 20 trials, one for each of 3 worker counts up to the CPUs, run kernels', () => {
    // Sequential takes 10.2 s, 1 worker 10.32 s, 2 workers 5.32 s, and 8 workers 5.68 s: 157.6 s in all.
    expect(wants({}, 0.1, 15.76 / 15 - 0.001)).toBe(true);
    expect(wants({}, 0.1, 15.76 / 15 + 0.001)).toBe(false);
  });

  test('as the study says, whatever it costs', () => {
    expect(wants({ machineCeiling: true }, 0.0001)).toBe(true);
    expect(wants({ machineCeiling: false }, 10)).toBe(false);
  });

  test('not when the pace is not known, and not in a simulated study', () => {
    expect(wants({}, null)).toBe(false);
    const [task] = study.tasks as readonly [StudyTask];
    const law = { cpus: 8, lambda: 1, sigma: 0, kappa: 0, noise: 0 };
    expect(wants({ tasks: [{ ...task, subject: { kind: 'law', law } }] }, 1)).toBe(false);
  });

  test('up to as many workers as there are CPUs', () => {
    const [cell] = planStudy(study).cells as readonly [Cell];
    const has = (workers: number, cpus: number, set: number | null = null) =>
      hasCeiling({ ...cell, workers, way: { ...cell.way, cpus: set } }, cpus);
    expect([0, 1, 2, 3].map((workers) => has(workers, 2.5))).toEqual([true, true, true, false]);
    expect([0, 1, 2].map((workers) => has(workers, 0.5))).toEqual([true, true, false]);
    expect([1, 2, 3].map((workers) => has(workers, 8, 2))).toEqual([true, true, false]);
  });
});
