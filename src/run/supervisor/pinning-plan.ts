import type { CpuSet } from '../../model/journal.js';
import type { TrialRecord } from '../../model/trial.js';
import { type CpuFacts, planAffinity } from '../../plan/affinity.js';
import { readTopology } from '../system/topology.js';
import type { Supervision } from './supervision.js';

/** The supervisor's side of pinning: it plans CPUs for each trial, and warns once where workers stay unpinned. */
export class PinningPlan {
  readonly #supervision: Supervision;
  readonly #cpus: readonly CpuFacts[];
  #hasWarned = false;

  constructor(supervision: Supervision) {
    this.#supervision = supervision;
    this.#cpus = supervision.record.study.cpuAffinity === null ? [] : readTopology('/');
  }

  /** The CPUs of that many workers, within a trial's set; null when they are not to be pinned, or nobody knows the CPUs. */
  cpusOf(workers: number, set: CpuSet | null): readonly number[] | null {
    const { cpuAffinity } = this.#supervision.record.study;
    if (cpuAffinity === null) return null;
    const within = this.#cpus.filter(({ cpu }) => set === null || set.list.includes(cpu));
    const cpus = planAffinity(within, cpuAffinity, workers);
    if (cpus.length > 0) return cpus;
    this.#warn(
      this.#cpus.length === 0
        ? 'this system does not show its CPUs'
        : 'none of the CPUs that it names may be used here',
    );
    return null;
  }

  /** Looks at where workers of a trial are. */
  check({ measurement }: TrialRecord): void {
    const refusal = measurement?.workers.find(({ placement }) => placement?.refusal)?.placement?.refusal;
    if (refusal) this.#warn(refusal);
  }

  #warn(reason: string): void {
    if (this.#hasWarned) return;
    this.#hasWarned = true;
    this.#supervision.on({ kind: 'warning', text: `cpu_affinity: workers are not pinned: ${reason}` });
  }
}
