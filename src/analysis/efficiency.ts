/** How well workers are used: speedup over the worker count, against sequential and against one worker. */

import type { Estimate } from '../model/estimate.js';
import type { EfficiencyBand } from '../model/row.js';
import { ratioEstimate, scaleEstimate } from '../statistics/estimate.js';
import { isOpenLoop } from './loads.js';
import { pairedRatios } from './pairing.js';
import type { CellTrials } from './trials.js';

/** Above it workers are well used. */
const GOOD = 0.9;
/** Below it they are not. */
const FAIR = 0.7;

/** The band of an efficiency's value; null without one. */
export function bandOf(efficiency: Estimate | null): EfficiencyBand | null {
  if (efficiency === null) return null;
  if (efficiency.value > GOOD) return 'good';
  return efficiency.value >= FAIR ? 'fair' : 'poor';
}

/** A speedup over the worker count; sequential counts as one. */
export function efficiencyOf(speedup: Estimate | null, workers: number): Estimate | null {
  return speedup === null ? null : scaleEstimate(speedup, 1 / Math.max(workers, 1));
}

/**
 * Throughput against one worker of the same executor, paired by round. Null for sequential, under a rate, where
 * throughput is what arrived, without one worker, and where either computed something wrong.
 */
export function speedupVsOneWorker(
  group: CellTrials,
  { groups, wrongCells }: { readonly groups: readonly CellTrials[]; readonly wrongCells: ReadonlySet<string> },
): Estimate | null {
  const single = groups.find(({ cell }) => cell.workers === 1 && cell.way.id === group.cell.way.id);
  if (single === undefined || group.cell.workers === 0 || isOpenLoop(group.cell.way)) return null;
  if (wrongCells.has(group.cell.id) || wrongCells.has(single.cell.id)) return null;
  return ratioEstimate(pairedRatios(group, single).map(({ ratio }) => ratio));
}
