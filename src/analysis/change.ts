/** How a row's throughput differs from the baseline row's, and between its own rounds. */
import { mean, median, sampleStandardDeviation } from 'simple-statistics';
import type { RoundSpread } from '../model/estimate.js';
import type { ThroughputChange } from '../model/row.js';
import { ratioEstimate } from '../statistics/estimate.js';
import { isOpenLoop } from './loads.js';
import { baselineOf, pairedRatios } from './pairing.js';
import type { CellTrials } from './trials.js';
import { areAlike } from './ways.js';

/** What a change is judged in. */
export interface ChangeContext {
  readonly groups: readonly CellTrials[];
  /** The study's chosen baseline; undefined for sequential. */
  readonly baseline: number | undefined;
  /** Ids of the cells with a wrong result: nothing is compared with them. */
  readonly wrongCells: ReadonlySet<string>;
}

/**
 * The change against the baseline row, paired by round. Null for that row itself, without rounds in common, where a
 * result was wrong, and under an open loop, where throughput is what arrived.
 */
export function changeOf(group: CellTrials, context: ChangeContext): ThroughputChange | null {
  const reference = referenceOf(group, context);
  if (reference === null || reference === group || isOpenLoop(group.cell.way)) return null;
  if ([group, reference].some(({ cell }) => context.wrongCells.has(cell.id))) return null;
  const ratio = ratioEstimate(pairedRatios(group, reference).map((pair) => pair.ratio));
  if (ratio === null) return null;
  const { value, low, high } = ratio;
  const relative = { value: value - 1, low: low === null ? null : low - 1, high: high === null ? null : high - 1 };
  return { baseline: reference.cell.name, relative };
}

/** The row of the baseline's worker count that runs units in the same way; for sequential the first there is. */
function referenceOf(group: CellTrials, { groups, baseline = 0 }: ChangeContext): CellTrials | null {
  if (baseline === 0) return baselineOf(group, groups);
  const { way } = group.cell;
  const rows = groups.filter(
    ({ cell }) => cell.workers === baseline && areAlike(cell.way, way, 'executor', 'inFlight', 'order'),
  );
  return rows.find(({ cell }) => cell.way.id === way.id) ?? rows[0] ?? null;
}

/** Median, range and coefficient of variation of one figure a round; null for no round. */
export function spreadOf(values: readonly number[]): RoundSpread | null {
  if (values.length === 0) return null;
  const all = [...values];
  return {
    median: median(all),
    min: Math.min(...all),
    max: Math.max(...all),
    variation: all.length < 2 ? null : sampleStandardDeviation(all) / mean(all),
  };
}
