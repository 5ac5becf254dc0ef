import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AffinityStrategy, CpuAffinity } from '../../src/model/study.js';
import { type CpuFacts, planAffinity } from '../../src/plan/affinity.js';

const STRATEGIES: readonly AffinityStrategy[] = ['performance_first', 'compact', 'spread'];

function affinity(strategy: AffinityStrategy, more: Partial<CpuAffinity> = {}): CpuAffinity {
  return { strategy, performanceCores: null, efficiencyCores: null, ...more };
}

function facts(cpus: readonly (readonly [core: number, packageId: number, kind?: 'E'])[]): readonly CpuFacts[] {
  return cpus.map(([core, packageId, kind], cpu) => ({
    cpu,
    core,
    package: packageId,
    kind: kind === 'E' ? 'efficiency' : 'performance',
  }));
}

/** Two fast cores with two threads each (0, 1 and 2, 3), four economical ones. */
const HYBRID = facts([
  [0, 0],
  [0, 0],
  [1, 0],
  [1, 0],
  [8, 0, 'E'],
  [9, 0, 'E'],
  [10, 0, 'E'],
  [11, 0, 'E'],
]);
/** Two packages of two cores with two threads; Linux numbers all first threads before the second ones. */
const SERVER = facts([
  [0, 0],
  [1, 0],
  [0, 1],
  [1, 1],
  [0, 0],
  [1, 0],
  [0, 1],
  [1, 1],
]);

describe('the order in which workers get CPUs', () => {
  test.each([
    ['performance_first', [0, 2, 4, 5, 6, 7, 1, 3]],
    ['compact', [0, 1, 2, 3, 4, 5, 6, 7]],
    ['spread', [0, 2, 4, 5, 6, 7, 1, 3]],
  ] as const)('of a hybrid chip, %s', (strategy, order) => {
    expect(planAffinity(HYBRID, affinity(strategy), 8)).toEqual(order);
  });

  test.each([
    ['performance_first', [0, 1, 2, 3, 4, 5, 6, 7]],
    ['compact', [0, 4, 1, 5, 2, 6, 3, 7]],
    ['spread', [0, 2, 1, 3, 4, 6, 5, 7]],
  ] as const)('of two packages, %s', (strategy, order) => {
    expect(planAffinity(SERVER, affinity(strategy), 8)).toEqual(order);
  });

  test('more workers than CPUs begin again; sequential takes the first', () => {
    expect(planAffinity(HYBRID, affinity('compact'), 10).slice(8)).toEqual([0, 1]);
    expect(planAffinity(HYBRID, affinity('performance_first'), 0)).toEqual([0]);
    expect(planAffinity([], affinity('compact'), 4)).toEqual([]);
  });
});

describe('lists of the user’s own', () => {
  test('stand above what the system tells', () => {
    const own = affinity('performance_first', { performanceCores: [6, 7], efficiencyCores: [0] });
    expect(planAffinity(HYBRID, own, 3)).toEqual([6, 7, 0]);
  });

  test('one list alone makes the rest the other kind; both leave out what neither names', () => {
    const fast = affinity('performance_first', { performanceCores: [5] });
    expect(planAffinity(HYBRID, fast, 2)).toEqual([5, 0]);
    const both = affinity('compact', { performanceCores: [5], efficiencyCores: [2] });
    expect(planAffinity(HYBRID, both, 4)).toEqual([5, 2, 5, 2]);
    expect(planAffinity(HYBRID, affinity('compact', { performanceCores: [99], efficiencyCores: [98] }), 2)).toEqual([]);
  });
});

test('whatever the machine: every CPU once before any twice', () => {
  const cpus = fc.uniqueArray(fc.tuple(fc.nat(63), fc.nat(7), fc.nat(2), fc.boolean()), {
    selector: ([cpu]) => cpu,
    minLength: 1,
    maxLength: 32,
  });
  fc.assert(
    fc.property(cpus, fc.constantFrom(...STRATEGIES), (machine, strategy) => {
      const given = machine.map(
        ([cpu, core, packageId, fast]): CpuFacts => ({
          cpu,
          core,
          package: packageId,
          kind: fast ? 'performance' : 'efficiency',
        }),
      );
      const planned = planAffinity(given, affinity(strategy), given.length);
      expect([...planned].sort((a, b) => a - b)).toEqual(given.map(({ cpu }) => cpu).sort((a, b) => a - b));
    }),
    { numRuns: 100 },
  );
});
