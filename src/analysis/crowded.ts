/** Machines that other programs use while something is looked at. Pure. */
import type { Machine, MachineLoad } from '../model/journal.js';
import { LEAST_CPU_SECONDS } from './disturbances.js';

/** Share of the effective CPUs that other programs take, from which what was timed is provisional. */
const NOTABLE_SHARE = 0.1;

/** Whether other programs took enough of the CPUs to change what was timed. */
export function isCrowded(
  { busyCpus, seconds }: MachineLoad,
  { effectiveCpus }: Pick<Machine, 'effectiveCpus'>,
): boolean {
  return busyCpus !== null && busyCpus > NOTABLE_SHARE * effectiveCpus && busyCpus * seconds >= LEAST_CPU_SECONDS;
}

/** The first sentence of a verdict: "Other programs took 1.0 of 2 CPUs: provisional."; null on a quiet machine. */
export function provisionalSentence(
  load: MachineLoad,
  machine: Pick<Machine, 'effectiveCpus' | 'logicalCpus'>,
): string | null {
  if (load.busyCpus === null || !isCrowded(load, machine)) return null;
  return `Other programs took ${load.busyCpus.toFixed(1)} of ${machine.logicalCpus} CPUs: provisional.`;
}
