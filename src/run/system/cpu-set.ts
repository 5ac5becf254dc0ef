/** The CPUs that a whole trial may use, as a smaller machine would have them. */
import { execFileSync } from 'node:child_process';
import type { CpuSet, Machine, SetGap } from '../../model/journal.js';
import { type CpuFacts, planAffinity } from '../../plan/affinity.js';
import { UserError } from '../../user-error.js';
import { makeQuotaGroup } from './quota-group.js';
import { readTopology } from './topology.js';

/**
 * The sets of a study on this machine, after a try of each, so that what is missing is known before anything is measured.
 * @throws UserError when this machine cannot give one of them
 */
export function readyCpuSets(cpus: readonly number[], { effectiveCpus }: Pick<Machine, 'effectiveCpus'>): CpuSet[] {
  const machine = readTopology('/');
  const sets = cpus.map((count) => pickCpuSet(machine, count, effectiveCpus));
  tryCpuSets(sets);
  return sets;
}

/** Tries whether this process may confine others to each of the sets. @throws UserError when it may not */
export function tryCpuSets(sets: readonly CpuSet[]): void {
  for (const { list, quotaCpus } of sets) {
    tryCpuList(list);
    if (quotaCpus !== null) makeQuotaGroup('/', `kneepoint-try-${process.pid}`, quotaCpus).remove();
  }
}

/** Tries whether this process may confine others to these CPUs. @throws UserError when it may not */
export function tryCpuList(list: readonly number[]): void {
  taskset(['-c', list.join(','), 'true'], list);
}

/**
 * Picks CPUs as clouds give vCPUs: both threads of a core before the next core, one package before the next, fast
 * cores before economical ones.
 * @param machine the CPUs that this process may use (topology.ts)
 * @param effectiveCpus what a quota leaves of them
 * @throws UserError when there are not as many, or none are known
 */
export function pickCpuSet(machine: readonly CpuFacts[], cpus: number, effectiveCpus = machine.length): CpuSet {
  if (machine.length === 0)
    throw new UserError('cpus: CPU sets need Linux, because this system does not show its CPUs');
  if (!(cpus > 0)) throw new UserError(`cpus: a set of ${cpus} CPUs is none`);
  const available = Math.min(machine.length, effectiveCpus);
  if (cpus > available) {
    const may = available === 1 ? '1 CPU is' : `${available} CPUs are`;
    throw new UserError(`cpus: a set of ${cpus} CPUs is asked for, and ${may} available here`);
  }
  const order = { strategy: 'compact', performanceCores: null, efficiencyCores: null } as const;
  const list = planAffinity(machine, order, Math.ceil(cpus)).toSorted((a, b) => a - b);
  const quotaCpus = Number.isInteger(cpus) ? null : cpus;
  return { cpus, list, quotaCpus, gaps: setGaps(machine, list, quotaCpus) };
}

/** In what a set differs from a machine of its size; nothing where it is the whole machine. */
function setGaps(machine: readonly CpuFacts[], list: readonly number[], quotaCpus: number | null): readonly SetGap[] {
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
 * runs anything, so that no unit pays for it.
 * @throws UserError when taskset is not there, or the system refuses
 */
export function confineProcess(pid: number, list: readonly number[]): void {
  taskset(['-acp', list.join(','), String(pid)], list);
}

function taskset(args: readonly string[], list: readonly number[]): void {
  try {
    execFileSync('taskset', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  } catch (error) {
    const { code, stderr } = error as NodeJS.ErrnoException & { readonly stderr?: Buffer };
    if (code === 'ENOENT')
      throw new UserError('cpus: CPU sets need the program taskset (package util-linux), which is not installed');
    throw new UserError(`cpus: the system refuses the CPUs ${list.join(',')}: ${String(stderr ?? '').trim()}`);
  }
}
