import { isDisturbed } from '../../analysis/disturbances.js';
import type { PlannedTrial } from '../../model/plan.js';
import type { Study } from '../../model/study.js';
import type { TrialRecord } from '../../model/trial.js';
import { FinishedTrials } from '../../plan/missing.js';

/** Decides which trials run again at once: those that failed, and those that were disturbed, each as often as asked. */
export class Retries {
  readonly #finished: FinishedTrials;
  readonly #disturbed = new Map<PlannedTrial, number>();

  /** `earlier` is what a run that goes on has recorded: attempts count across its sessions. */
  constructor(
    readonly study: Pick<Study, 'retryDisturbed' | 'retryFailed'>,
    earlier: readonly TrialRecord[],
  ) {
    this.#finished = new FinishedTrials(study.retryFailed);
    for (const record of earlier) this.#finished.add(record);
  }

  /** Whether a trial is to run again, which then counts. One that a disturbed attempt completed needs no other for failing. */
  wanted(trial: PlannedTrial, record: TrialRecord): boolean {
    this.#finished.add(record);
    if (record.outcome === 'interrupted') return false;
    if (record.outcome !== 'completed') return !this.#finished.has(record);
    const count = this.#disturbed.get(trial) ?? 0;
    if (!isDisturbed(record) || count >= this.study.retryDisturbed) return false;
    this.#disturbed.set(trial, count + 1);
    return true;
  }
}
