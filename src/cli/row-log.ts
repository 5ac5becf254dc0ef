import { throughputOf } from '../analysis/loads.js';
import type { UnitNoun } from '../model/study.js';
import { counted } from '../words/counts.js';
import { rateUnitFor } from '../words/rates.js';
import { type Situation, shortText, type TrialEnd } from './progress-lines.js';

/** What the rounds of a row came to: throughputs per second, and the rounds that were tried. */
interface Row {
  readonly rates: number[];
  readonly rounds: Set<number>;
}

/** What the rounds of each row came to so far. */
export class RowLog {
  readonly #rows = new Map<string, Row>();

  /**
   * Takes in a trial. Gives a line when its row is through, which ends with the last of its `rounds`; null before, and
   * for a profiled trial. An adaptive study knows no last round.
   */
  add({ trial, record, runsAgain }: TrialEnd, { rounds, noun }: Pick<Situation, 'rounds' | 'noun'>): string | null {
    if (record.kind !== 'trial' || record.outcome === 'interrupted') return null;
    const { cell, round } = trial;
    const row: Row = this.#rows.get(cell.id) ?? { rates: [], rounds: new Set() };
    this.#rows.set(cell.id, row);
    row.rounds.add(round);
    const { measurement } = record;
    if (record.outcome === 'completed' && measurement !== null && measurement.workSeconds > 0)
      row.rates.push(throughputOf(measurement));
    return runsAgain || round !== rounds - 1 ? null : rowLine(cell.name, row, noun);
  }
}

/** `threads_4 done: 55.6 tasks/s in 5 rounds, from 54.1 to 56.0`; rounds that failed are told apart. */
function rowLine(name: string, { rates, rounds: { size: rounds } }: Row, noun: UnitNoun): string {
  const failed = rounds - rates.length;
  const missing = failed <= 0 ? '' : `, ${failed} of ${counted(rounds, 'round')} without a figure`;
  if (rates.length === 0) return `${shortText(name)} done${missing}`;
  const mean = rates.reduce((sum, one) => sum + one, 0) / rates.length;
  const { format, title } = rateUnitFor(noun, Math.max(...rates));
  const range = rates.length === 1 ? '' : `, from ${format(Math.min(...rates))} to ${format(Math.max(...rates))}`;
  return `${shortText(name)} done: ${format(mean)} ${title} in ${counted(rates.length, 'round')}${range}${missing}`;
}
