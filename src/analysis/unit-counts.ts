/** What became of a cell's units, and the first errors of those that failed. */

import type { UnitCounts, UnitErrorReport } from '../model/row.js';
import type { TrialRecord } from '../model/trial.js';
import { faultInOneLine } from '../words/sentences.js';
import type { CellTrials } from './trials.js';

/** Errors of a row: the rest is in the journal. */
const MOST_ERRORS = 3;
const LONGEST_MESSAGE = 240;

/** Counts the units of all trials that have a measurement. Records come by round. */
export function unitCounts({ records }: CellTrials): UnitCounts {
  const count = (figure: 'unitsCompleted' | 'unitsFailed') =>
    records.reduce((sum, { measurement }) => sum + (measurement?.[figure] ?? 0), 0);
  return {
    completed: count('unitsCompleted'),
    failed: count('unitsFailed'),
    errors: firstErrors(records),
    errorKinds: errorKinds(records),
  };
}

/** Failed units of some trials by kind, the most frequent first. */
export function errorKinds(records: readonly TrialRecord[]): UnitCounts['errorKinds'] {
  const sums = new Map<string, number>();
  for (const { measurement } of records)
    for (const [kind, units] of Object.entries(measurement?.unitErrorKinds ?? {}))
      sums.set(kind, (sums.get(kind) ?? 0) + units);
  return [...sums].map(([kind, units]) => ({ kind, units })).toSorted((a, b) => b.units - a.units);
}

/** The first errors of units, each message once. */
export function firstErrors(records: readonly TrialRecord[]): readonly UnitErrorReport[] {
  const errors = new Map<string, UnitErrorReport>();
  for (const error of records.flatMap(errorsOf)) {
    if (errors.size < MOST_ERRORS && !errors.has(error.message)) errors.set(error.message, error);
  }
  return [...errors.values()];
}

/** Of a trial that its first failed unit ended, the fault is that unit's. */
function errorsOf({ round, measurement, fault }: TrialRecord): readonly UnitErrorReport[] {
  const recorded = measurement?.unitErrors ?? [];
  const own = fault?.unit == null || recorded.length > 0 ? [] : [fault];
  return [...recorded, ...own].map(({ phase, message, unit }) => ({ round, phase, message: short(message), unit }));
}

/** What a program wrote before it failed comes after what failed: the most telling of it is chosen before the cut. */
function short(message: string): string {
  const text = message.length > LONGEST_MESSAGE ? faultInOneLine(message) : message;
  return text.length > LONGEST_MESSAGE ? `${text.slice(0, LONGEST_MESSAGE)}…` : text;
}
