/** The finding on CPU sets: in what they differ from machines of their size. */

import type { Finding } from '../../model/finding.js';
import type { SetGap } from '../../model/journal.js';
import { cpusText, listText } from '../../words/counts.js';
import type { FindingContext } from './context.js';

const GAPS: { readonly [gap in SetGap]: string } = {
  shared: 'it has the whole machine’s caches, memory bandwidth and clock speed',
  counted: 'programs that count the CPUs of /proc/cpuinfo or /sys see the whole machine’s',
  halfCore: 'one of its CPUs has a core for itself, which a cloud’s vCPU shares',
  quota: 'a quota stops all of its CPUs at once, for the rest of each 100 ms',
};

/** One for the whole study: a set stands for a smaller machine, and is none. */
export function cpuSetFindings({ recording: { study } }: FindingContext): readonly Finding[] {
  const sets = (study.cpuSets ?? []).filter(({ gaps }) => gaps.length > 0);
  if (sets.length === 0) return [];
  const sizes = listText(sets.map(({ cpus }) => cpusText(cpus)));
  const gaps = (Object.keys(GAPS) as SetGap[]).flatMap((gap) => {
    const those = sets.filter((set) => set.gaps.includes(gap)).map(({ cpus }) => cpusText(cpus));
    if (those.length === 0) return [];
    return [`${GAPS[gap]}${those.length < sets.length ? ` (${listText(those)})` : ''}`];
  });
  return [
    {
      code: 'cpu-set',
      severity: 'info',
      likelihood: 'likely',
      text: `A set of CPUs of this machine (${sizes}) is not quite a machine of that size: ${gaps.join('; ')}.`,
      cure: null,
      task: null,
      executor: null,
      evidence: Object.fromEntries(sets.map(({ cpus, list }) => [`cpus${cpus}`, list.join(',')])),
    },
  ];
}
