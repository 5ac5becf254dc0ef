/**
 * Journals of version 1 as the model has them now. They hold no version; each cell repeats its way, and the first of
 * them its task and its trials' cells, too. Runs of those that go on hold lines of both versions.
 */
import asynchronous from '../executors/async.js';
import processes from '../executors/processes.js';
import sequential from '../executors/sequential.js';
import simulated from '../executors/simulated.js';
import threads from '../executors/threads.js';
import type { StudyRecord } from '../model/journal.js';
import type { Cell, PlannedTrial, Way } from '../model/plan.js';
import type { ExecutorTraits, SimulatedLaw, Study, StudyTask, Subject } from '../model/study.js';
import { makeWay } from '../plan/ways.js';

/** A cell: its way's parts stand in it, and its task by name or whole. */
export type CellV1 = Omit<Cell, 'way'> & Omit<Way, 'id' | 'task' | 'cpus'> & { readonly task: string | TaskV1 };

/** The first line. */
export interface StudyV1 extends Omit<StudyRecord, 'study' | 'plan'> {
  readonly study: Omit<Study, 'tasks' | 'traits'> & {
    readonly tasks: readonly TaskV1[];
    readonly traits?: { readonly [executor: string]: TraitsV1 };
  };
  readonly plan: {
    readonly cells: readonly CellV1[];
    readonly trials: readonly PlannedV1[];
    readonly profiles: readonly PlannedV1[];
  };
}

type TaskV1 = Omit<StudyTask, 'subject'> & { readonly modulePath: string | null; readonly law: SimulatedLaw | null };
type TraitsV1 = Omit<ExecutorTraits, 'runs'> & { readonly runs: Subject['kind'] };
type PlannedV1 = Omit<PlannedTrial, 'cell'> & { readonly cell: string | Pick<CellV1, 'id'> };

/** The executors that there were when journals did not keep traits. A newer one needs no place here. */
const EARLIER = [asynchronous, processes, sequential, simulated, threads];

/** The study of a first line of version 1. */
export function studyFromV1(record: StudyV1): StudyRecord {
  const tasks = record.study.tasks.map(taskFromV1);
  // The first journals do not say that they hold two versions: none else held two modules.
  const isAb = record.study.ab ?? (tasks.length === 2 && tasks.every(({ subject }) => subject.kind === 'module'));
  const study = { ...record.study, tasks, ...(isAb && { ab: true as const }), traits: traitsFromV1(record) };
  const cells = record.plan.cells.map((cell) => cellFromV1(cell, study));
  const byId = new Map(cells.map((cell) => [cell.id, cell]));
  const planned = (trials: readonly PlannedV1[]) =>
    trials.flatMap((trial): readonly PlannedTrial[] => {
      const cell = byId.get(typeof trial.cell === 'string' ? trial.cell : trial.cell.id);
      return cell === undefined ? [] : [{ ...trial, cell }];
    });
  return {
    ...record,
    study,
    plan: { cells, trials: planned(record.plan.trials), profiles: planned(record.plan.profiles) },
  };
}

/** A cell of version 1, in the plan or chosen by a search. */
export function cellFromV1({ id, name, workers, task, ...parts }: CellV1, study: Pick<Study, 'tasks'>): Cell {
  const taskName = typeof task === 'string' ? task : task.name;
  const { executor, inFlight, order, load } = parts;
  const own = study.tasks.find((one) => one.name === taskName) as StudyTask;
  return { id, name, way: makeWay(study, { task: own, executor, inFlight, order, load, cpus: null }), workers };
}

function taskFromV1({ modulePath, law, name, given, args }: TaskV1): StudyTask {
  const subject: Subject = law === null ? { kind: 'module', path: modulePath ?? '' } : { kind: 'law', law };
  return { name, given, args, subject };
}

function traitsFromV1({ study, plan }: StudyV1): Study['traits'] {
  if (study.traits !== undefined) {
    const kept = Object.entries(study.traits);
    return Object.fromEntries(kept.map(([name, { runs, ...others }]) => [name, { runs: [runs], ...others }]));
  }
  const names = [...plan.cells.map(({ executor }) => executor), ...study.executors];
  const used = EARLIER.filter(({ name }) => names.includes(name));
  return Object.fromEntries(used.map(({ name, traits }) => [name, traits]));
}
