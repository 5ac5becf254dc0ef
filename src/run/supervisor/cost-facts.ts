import { availableCpus, loadBefore } from '../../analysis/load-before.js';
import type { StudyRecord } from '../../model/journal.js';
import { hasKernels } from '../../plan/ceiling.js';
import type { CostFacts } from '../../plan/trial-cost.js';
import { KERNEL_SECONDS } from '../worker/kernels.js';

/** What the costs of a study's trials depend on, on the machine as it was before it. */
export function costFactsOf({
  study,
  machine,
  provenance,
}: Pick<StudyRecord, 'study' | 'machine' | 'provenance'>): CostFacts {
  return {
    cpus: availableCpus(machine, loadBefore(provenance)),
    kernelSeconds: (cell) => (hasKernels(study, cell, machine.effectiveCpus) ? KERNEL_SECONDS : 0),
  };
}
