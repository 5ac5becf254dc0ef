/** The machine's CPUs as Linux shows them: cores, packages, and which are fast. */
import { join } from 'node:path';
import type { CpuFacts } from '../../plan/affinity.js';
import { allowedCpus, cpuList } from './cpu-list.js';
import { systemFolder, systemNumber, systemText } from './system-file.js';

const CPUS = 'sys/devices/system/cpu';
/** A CPU with less than that of the best one's capacity, or top clock, is an economical one. */
const FAST = 0.85;

/** The CPUs that this process may use; none where the system does not show any. */
export function readTopology(root: string): readonly CpuFacts[] {
  const allowed = allowedCpus(root);
  const online = systemText(join(root, CPUS, 'online')).trim();
  const numbers = cpuNumbers(root, online).filter((cpu) => allowed === null || allowed.includes(cpu));
  const isEfficient = efficiency(root, numbers);
  return numbers.map((cpu) => ({
    cpu,
    core: systemNumber(join(folderOf(root, cpu), 'topology/core_id')) ?? cpu,
    package: systemNumber(join(folderOf(root, cpu), 'topology/physical_package_id')) ?? 0,
    kind: isEfficient(cpu) ? 'efficiency' : 'performance',
  }));
}

function folderOf(root: string, cpu: number): string {
  return join(root, CPUS, `cpu${cpu}`);
}

function cpuNumbers(root: string, online: string): readonly number[] {
  if (online !== '') return cpuList(online);
  const folders = systemFolder(join(root, CPUS)).filter((name) => /^cpu\d+$/.test(name));
  return folders.map((name) => Number(name.slice('cpu'.length)));
}

/** Intel's hybrid chips list their economical cores; elsewhere capacity tells, and the top clock after it. */
function efficiency(root: string, cpus: readonly number[]): (cpu: number) => boolean {
  const atoms = systemText(join(root, 'sys/devices/cpu_atom/cpus')).trim();
  if (atoms !== '') {
    const listed = new Set(cpuList(atoms));
    return (cpu) => listed.has(cpu);
  }
  for (const file of ['cpu_capacity', 'cpufreq/cpuinfo_max_freq']) {
    const values = new Map(cpus.map((cpu) => [cpu, systemNumber(join(folderOf(root, cpu), file))]));
    const best = Math.max(0, ...[...values.values()].map((value) => value ?? 0));
    if (best > 0 && [...values.values()].some((value) => value !== null && value < FAST * best)) {
      return (cpu) => (values.get(cpu) ?? best) < FAST * best;
    }
  }
  return () => false;
}
