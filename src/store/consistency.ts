/** Whether a journal's records, each of a shape that is known, fit together. */
import type { JournalRecord, StudyRecord } from '../model/journal.js';
import type { Cell } from '../model/plan.js';

/**
 * Throws RangeError for rows of a task or an executor that the study does not have, for trials of no row, and for a round
 * that no run comes to: what goes over all rounds would take for ever.
 */
export function refuseMisfits({ study, plan }: StudyRecord, records: readonly JournalRecord[]): void {
  const trials = records.filter((record) => record.kind === 'trial');
  const cells = [...plan.cells, ...trials.flatMap(({ cell }) => cell ?? [])];
  for (const name of [...study.executors, ...cells.map(({ way }) => way.executor)])
    if (!Object.hasOwn(study.traits, name)) throw new RangeError(`nothing is known of an executor ${shown(name)}`);
  for (const cell of cells) refuseLoose(cell);
  const ids = new Set(cells.map(({ id }) => id));
  const mostRounds = study.rounds + records.length;
  for (const { cellId, round } of records.flatMap(namedTrials)) {
    if (!ids.has(cellId)) throw new RangeError(`there is no row ${shown(cellId)}`);
    if (round > mostRounds) throw new RangeError(`no run of so many records comes to the round ${round}`);
  }
}

/** What was read may lack what its type promises. */
function refuseLoose({ id, way }: Cell): void {
  if ((way.task as unknown) === undefined) throw new RangeError(`the row ${shown(id)} is of no task of the study`);
}

function namedTrials(record: JournalRecord): readonly { readonly cellId: string; readonly round: number }[] {
  if (record.kind === 'trial' || record.kind === 'profile') return [record];
  return record.kind === 'choice' ? record.trials : [];
}

function shown(name: string): string {
  return JSON.stringify(name.slice(0, 60));
}
