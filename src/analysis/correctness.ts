/** Compares the results of every trial with the sequential reference of its round. */
import type { ResultDigest } from '../model/measurement.js';
import { groupBy } from './grouping.js';
import type { CellTrials, CompletedTrial } from './trials.js';

/** A trial that computed something else than the reference of its round. */
export interface WrongResult {
  readonly cellId: string;
  readonly round: number;
  readonly referenceCellId: string;
  /** Fields of the digest that differ: units whose index modulo `length` is one of them are suspect. */
  readonly buckets: readonly number[];
  /** Length of the digest. */
  readonly length: number;
}

/**
 * Every trial whose digest differs from that of its round's sequential trial, or, without one, from that
 * of the first cell in the plan which completed the round. Trials whose task's results vary cannot be
 * compared and are taken as right; so are trials of a count that completed different numbers of units.
 * Under a window or a rate the units are compared that both trials ran, among the first.
 */
export function wrongResults(groups: readonly CellTrials[]): readonly WrongResult[] {
  const trials = groups.flatMap((group) => group.completed);
  const byRound = groupBy(trials, (trial) => `${trial.round} ${trial.cell.way.task.name}`);
  return [...byRound.values()].flatMap(compareRound);
}

function compareRound(trials: readonly CompletedTrial[]): readonly WrongResult[] {
  const comparable = trials.filter((trial) => trial.measurement.digest !== null && trial.measurement.unitsFailed === 0);
  const reference = comparable.find(({ cell }) => cell.workers === 0 && cell.word === undefined) ?? comparable[0];
  if (reference === undefined) return [];
  return comparable
    .filter((trial) => isCounted(trial) === isCounted(reference))
    .filter((trial) => !isCounted(trial) || trial.measurement.unitsCompleted === reference.measurement.unitsCompleted)
    .map((trial) => compare(trial, reference))
    .filter((wrong) => wrong !== null);
}

function isCounted({ cell }: CompletedTrial): boolean {
  return cell.way.load.kind === 'count';
}

function compare(trial: CompletedTrial, reference: CompletedTrial): WrongResult | null {
  const expected = reference.measurement.digest as ResultDigest;
  const found = trial.measurement.digest as ResultDigest;
  const ranInBoth = (bucket: number) => isCounted(trial) || (expected[bucket] !== 0 && found[bucket] !== 0);
  const buckets = expected.flatMap((sum, bucket) => (sum === found[bucket] || !ranInBoth(bucket) ? [] : [bucket]));
  if (buckets.length === 0 && expected.length === found.length) return null;
  const { cell, round } = trial;
  return { cellId: cell.id, round, referenceCellId: reference.cell.id, buckets, length: expected.length };
}
