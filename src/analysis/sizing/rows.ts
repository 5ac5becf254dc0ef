/** What was measured on each instance, row by row. */
import type { Estimate } from '../../model/estimate.js';
import type { Recording } from '../../model/journal.js';
import { meanEstimate } from '../../statistics/estimate.js';
import { mergeRuns } from '../compare/recordings.js';
import { wrongResults } from '../correctness.js';
import { type CellTrials, groupTrials } from '../trials.js';

/** What one instance costs. */
export interface Price {
  readonly perHour: number;
  readonly currency: string;
  /** What was assumed for want of a price of its own, a sentence; absent for a price that was given. */
  readonly assumed?: string;
}

/** Runs of one instance with its price. */
export interface PricedRuns {
  /** The instance, or a set of its CPUs: `c7g.xlarge, 2 CPUs`. */
  readonly instance: string;
  /** The whole instance's name. */
  readonly machine: string;
  readonly price: Price;
  readonly runs: readonly Recording[];
}

/** A worker count of an instance with its throughput. */
export interface MeasuredRow {
  readonly instance: string;
  readonly machine: string;
  readonly price: Price;
  readonly group: CellTrials;
  readonly throughput: Estimate;
  readonly isWrong: boolean;
}

/** The rows of an instance that completed a round, over all its runs. */
export function measuredRows({ instance, machine, price, runs }: PricedRuns): readonly MeasuredRow[] {
  const groups = groupTrials(mergeRuns(runs).recording);
  const wrong = new Set(wrongResults(groups).map(({ cellId }) => cellId));
  return groups.flatMap((group) => {
    const throughput = meanEstimate(group.completed.map((trial) => trial.throughput));
    return throughput === null
      ? []
      : [{ instance, machine, price, group, throughput, isWrong: wrong.has(group.cell.id) }];
  });
}

/** An instance that may do nothing at all cannot be counted: no number of them would be safe. */
export function isBounded({ throughput: { value, low } }: Pick<MeasuredRow, 'throughput'>): boolean {
  return (low ?? value) > 0;
}
