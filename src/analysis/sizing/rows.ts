/** What was measured on each instance, row by row. */
import type { Estimate } from '../../model/estimate.js';
import type { Recording } from '../../model/journal.js';
import type { Limits } from '../../model/study.js';
import { meanEstimate } from '../../statistics/estimate.js';
import { mergeRuns } from '../compare/recordings.js';
import { wrongResults } from '../correctness.js';
import { isGeneratorBound } from '../generator.js';
import { isSearch } from '../highest-rates.js';
import { maxRatesOf } from '../max-rate.js';
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
  /** What a search for the highest rate found; null for a row of any other study. */
  readonly band: RateBand | null;
}

/** How a row of a search lies in the band that was found. */
interface RateBand {
  /** False for the lowest rate of a way to serve that is shown to sustain none. */
  readonly isSustained: boolean;
  /** The lowest rate that is shown to be too much; null without one. */
  readonly failedPerSecond: number | null;
}

/**
 * The rows of an instance that completed a round, over all its runs; of a search for the highest rate one for each way to
 * serve, at the rate that it held within the limits that are asked for, or else within those of the search.
 */
export function measuredRows(
  { instance, machine, price, runs }: PricedRuns,
  limits: Pick<Limits, 'p50Ms' | 'p99Ms'>,
): readonly MeasuredRow[] {
  const { recording } = mergeRuns(runs);
  const groups = groupTrials(recording);
  const wrong = new Set(wrongResults(groups).map(({ cellId }) => cellId));
  const rowOf = (group: CellTrials, band: RateBand | null) => {
    const throughput = meanEstimate(group.completed.map((trial) => trial.throughput));
    const isWrong = wrong.has(group.cell.id);
    return throughput === null ? [] : [{ instance, machine, price, group, throughput, isWrong, band }];
  };
  if (!isSearch(recording)) return groups.flatMap((group) => rowOf(group, null));
  const { study } = recording.study;
  const asked = { p50Ms: limits.p50Ms ?? study.limits.p50Ms, p99Ms: limits.p99Ms ?? study.limits.p99Ms };
  const found = maxRatesOf(groups, { ...study, limits: { ...study.limits, ...asked } });
  return found.flatMap(({ cell, groups: own, failed }) => {
    const shown = own.sustained ?? groups.find((group) => group.cell.id === cell.id);
    // What was too much for a service's clients does not bound the service.
    const failedPerSecond = own.failed !== null && isGeneratorBound(own.failed) ? null : failed;
    return shown === undefined ? [] : rowOf(shown, { isSustained: own.sustained !== null, failedPerSecond });
  });
}

/** An instance that may do nothing at all cannot be counted: no number of them would be safe. */
export function isBounded({ throughput: { value, low } }: Pick<MeasuredRow, 'throughput'>): boolean {
  return (low ?? value) > 0;
}
