/**
 * A journal's records without what they repeat: a task, and so its arguments, is written once. In a plan a cell is
 * then named by its id, and a task by its name, which is unique in a study. Journals of older versions repeat
 * everything, and are read as they are.
 */

import type { JournalRecord, StudyRecord, TaskDescription } from '../model/journal.js';
import type { Cell, PlannedTrial } from '../model/plan.js';
import type { StudyTask } from '../model/study.js';

/** A record as it is written. */
export type CompactRecord = JournalRecord | CompactStudy | CompactTrial;

type CompactCell = Omit<Cell, 'task'> & { readonly task: string | StudyTask };
type CompactPlanned = Omit<PlannedTrial, 'cell'> & { readonly cell: string | CompactCell };
/** `moreArgs` are the arguments in force beyond those that the study gives. */
type CompactTask = Omit<TaskDescription, 'args'> &
  ({ readonly args: readonly unknown[] } | { readonly moreArgs: readonly unknown[] });

interface CompactStudy extends Omit<StudyRecord, 'plan' | 'tasks'> {
  readonly plan: {
    readonly cells: readonly CompactCell[];
    readonly trials: readonly CompactPlanned[];
    readonly profiles: readonly CompactPlanned[];
  };
  readonly tasks: readonly CompactTask[];
}

/** The record of a trial whose cell a search chose. */
type CompactTrial = Omit<Extract<JournalRecord, { cell?: Cell }>, 'cell'> & { readonly cell: CompactCell };

/** A record as it is written. */
export function compactRecord(record: JournalRecord): CompactRecord {
  if (record.kind === 'study') return compactStudy(record);
  return record.kind === 'trial' && record.cell !== undefined ? { ...record, cell: compactCell(record.cell) } : record;
}

function compactStudy(record: StudyRecord): CompactStudy {
  const { cells, trials, profiles } = record.plan;
  const ids = new Set(cells.map(({ id }) => id));
  const planned = (trial: PlannedTrial) => ({
    ...trial,
    cell: ids.has(trial.cell.id) ? trial.cell.id : compactCell(trial.cell),
  });
  return {
    ...record,
    plan: { cells: cells.map(compactCell), trials: trials.map(planned), profiles: profiles.map(planned) },
    tasks: record.tasks.map((described) => compactTask(described, givenArgs(record, described.name))),
  };
}

function compactCell(cell: Cell): CompactCell {
  return { ...cell, task: cell.task.name };
}

function compactTask(described: TaskDescription, given: readonly unknown[]): CompactTask {
  const { args, ...others } = described;
  const begins = given.length > 0 && JSON.stringify(args.slice(0, given.length)) === JSON.stringify(given);
  return begins ? { ...others, moreArgs: args.slice(given.length) } : described;
}

function givenArgs({ study }: Pick<StudyRecord, 'study'>, name: string): readonly unknown[] {
  return study.tasks.find((task) => task.name === name)?.args ?? [];
}

/** The records as they were before they were written; those before the study's are left as they are. */
export function wholeRecords(records: readonly CompactRecord[]): readonly JournalRecord[] {
  const [first] = records;
  if (first?.kind !== 'study') return records as readonly JournalRecord[];
  const taskOf = (task: string | StudyTask) =>
    first.study.tasks.find(({ name }) => name === (typeof task === 'string' ? task : task.name)) ?? task;
  const wholeCell = (cell: CompactCell): Cell => ({ ...cell, task: taskOf(cell.task) as StudyTask });
  return records.map((record) => {
    if (record.kind === 'study') return wholeStudy(record, wholeCell);
    const isWithCell = record.kind === 'trial' && record.cell !== undefined;
    return (isWithCell ? { ...record, cell: wholeCell(record.cell) } : record) as JournalRecord;
  });
}

function wholeStudy(record: StudyRecord | CompactStudy, wholeCell: (cell: CompactCell) => Cell): StudyRecord {
  const cells = record.plan.cells.map(wholeCell);
  const byId = new Map(cells.map((cell) => [cell.id, cell]));
  const cellOf = (cell: string | CompactCell) =>
    byId.get(typeof cell === 'string' ? cell : cell.id) ?? wholeCell(cell as CompactCell);
  const whole = (trial: CompactPlanned): PlannedTrial => ({ ...trial, cell: cellOf(trial.cell) });
  return {
    ...record,
    plan: { cells, trials: record.plan.trials.map(whole), profiles: record.plan.profiles.map(whole) },
    tasks: record.tasks.map((described) => wholeTask(described, givenArgs(record, described.name))),
  };
}

function wholeTask(described: CompactTask, given: readonly unknown[]): TaskDescription {
  if ('args' in described) return described;
  const { moreArgs, ...others } = described;
  return { ...others, args: [...given, ...moreArgs] };
}
