import { join } from 'node:path';
import { cpuList } from '../run/system/cpu-list.js';
import { systemText } from '../run/system/system-file.js';
import type { CpuSettings } from './model.js';

const CPUS = 'sys/devices/system/cpu';

/** Reads how the system runs its CPUs; `root` is where /sys is found. */
export function readCpuSettings(logicalCpus: number, root = '/'): CpuSettings {
  const read = (file: string) => systemText(join(root, CPUS, file)).trim();
  const governors = Array.from({ length: logicalCpus }, (_, cpu) => read(`cpu${cpu}/cpufreq/scaling_governor`));
  const known = [...new Set(governors)].filter((governor) => governor !== '').sort();
  return {
    threadsPerCore: threadsPerCore(read),
    governors: known.length === 0 ? null : known,
    turbo: turbo(read),
  };
}

function threadsPerCore(read: (file: string) => string): number | null {
  if (read('smt/active') === '0') return 1;
  const siblings = read('cpu0/topology/thread_siblings_list');
  return siblings === '' ? null : cpuList(siblings).length;
}

/** Intel's driver says "no turbo", all others "boost". */
function turbo(read: (file: string) => string): boolean | null {
  const [off, on] = [read('intel_pstate/no_turbo'), read('cpufreq/boost')];
  if (off !== '') return off === '0';
  return on === '' ? null : on === '1';
}
