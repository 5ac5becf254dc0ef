/** Several runs of one study as one recording, and one run of two tasks as two. */
import type { Cell, Recording, StudyTask } from '../../model.js';

/** Runs put together: run `i` holds the rounds from `starts[i]` on. */
export interface MergedRuns {
  readonly recording: Recording;
  readonly starts: readonly number[];
}

/** What tells one cell from another in runs of their own: all but the task's name, of which `task` is the position. */
export function cellKey({ executor, workers, inFlight, load }: Cell, task: number): string {
  return JSON.stringify([task, executor, workers, inFlight, load]);
}

/** A cell's task by its position in the study. */
export function taskIndex({ study }: Recording['study'], cell: Cell): number {
  return study.tasks.findIndex(({ name }) => name === cell.task.name);
}

/**
 * Runs of the same tasks as one recording: their rounds one after the other, cells by what they are. Throws
 * RangeError for no run.
 */
export function mergeRuns(recordings: readonly Recording[]): MergedRuns {
  const [first] = recordings;
  if (first === undefined) throw new RangeError('there is no run to merge');
  const cells = new Map<string, Cell>();
  const trials = [];
  const starts: number[] = [];
  let start = 0;
  for (const recording of recordings) {
    const ids = new Map<string, string>();
    for (const cell of recording.study.plan.cells) {
      const key = cellKey(cell, taskIndex(recording.study, cell));
      if (!cells.has(key)) cells.set(key, cell);
      ids.set(cell.id, cells.get(key)?.id ?? cell.id);
    }
    for (const trial of recording.trials) {
      trials.push({ ...trial, cellId: ids.get(trial.cellId) ?? trial.cellId, round: start + trial.round });
    }
    starts.push(start);
    start += 1 + recording.trials.reduce((last, { round }) => Math.max(last, round), -1);
  }
  const plan = { ...first.study.plan, cells: [...cells.values()] };
  const end = recordings.every((recording) => recording.end?.interruptedBy === null) ? first.end : null;
  return { recording: { study: { ...first.study, plan }, trials, end }, starts };
}

/** The part of a run that is about one of its tasks; the rounds keep their numbers. */
export function onlyTask({ study, trials, end }: Recording, task: StudyTask): Recording {
  const cells = study.plan.cells.filter((cell) => cell.task.name === task.name);
  const ids = new Set(cells.map(({ id }) => id));
  return {
    study: {
      ...study,
      study: { ...study.study, tasks: [task] },
      plan: { cells, trials: study.plan.trials.filter(({ cell }) => ids.has(cell.id)) },
      tasks: study.tasks.filter(({ name }) => name === task.name),
    },
    trials: trials.filter(({ cellId }) => ids.has(cellId)),
    end,
  };
}
