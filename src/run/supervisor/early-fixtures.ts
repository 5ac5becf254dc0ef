import type { Study, StudyTask } from '../../model/study.js';
import { UserError } from '../../user-error.js';
import { TrialFault } from '../worker/trial-fault.js';
import { FIXTURES_PHASE, type NeededFixture, TrialFixtures } from './fixtures.js';
import { Interruption } from './interruption.js';
import type { Scratch } from './scratch.js';

/**
 * Starts what a task's units need beside them before any trial, where units are only tried; at the first worker count. Rejects with
 * UserError for what does not start: it would not for the trials either. With Interruption when aborted.
 */
export async function startBeforeTrials(
  { seed, workers }: Pick<Study, 'seed' | 'workers'>,
  { point }: Pick<StudyTask, 'point'>,
  scratch: Scratch,
  signal: AbortSignal,
  needed: readonly NeededFixture[],
): Promise<TrialFixtures> {
  const place = {
    seed,
    round: 0,
    workers: workers[0] ?? 1,
    values: point?.values ?? {},
    scratch: scratch.folder('services'),
  };
  try {
    return await TrialFixtures.start(needed, { ...place, watchdog: scratch.watchdog, signal });
  } catch (thrown) {
    if (signal.aborted) throw new Interruption(String(signal.reason));
    throw new UserError(TrialFault.from(thrown, FIXTURES_PHASE).message);
  }
}
