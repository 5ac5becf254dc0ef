/** Several runs of one study as one recording, and one run of two tasks as two. */

import type { Recording, StudyRecord } from '../../model/journal.js';
import type { Cell, PlannedTrial } from '../../model/plan.js';
import type { StudyTask } from '../../model/study.js';

/** Runs put together: run `i` holds the rounds from `starts[i]` on. */
export interface MergedRuns {
  readonly recording: Recording;
  readonly starts: readonly number[];
}

/**
 * What a cell is called in every run of its study, by cell id: its task's position, executor, workers, units
 * in flight and order, and which of several such cells it is (there are several where loads vary).
 */
export function cellKeys({ study, plan }: StudyRecord): ReadonlyMap<string, string> {
  const seen = new Map<string, number>();
  return new Map(
    plan.cells.map(({ id, task, executor, workers, inFlight, order }) => {
      const position = study.tasks.findIndex(({ name }) => name === task.name);
      const key = JSON.stringify([position, executor, workers, inFlight, order]);
      const ordinal = seen.get(key) ?? 0;
      seen.set(key, ordinal + 1);
      return [id, `${key} ${ordinal}`];
    }),
  );
}

/**
 * Runs of the same tasks as one recording: their rounds one after the other, and cells are called by their keys. Throws
 * RangeError for no run.
 */
export function mergeRuns(recordings: readonly Recording[]): MergedRuns {
  const [first] = recordings;
  if (first === undefined) throw new RangeError('there is no run to merge');
  const cells = new Map<string, Cell>();
  const planned: PlannedTrial[] = [];
  const trials = [];
  const starts: number[] = [];
  let start = 0;
  for (const recording of recordings) {
    const keys = cellKeys(recording.study);
    for (const cell of recording.study.plan.cells) {
      const key = keys.get(cell.id) as string;
      if (!cells.has(key)) cells.set(key, { ...cell, id: key });
    }
    for (const trial of recording.study.plan.trials) {
      const cell = cells.get(keys.get(trial.cell.id) ?? '') ?? trial.cell;
      planned.push({ ...trial, index: planned.length, cell, round: start + trial.round });
    }
    for (const trial of recording.trials) {
      trials.push({ ...trial, cellId: keys.get(trial.cellId) ?? trial.cellId, round: start + trial.round });
    }
    starts.push(start);
    start += 1 + recording.trials.reduce((last, { round }) => Math.max(last, round), -1);
  }
  const plan = { cells: [...cells.values()], trials: planned, profiles: [] };
  const end = recordings.every((recording) => recording.end?.interruptedBy === null) ? first.end : null;
  return { recording: { study: { ...first.study, plan }, trials, profiles: [], end }, starts };
}

/** The part of a run that is about one of its tasks; the rounds keep their numbers. */
export function onlyTask({ study, trials, end }: Recording, task: StudyTask): Recording {
  const cells = study.plan.cells.filter((cell) => cell.task.name === task.name);
  const ids = new Set(cells.map(({ id }) => id));
  return {
    study: {
      ...study,
      study: { ...study.study, tasks: [task] },
      plan: { cells, trials: study.plan.trials.filter(({ cell }) => ids.has(cell.id)), profiles: [] },
      tasks: study.tasks.filter(({ name }) => name === task.name),
    },
    trials: trials.filter(({ cellId }) => ids.has(cellId)),
    profiles: [],
    end,
  };
}
