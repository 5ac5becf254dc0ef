import type { Cell, PlannedTrial, Study, TaskDescription } from '../model.js';

/** Seconds that each cell's finished trials took, by cell id. */
export type SeenSeconds = ReadonlyMap<string, readonly number[]>;

/** What a trial costs beside its units: starting and ending a host process. */
const HOST_SECONDS = 0.2;

/**
 * Seconds until a study's end: for each trial to come the mean of its cell's finished trials, or a guess
 * from the unit's pace, and the rests between. Null while there is nothing to go by.
 */
export function remainingSeconds(
  study: Study,
  left: readonly PlannedTrial[],
  seen: SeenSeconds,
  tasks: readonly TaskDescription[],
  cpus: number,
): number | null {
  let seconds = 0;
  for (const trial of left) {
    const expected = mean(seen.get(trial.cell.id)) ?? guessTrialSeconds(trial.cell, tasks, cpus);
    if (expected === null) return null;
    seconds += expected;
  }
  const rests = Math.max(0, left.length - 1) * study.waitAfterRunnerSeconds;
  const roundEnds = left.slice(0, -1).filter(({ endsRound }) => endsRound).length * study.waitAfterIterationSeconds;
  return seconds + rests + roundEnds;
}

/** Seconds that a trial of a cell may take: as long as its load says, or from the pace of a unit; null while that is unknown. */
function guessTrialSeconds(cell: Cell, tasks: readonly TaskDescription[], cpus: number): number | null {
  if (cell.load.kind !== 'count') return HOST_SECONDS + cell.load.durationSeconds;
  const unitSeconds = tasks.find(({ name }) => name === cell.task.name)?.unitSeconds;
  if (unitSeconds === undefined || unitSeconds === null) return null;
  const speedup = Math.max(1, Math.min(cell.workers, cpus));
  return HOST_SECONDS + (unitSeconds * cell.load.units) / speedup;
}

function mean(values: readonly number[] | undefined): number | null {
  if (values === undefined || values.length === 0) return null;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
