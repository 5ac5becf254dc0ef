import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readCpuSettings } from '../../src/doctor/cpu-settings.js';
import { ownFolder, writeFiles } from '../support/cli.js';

const CPUS = 'sys/devices/system/cpu';
const folder = ownFolder();
let machines = 0;

/** A tree of files as Linux has them. */
function machine(files: { readonly [path: string]: string }): string {
  const root = `machine-${machines++}`;
  writeFiles(
    folder,
    Object.fromEntries(Object.entries(files).map(([path, text]) => [join(root, CPUS, path), `${text}\n`])),
  );
  return join(folder, root);
}

describe('how the system runs its CPUs', () => {
  test('with SMT, two governors and Intel turbo', () => {
    const root = machine({
      'smt/active': '1',
      'cpu0/topology/thread_siblings_list': '0,4',
      'cpu0/cpufreq/scaling_governor': 'powersave',
      'cpu1/cpufreq/scaling_governor': 'performance',
      'cpu2/cpufreq/scaling_governor': 'powersave',
      'intel_pstate/no_turbo': '0',
    });
    expect(readCpuSettings(8, root)).toEqual({
      threadsPerCore: 2,
      governors: ['performance', 'powersave'],
      turbo: true,
    });
  });

  test('with SMT and boost turned off', () => {
    const root = machine({ 'smt/active': '0', 'cpu0/topology/thread_siblings_list': '0-1', 'cpufreq/boost': '0' });
    expect(readCpuSettings(2, root)).toEqual({ threadsPerCore: 1, governors: null, turbo: false });
  });

  test('where it does not tell', () => {
    expect(readCpuSettings(4, machine({}))).toEqual({ threadsPerCore: null, governors: null, turbo: null });
  });
});
