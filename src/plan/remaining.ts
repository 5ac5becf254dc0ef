import type { TaskDescription } from '../model/journal.js';
import type { PlannedTrial } from '../model/plan.js';
import type { Study } from '../model/study.js';
import { type CostFacts, trialSeconds } from './trial-cost.js';

/** Seconds that each cell's finished trials took, by cell id. */
export type SeenSeconds = ReadonlyMap<string, readonly number[]>;

/**
 * Seconds until a study's end: for each trial to come the mean of its cell's finished trials, or what the preflight
 * lets expect, corrected by how it fared so far; and the rests between. Null while there is nothing to go by.
 */
export function remainingSeconds(
  study: Study,
  left: readonly PlannedTrial[],
  seen: SeenSeconds,
  tasks: readonly TaskDescription[],
  facts: CostFacts,
): number | null {
  const cells = new Map(left.map(({ cell }) => [cell.id, cell]));
  const expected = new Map(
    [...cells.values()].map((cell) => {
      const task = tasks.find(({ name }) => name === cell.way.task.name);
      return [cell.id, trialSeconds(study, cell, task, facts)];
    }),
  );
  const factor = correction(seen, expected);
  let seconds = 0;
  for (const { cell } of left) {
    const guess = expected.get(cell.id) ?? null;
    const one = mean(seen.get(cell.id)) ?? (guess === null ? null : guess * factor);
    if (one === null) return null;
    seconds += one;
  }
  return seconds + restSeconds(study, left);
}

/** The rests between trials; none follows the last. */
function restSeconds(study: Study, left: readonly PlannedTrial[]): number {
  const rests = Math.max(0, left.length - 1) * study.waitAfterRunnerSeconds;
  const roundEnds = left.slice(0, -1).filter(({ endsRound }) => endsRound).length * study.waitAfterIterationSeconds;
  return rests + roundEnds;
}

/** What finished trials took over what was expected of them; 1 before the first. */
function correction(seen: SeenSeconds, expected: ReadonlyMap<string, number | null>): number {
  let [took, guessed] = [0, 0];
  for (const [id, guess] of expected) {
    const known = mean(seen.get(id));
    if (known === null || guess === null) continue;
    took += known;
    guessed += guess;
  }
  return guessed > 0 ? took / guessed : 1;
}

function mean(values: readonly number[] | undefined): number | null {
  if (values === undefined || values.length === 0) return null;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
