import { isDisturbed } from '../analysis/disturbances.js';
import type { PlannedTrial, TrialRecord } from '../model.js';

/** Counts how often each trial has run again for being disturbed. */
export class Retries {
  readonly #counts = new Map<PlannedTrial, number>();

  constructor(readonly most: number) {}

  /** Whether a trial is to run again, which then counts. A trial that did not complete is a result, not a disturbance. */
  wanted(trial: PlannedTrial, record: TrialRecord): boolean {
    const count = this.#counts.get(trial) ?? 0;
    if (record.outcome !== 'completed' || !isDisturbed(record) || count >= this.most) return false;
    this.#counts.set(trial, count + 1);
    return true;
  }
}
