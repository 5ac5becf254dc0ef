/** Several runs of one study as one recording, and one run of two tasks as two. */

import type { Recording, StudyRecord } from '../../model/journal.js';
import type { Cell, Plan, PlannedTrial } from '../../model/plan.js';
import type { StudyTask } from '../../model/study.js';
import { idUnderAnyLoad } from '../../plan/ways.js';

/** Runs put together: run `i` holds the rounds from `starts[i]` on. */
export interface MergedRuns {
  readonly recording: Recording;
  readonly starts: readonly number[];
}

/** What a way is called in every run of its study, by its id: loads may differ, and count by their order. */
function wayKeys({ study, plan }: StudyRecord): ReadonlyMap<string, string> {
  const ways = new Map(plan.cells.map(({ way }) => [way.id, way]));
  const seen = new Map<string, number>();
  const keys = new Map<string, string>();
  for (const way of ways.values()) {
    const { name, point } = way.task;
    // Another run may have fewer points of the same matrix.
    const place = point === undefined ? study.tasks.findIndex((task) => task.name === name) : name;
    const key = idUnderAnyLoad(place, way);
    const ordinal = seen.get(key) ?? 0;
    seen.set(key, ordinal + 1);
    keys.set(way.id, ordinal === 0 ? key : `${key}#${ordinal + 1}`);
  }
  return keys;
}

/** A study's cells, by their ids, as they are called in every run of it. */
function cellsOfAnyRun(record: StudyRecord): ReadonlyMap<string, Cell> {
  const keys = wayKeys(record);
  return new Map(
    record.plan.cells.map((cell) => {
      const key = keys.get(cell.way.id) as string;
      return [cell.id, { ...cell, id: `${key} ${cell.word ?? cell.workers}`, way: { ...cell.way, id: key } }];
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
    const own = cellsOfAnyRun(recording.study);
    for (const cell of own.values()) if (!cells.has(cell.id)) cells.set(cell.id, cell);
    for (const trial of recording.study.plan.trials) {
      const cell = cells.get(own.get(trial.cell.id)?.id ?? '') ?? trial.cell;
      planned.push({ ...trial, index: planned.length, cell, round: start + trial.round });
    }
    for (const trial of recording.trials) {
      trials.push({ ...trial, cellId: own.get(trial.cellId)?.id ?? trial.cellId, round: start + trial.round });
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
  const plan = onlyCells(study.plan, ({ way }) => way.task.name === task.name);
  const ids = new Set(plan.cells.map(({ id }) => id));
  return {
    study: {
      ...study,
      study: { ...study.study, tasks: [task] },
      plan,
      tasks: study.tasks.filter(({ name }) => name === task.name),
    },
    trials: trials.filter(({ cellId }) => ids.has(cellId)),
    profiles: [],
    end,
  };
}

/** The part of a run in one set of CPUs, or outside any (null), searched rates included; the rounds keep their numbers. */
export function onlyCpus({ study, trials, end }: Recording, cpus: number | null): Recording {
  const plan = onlyCells(study.plan, ({ way }) => way.cpus === cpus);
  const ids = new Set(plan.cells.map(({ id }) => id));
  return {
    study: { ...study, plan },
    trials: trials.filter(({ cellId, cell }) => ids.has(cellId) || cell?.way.cpus === cpus),
    profiles: [],
    end,
  };
}

function onlyCells({ cells, trials }: Plan, isKept: (cell: Cell) => boolean): Plan {
  return { cells: cells.filter(isKept), trials: trials.filter(({ cell }) => isKept(cell)), profiles: [] };
}
