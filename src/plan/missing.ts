/** What a run that was cut still has to measure. */
import type { TrialRecord } from '../model/trial.js';

/** What names a trial: its cell and its round. */
type TrialName = Pick<TrialRecord, 'cellId' | 'round'>;

/** One time that a trial ran, and how it ended. */
type Attempt = TrialName & Pick<TrialRecord, 'outcome'>;

/**
 * Which trials are through: those that completed, and those that failed, timed out or were lost once more
 * than they may run again. What is left is measured, at once or by a run that goes on; so is what was
 * interrupted, however often.
 */
export class FinishedTrials {
  readonly #failures = new Map<string, number>();
  readonly #finished = new Set<string>();

  constructor(readonly retryFailed: number) {}

  /** Takes in one more attempt; their order does not matter. */
  add(attempt: Attempt): void {
    const key = keyOf(attempt);
    if (attempt.outcome === 'interrupted') return;
    const failures = (this.#failures.get(key) ?? 0) + (attempt.outcome === 'completed' ? 0 : 1);
    this.#failures.set(key, failures);
    if (attempt.outcome === 'completed' || failures > this.retryFailed) this.#finished.add(key);
  }

  has(trial: TrialName): boolean {
    return this.#finished.has(keyOf(trial));
  }

  get size(): number {
    return this.#finished.size;
  }
}

/** The trials that are through, by all their records, when one that failed may run again so many times. */
export function finishedTrials(records: readonly Attempt[], retryFailed: number): FinishedTrials {
  const finished = new FinishedTrials(retryFailed);
  for (const record of records) finished.add(record);
  return finished;
}

function keyOf({ cellId, round }: TrialName): string {
  return `${round} ${cellId}`;
}
