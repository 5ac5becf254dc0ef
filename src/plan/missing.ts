/** What a run that was cut still has to measure. */
import type { TrialRecord } from '../model.js';

/** What names a trial: its cell and its round. */
type TrialName = Pick<TrialRecord, 'cellId' | 'round'>;

/** A trial's name as one text. */
export function trialKey({ cellId, round }: TrialName): string {
  return `${round} ${cellId}`;
}

/** The trials that ended by themselves; an interrupted one is measured again. */
export function finishedTrials(
  records: readonly Pick<TrialRecord, 'cellId' | 'round' | 'outcome'>[],
): ReadonlySet<string> {
  return new Set(records.filter(({ outcome }) => outcome !== 'interrupted').map(trialKey));
}
