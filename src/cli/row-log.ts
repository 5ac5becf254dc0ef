import { throughputOf } from '../analysis/loads.js';
import { counted } from '../words/counts.js';
import { rate } from '../words/numbers.js';
import { shortText, type TrialEnd } from './progress-lines.js';

/** What the rounds of each row came to so far. */
export class RowLog {
  readonly #rows = new Map<string, { readonly rates: number[]; readonly rounds: Set<number> }>();

  /**
   * Takes in a trial. Gives a line when its row is through, which ends with the last of its `rounds`; null before, and
   * for a profiled trial. An adaptive study knows no last round.
   */
  add({ trial, record, runsAgain }: TrialEnd, rounds: number): string | null {
    if (record.kind !== 'trial' || record.outcome === 'interrupted') return null;
    const { cell, round } = trial;
    const row = this.#rows.get(cell.id) ?? { rates: [], rounds: new Set() };
    this.#rows.set(cell.id, row);
    row.rounds.add(round);
    const { measurement } = record;
    if (record.outcome === 'completed' && measurement !== null && measurement.workSeconds > 0)
      row.rates.push(throughputOf(measurement));
    return runsAgain || round !== rounds - 1 ? null : rowLine(cell.name, row.rates, row.rounds.size);
  }
}

/** `threads_4 done: 55.6 tasks/s in 5 rounds, from 54.1 to 56.0`; rounds that failed are told apart. */
function rowLine(name: string, rates: readonly number[], rounds: number): string {
  const failed = rounds - rates.length;
  const missing = failed <= 0 ? '' : `, ${failed} of ${counted(rounds, 'round')} without a figure`;
  if (rates.length === 0) return `${shortText(name)} done${missing}`;
  const mean = rates.reduce((sum, one) => sum + one, 0) / rates.length;
  const range = rates.length === 1 ? '' : `, from ${rate(Math.min(...rates))} to ${rate(Math.max(...rates))}`;
  return `${shortText(name)} done: ${rate(mean)} tasks/s in ${counted(rates.length, 'round')}${range}${missing}`;
}
