import { expect, test } from 'vitest';
import { availableCpus, loadBefore, loadWarning } from '../../src/analysis/load-before.js';
import { machine, plainReport } from '../reporters/sample-report.js';

const quiet = { seconds: 0.5, busyCpus: 0.05, stolenCpus: 0 };

test('a load that would disturb trials is a warning', () => {
  expect(loadWarning({ ...quiet, busyCpus: 0.9 }, 2)).toBe('other programs use 0.9 of 2 CPUs: expect wide intervals');
  expect(loadWarning({ ...quiet, stolenCpus: 0.25, busyCpus: 1.234 }, 2)).toBe(
    'other programs use 1.2 of 2 CPUs, the hypervisor gives 0.25 of 2 CPUs to others: expect wide intervals',
  );
});

test('little load is none, on many CPUs more so; nor is what was seen too shortly, or not at all', () => {
  expect(loadWarning(quiet, 2)).toBeNull();
  expect(loadWarning({ ...quiet, busyCpus: 0.9 }, 16)).toBeNull();
  // 0.09 CPU seconds are nine ticks.
  expect(loadWarning({ ...quiet, seconds: 0.1, busyCpus: 0.9 }, 2)).toBeNull();
  expect(loadWarning({ seconds: 1, busyCpus: null, stolenCpus: null }, 2)).toBeNull();
});

test('what others use is not there for trials, but half always is: they take turns', () => {
  const two = { ...machine, effectiveCpus: 2, logicalCpus: 2 };
  expect(availableCpus(two, null)).toBe(2);
  expect(availableCpus(two, quiet)).toBe(2);
  expect(availableCpus(two, { ...quiet, busyCpus: 0.75 })).toBe(1.25);
  expect(availableCpus(two, { ...quiet, busyCpus: 2 })).toBe(1);
  // A quota of 2 CPUs on a machine that has 20 more to spare.
  expect(availableCpus({ ...two, logicalCpus: 32 }, { ...quiet, busyCpus: 10 })).toBe(2);
});

test('a session has its own load: that of the last one is in force', () => {
  const { provenance } = plainReport;
  const session = { startedAt: '', command: [], changed: [], trialsBefore: 3 };
  const busy = { ...quiet, busyCpus: 1 };
  expect(loadBefore(provenance)).toBeNull();
  expect(loadBefore({ ...provenance, loadBefore: busy })).toEqual(busy);
  expect(loadBefore({ ...provenance, loadBefore: quiet, resumed: [{ ...session, loadBefore: busy }] })).toEqual(busy);
  expect(loadBefore({ ...provenance, loadBefore: quiet, resumed: [session] })).toBeNull();
});
