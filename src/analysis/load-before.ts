/** What the machine's load before a run means for it. Pure. */
import type { Machine, MachineLoad, Provenance } from '../model/journal.js';
import { LEAST_CPU_SECONDS, NOTABLE_FOREIGN, NOTABLE_STEAL } from './disturbances.js';

/** The load that the run's last session began with; null where it is not known. */
export function loadBefore({ loadBefore: first, resumed }: Provenance): MachineLoad | null {
  const last = resumed.at(-1);
  return (last === undefined ? first : last.loadBefore) ?? null;
}

/**
 * A warning where others take as much of the CPUs as would make a trial count as disturbed; null where they do not,
 * and where too little was seen to tell.
 */
export function loadWarning({ seconds, busyCpus, stolenCpus }: MachineLoad, logicalCpus: number): string | null {
  const isNotable = (cpus: number | null, share: number): cpus is number =>
    cpus !== null && cpus >= share * logicalCpus && cpus * seconds >= LEAST_CPU_SECONDS;
  const of = (cpus: number) => `${Number(cpus.toPrecision(2))} of ${logicalCpus} CPUs`;
  const reasons = [
    ...(isNotable(busyCpus, NOTABLE_FOREIGN) ? [`other programs use ${of(busyCpus)}`] : []),
    ...(isNotable(stolenCpus, NOTABLE_STEAL) ? [`the hypervisor gives ${of(stolenCpus)} to others`] : []),
  ];
  return reasons.length === 0 ? null : `${reasons.join(', ')}: expect wide intervals`;
}

/** CPUs that are left to a trial: what others use is gone, but they take turns with it when all want more than there is. */
export function availableCpus({ effectiveCpus, logicalCpus }: Machine, load: MachineLoad | null): number {
  const isBusy = load !== null && loadWarning(load, logicalCpus) !== null;
  const left = isBusy ? logicalCpus - (load.busyCpus ?? 0) - (load.stolenCpus ?? 0) : effectiveCpus;
  return Math.max(effectiveCpus / 2, Math.min(effectiveCpus, left));
}
