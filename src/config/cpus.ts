/** The `cpus` key: how many CPUs a trial may use. Whether this machine has them is seen when the study begins. */
import type { Executors, Inquiry } from './inquiry.js';
import { distinctAscending } from './workers.js';

/** The sets to measure, ascending and each once; undefined for all CPUs. Complains of sets for a law, which has CPUs of its own. */
export function chooseCpus(inquiry: Inquiry, executors: Executors): readonly number[] | undefined {
  const given = inquiry.config.cpus;
  if (given === undefined) return undefined;
  if (Object.values(executors).some(({ runs }) => runs.includes('law')))
    inquiry.refuse('cpus', [], 'a simulated machine has no CPUs to choose from', 'set "cpus" in the law');
  const { counts, repeated } = distinctAscending([given].flat());
  if (repeated.length > 0)
    inquiry.notes.push(`cpus names ${repeated.join(', ')} more than once; each is measured once.`);
  return counts;
}

/** The most CPUs that a trial of the study has: of the largest set, where sets are given. */
export function mostCpus({ config: { cpus }, context: { effectiveCpus } }: Inquiry): number {
  return cpus === undefined ? effectiveCpus : Math.min(effectiveCpus, Math.max(...[cpus].flat()));
}
