/** The CPUs that a whole trial may use, as a smaller machine would have them. */
import { execFileSync } from 'node:child_process';
import type { CpuFacts } from '../../plan/affinity.js';
import { planAffinity } from '../../plan/affinity.js';
import { CommandError } from './program.js';

/** A number of CPUs, and how this machine gives just as many. */
export interface CpuSet {
  /** As the user asked: 2, or 0.5. */
  readonly cpus: number;
  /** The numbers of the CPUs, ascending: as many as `cpus`, rounded up. */
  readonly list: readonly number[];
  /** CPUs' worth of time together, where `cpus` is no whole number: needs a quota; else null. */
  readonly quotaCpus: number | null;
}

/** In what a set differs from a machine of that size. */
export type SetGap = keyof typeof SET_GAPS;

/** The differences in words. */
export const SET_GAPS = {
  shared: 'the set has the whole machine’s caches, memory bandwidth and clock speed: a smaller machine has less',
  halfCore: 'one CPU of the set has its core for itself: a cloud’s vCPU shares a core with another',
  quota: 'a quota stops all CPUs of the set at once when it is used up, for the rest of each 100 ms',
  counted: 'programs that count the CPUs of /proc/cpuinfo or /sys see the whole machine’s',
} as const;

/**
 * Picks CPUs as clouds give vCPUs: both threads of a core before the next core, one package before the next, fast
 * cores before economical ones.
 * @param machine the CPUs that this process may use (run/system/topology.ts)
 * @throws CommandError when there are not as many, or none are known
 */
export function pickCpuSet(machine: readonly CpuFacts[], cpus: number): CpuSet {
  if (machine.length === 0) throw new CommandError('CPU sets need Linux: this system does not show its CPUs');
  if (!(cpus > 0)) throw new CommandError(`a set of ${cpus} CPUs is none`);
  if (cpus > machine.length) {
    const may = machine.length === 1 ? '1 CPU is' : `${machine.length} CPUs are`;
    throw new CommandError(`a set of ${cpus} CPUs is asked for, and ${may} available here`);
  }
  const order = { strategy: 'compact', performanceCores: null, efficiencyCores: null } as const;
  const list = planAffinity(machine, order, Math.ceil(cpus)).toSorted((a, b) => a - b);
  return { cpus, list, quotaCpus: Number.isInteger(cpus) ? null : cpus };
}

/** In what the set differs from a machine of its size; nothing where it is the whole machine. */
export function setGaps(machine: readonly CpuFacts[], { list, quotaCpus }: CpuSet): readonly SetGap[] {
  const gaps: SetGap[] = [];
  if (list.length < machine.length) gaps.push('shared', 'counted');
  const coreOf = (cpu: CpuFacts) => `${cpu.package}/${cpu.core}`;
  const taken = machine.filter(({ cpu }) => list.includes(cpu)).map(coreOf);
  const left = machine.filter(({ cpu }) => !list.includes(cpu)).map(coreOf);
  if (left.some((core) => taken.includes(core))) gaps.push('halfCore');
  if (quotaCpus !== null) gaps.push('quota');
  return gaps;
}

/**
 * Keeps a process, with all its threads and all that it starts from now on, on CPUs. A host confines itself before it
 * runs commands, so that no run pays for it.
 * @throws CommandError when taskset is not there, or the system refuses
 */
export function confineProcess(pid: number, list: readonly number[]): void {
  try {
    const stdio = ['ignore', 'ignore', 'pipe'] as const;
    execFileSync('taskset', ['-acp', list.join(','), String(pid)], { stdio: [...stdio] });
  } catch (error) {
    const { code, stderr } = error as NodeJS.ErrnoException & { readonly stderr?: Buffer };
    if (code === 'ENOENT') throw new CommandError('CPU sets need taskset, of util-linux, which is not installed');
    throw new CommandError(`the system refuses the CPUs ${list.join(',')}: ${String(stderr).trim()}`);
  }
}

/** The argument list that runs a program on CPUs, for what is not started by a confined process; costs it an exec. */
export function wrapInCpuSet(argv: readonly string[], list: readonly number[]): readonly string[] {
  return ['taskset', '-c', list.join(','), ...argv];
}
