/** The trials of a recording by cell and round, whatever the order in which they lie in the journal. */

import type { Recording } from '../model/journal.js';
import type { Measurement } from '../model/measurement.js';
import type { Cell } from '../model/plan.js';
import type { Outcome, TrialRecord } from '../model/trial.js';
import { OUTCOMES } from '../model/trial.js';
import { measuresService } from '../seams/subject.js';
import { isDisturbed } from './disturbances.js';
import { groupBy } from './grouping.js';
import { throughputOf, unitsCounted } from './loads.js';
import { groupAlike } from './ways.js';

/** A trial whose timed part ended and did work. */
export interface CompletedTrial {
  readonly cell: Cell;
  readonly round: number;
  readonly record: TrialRecord;
  readonly measurement: Measurement;
  /** Units a second; see `throughputOf`. */
  readonly throughput: number;
}

/** One cell with all that was recorded of it. */
export interface CellTrials {
  readonly cell: Cell;
  /** One a round, ascending. */
  readonly completed: readonly CompletedTrial[];
  /** Every record of the cell, whatever its outcome. */
  readonly records: readonly TrialRecord[];
  readonly outcomes: { readonly [outcome in Outcome]: number };
  /** Whether its workers are a service's own, which clients drive. */
  readonly isService: boolean;
}

/**
 * Every cell of the plan with its trials, in the plan's order. Those that a search added stand with the cells
 * of their way to serve, by ascending rate. Records of unknown cells are left out.
 */
export function groupTrials(recording: Recording): readonly CellTrials[] {
  const byCell = groupBy(recording.trials, (record) => record.cellId);
  const isService = measuresService(recording.study.study);
  return cellsOf(recording).map((cell) => {
    const records = [...(byCell.get(cell.id) ?? [])].sort(byRoundAndStart);
    return { cell, records, completed: completedRounds(cell, records), outcomes: countOutcomes(records), isService };
  });
}

function cellsOf({ study, trials }: Recording): readonly Cell[] {
  const cells = new Map(study.plan.cells.map((cell) => [cell.id, cell]));
  for (const { cell } of trials) if (cell !== undefined && !cells.has(cell.id)) cells.set(cell.id, cell);
  if (cells.size === study.plan.cells.length) return study.plan.cells;
  return cellsToServe([...cells.values()], (cell) => cell).flatMap((chain) =>
    chain.toSorted((a, b) => rateOf(a) - rateOf(b)),
  );
}

/** In groups of the same workers in the same way, whatever the load: ways to serve a rate. */
export function cellsToServe<Item>(items: readonly Item[], cellOf: (item: Item) => Cell): readonly (readonly Item[])[] {
  const alike = groupAlike(items, (item) => cellOf(item).way, 'load');
  return alike.flatMap((group) => [...groupBy(group, (item) => String(cellOf(item).workers)).values()]);
}

/** Arrivals a second; 0 for a load without. */
export function rateOf({ way: { load } }: Cell): number {
  return load.kind === 'rate' ? load.perSecond : 0;
}

/** How many trials of a fixed plan have no record; 0 for an adaptive study, which plans as it goes. */
export function missingTrials({ study, trials }: Recording): number {
  const recorded = new Set(trials.map(({ cellId, round }) => `${round} ${cellId}`));
  return study.plan.trials.filter(({ cell, round }) => !recorded.has(`${round} ${cell.id}`)).length;
}

/** A round that was measured again counts once: with its last clean trial, or its last where none is clean. */
function completedRounds(cell: Cell, records: readonly TrialRecord[]): readonly CompletedTrial[] {
  const rounds = new Map<number, CompletedTrial>();
  for (const record of records) {
    const trial = completedTrial(cell, record);
    const before = rounds.get(record.round);
    if (trial === null) continue;
    if (before === undefined || isDisturbed(before.record) || !isDisturbed(record)) rounds.set(record.round, trial);
  }
  return [...rounds.values()];
}

function completedTrial(cell: Cell, record: TrialRecord): CompletedTrial | null {
  const { measurement } = record;
  if (record.outcome !== 'completed' || measurement === null) return null;
  if (!(measurement.workSeconds > 0) || !(unitsCounted(measurement) > 0)) return null;
  const throughput = throughputOf(measurement);
  if (!(throughput > 0)) return null;
  return { cell, round: record.round, record, measurement, throughput };
}

function countOutcomes(records: readonly TrialRecord[]): { readonly [outcome in Outcome]: number } {
  const count = (outcome: Outcome) => records.filter((record) => record.outcome === outcome).length;
  return Object.fromEntries(OUTCOMES.map((outcome) => [outcome, count(outcome)])) as { [outcome in Outcome]: number };
}

/** Ties are broken by content, so that the order of a journal's lines never matters. */
function byRoundAndStart(a: TrialRecord, b: TrialRecord): number {
  if (a.round !== b.round) return a.round - b.round;
  if (a.startedAt !== b.startedAt) return a.startedAt < b.startedAt ? -1 : 1;
  const [left, right] = [JSON.stringify(a), JSON.stringify(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}
