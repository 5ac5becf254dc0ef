/**
 * A journal's records as they are written, version 2: a cell names its way, a way its task, and a trial its cell.
 * A round is the positions of its cells, in the order in which they run. So a task, and what may be megabytes of its
 * arguments, is written once.
 */

import type { JournalRecord, StudyRecord, TaskDescription } from '../model/journal.js';
import type { Cell, Plan, Way } from '../model/plan.js';
import type { Study, StudyTask } from '../model/study.js';
import type { TrialRecord } from '../model/trial.js';
import { plannedProfiles, plannedRound } from '../plan/plan.js';
import { type CellV1, cellFromV1, type StudyV1, studyFromV1 } from './version-1.js';

/** The version of the journals that are written. */
export const JOURNAL_VERSION = 2;

/** A record as it is written. */
export type WrittenRecord = Exclude<JournalRecord, StudyRecord | TrialRecord> | WrittenStudy | StudyV1 | WrittenTrial;

interface WrittenStudy extends Omit<StudyRecord, 'plan' | 'tasks'> {
  readonly version: number;
  readonly plan: WrittenPlan;
  readonly tasks: readonly WrittenTask[];
}

interface WrittenPlan {
  readonly ways: readonly WrittenWay[];
  readonly cells: readonly WrittenCell[];
  /** For each round its trials: positions in `cells`. */
  readonly rounds: readonly (readonly number[])[];
  /** Extra trials: positions in `cells`. */
  readonly profiles: readonly number[];
}

/** Ways of earlier versions know no sets of CPUs. */
type WrittenWay = Omit<Way, 'task' | 'cpus'> & { readonly task: string; readonly cpus?: number | null };
type WrittenCell = Omit<Cell, 'way'> & { readonly way: string };

/** `moreArgs` are the arguments in force beyond those that the study gives. */
type WrittenTask = Omit<TaskDescription, 'args'> &
  ({ readonly args: readonly unknown[] } | { readonly moreArgs: readonly unknown[] });

/** The record of a trial; where a search chose its cell, with the cell's way. */
type WrittenTrial = Omit<TrialRecord, 'cell'> & {
  readonly cell?: (Omit<Cell, 'way'> & { readonly way: WrittenWay }) | CellV1;
};

/** A record as it is written. */
export function writtenRecord(record: JournalRecord): WrittenRecord {
  if (record.kind === 'study') return writtenStudy(record);
  if (record.kind !== 'trial') return record;
  const { cell, ...others } = record;
  return cell === undefined ? others : { ...others, cell: { ...cell, way: writtenWay(cell.way) } };
}

function writtenStudy({ kind, ...record }: StudyRecord): WrittenStudy {
  const tasks = record.tasks.map((described) => writtenTask(described, givenArgs(record, described.name)));
  return { kind, version: JOURNAL_VERSION, ...record, plan: writtenPlan(record.plan), tasks };
}

function writtenPlan({ cells, trials, profiles }: Plan): WrittenPlan {
  const ways = new Map(cells.map(({ way }) => [way.id, writtenWay(way)]));
  const positions = new Map(cells.map(({ id }, position) => [id, position]));
  const positionOf = (cell: Cell) => positions.get(cell.id) as number;
  const rounds: number[][] = [];
  for (const { cell, round } of trials) {
    rounds[round] ??= [];
    rounds[round].push(positionOf(cell));
  }
  return {
    ways: [...ways.values()],
    cells: cells.map((cell) => ({ ...cell, way: cell.way.id })),
    rounds,
    profiles: profiles.map(({ cell }) => positionOf(cell)),
  };
}

function writtenWay(way: Way): WrittenWay {
  return { ...way, task: way.task.name };
}

function writtenTask(described: TaskDescription, given: readonly unknown[]): WrittenTask {
  const { args, ...others } = described;
  const begins = given.length > 0 && JSON.stringify(args.slice(0, given.length)) === JSON.stringify(given);
  return begins ? { ...others, moreArgs: args.slice(given.length) } : described;
}

function givenArgs({ study }: Pick<WrittenStudy | StudyV1, 'study'>, name: string): readonly unknown[] {
  return study.tasks.find((task) => task.name === name)?.args ?? [];
}

/** The version of a journal by its first record; null where that is not a study's. */
export function versionOf([first]: readonly WrittenRecord[]): number | null {
  if (first?.kind !== 'study') return null;
  return 'version' in first ? first.version : 1;
}

/** The records as they were before they were written; without a study first they are left as they are. */
export function readRecords(written: readonly WrittenRecord[]): readonly JournalRecord[] {
  const [first, ...others] = written;
  if (first?.kind !== 'study') return written as readonly JournalRecord[];
  const record = 'version' in first ? readStudy(first) : readStudyV1(first);
  return [
    record,
    ...others.map((one) => (one.kind === 'trial' ? readTrial(one, record.study) : (one as JournalRecord))),
  ];
}

function readStudy({ version: _, plan, tasks, ...record }: WrittenStudy): StudyRecord {
  return { ...record, plan: readPlan(plan, record.study), tasks: readTasks(tasks, record) };
}

function readStudyV1(record: StudyV1): StudyRecord {
  return { ...studyFromV1(record), tasks: readTasks(record.tasks, record) };
}

function readPlan({ ways, cells, rounds, profiles }: WrittenPlan, study: Study): Plan {
  const byId = new Map(ways.map((way) => [way.id, readWay(way, study)]));
  const known = cells.map((cell) => ({ ...cell, way: byId.get(cell.way) as Way }));
  const cellsAt = (positions: readonly number[]) => positions.map((position) => known[position] as Cell);
  let index = 0;
  const trials = rounds.flatMap((positions, round) => {
    const first = index;
    index += positions.length;
    return plannedRound(cellsAt(positions), round, first);
  });
  return { cells: known, trials, profiles: plannedProfiles(cellsAt(profiles), study.rounds, index) };
}

function readWay({ task, cpus = null, ...way }: WrittenWay, study: Pick<Study, 'tasks'>): Way {
  const { id, ...parts } = way;
  return { id, task: study.tasks.find(({ name }) => name === task) as StudyTask, ...parts, cpus };
}

function readTasks(tasks: readonly (WrittenTask | TaskDescription)[], record: Pick<WrittenStudy | StudyV1, 'study'>) {
  return tasks.map((described): TaskDescription => {
    if ('args' in described) return described;
    const { moreArgs, ...others } = described;
    return { ...others, args: [...givenArgs(record, described.name), ...moreArgs] };
  });
}

function readTrial({ cell, ...record }: WrittenTrial, study: Study): TrialRecord {
  if (cell === undefined) return record;
  return { ...record, cell: 'way' in cell ? { ...cell, way: readWay(cell.way, study) } : cellFromV1(cell, study) };
}
