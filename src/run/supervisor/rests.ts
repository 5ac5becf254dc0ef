import { setTimeout as sleep } from 'node:timers/promises';
import type { StudyEvent } from '../../model/events.js';
import type { PlannedTrial } from '../../model/plan.js';
import { traitsOf } from '../../seams/executor.js';
import { collectGarbage } from '../worker/garbage.js';
import type { Supervision } from './supervision.js';

/** The rests that the user asked for: after each trial, and after each round. */
export async function rest({ record, on, signal }: Supervision, trial: PlannedTrial): Promise<void> {
  const { study } = record;
  await pause(study.waitAfterRunnerSeconds, 'runner', on, signal);
  if (!trial.endsRound) return;
  const { runs } = traitsOf(study, trial.cell.way.executor);
  if (study.gcAfterIteration && runs.includes('module')) collectGarbage();
  await pause(study.waitAfterIterationSeconds, 'iteration', on, signal);
}

async function pause(
  seconds: number,
  after: 'runner' | 'iteration',
  on: (event: StudyEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  if (seconds <= 0 || signal.aborted) return;
  on({ kind: 'rest', seconds, after });
  // An interruption ends the rest; the loop then sees it.
  await sleep(seconds * 1000, undefined, { signal }).catch(() => {});
}
