/** Rows of other ways that cannot be told from the chosen one: what may be used instead. */
import type { Estimate } from '../model/estimate.js';
import { CONFIDENCE, describe, ratioFromLogs } from '../statistics/estimate.js';
import type { Decision } from './decision.js';
import { groupBy } from './grouping.js';
import { isOpenLoop } from './loads.js';
import { pairedRatios } from './pairing.js';
import type { CellTrials } from './trials.js';

/** A row is as fast only where its interval rules out that it is slower by more than this share. */
const MOST_SLOWER = 0.1;

/** A row of another way that cannot be told from the chosen one. */
export interface RivalRow {
  readonly row: CellTrials;
  /** Its throughput over the chosen row's. */
  readonly ratio: Estimate;
  readonly isAsFast: boolean;
}

/**
 * Of each other way with workers one row: those as fast before those that are only little known, then the cheapest. Ratios
 * are paired by round, and their intervals hold together (Bonferroni). None under a rate, where throughput is what
 * arrived, and where no row was chosen from several.
 */
export function rivalsOf({ kind, row: chosen, contestants, outcome }: Decision): readonly RivalRow[] {
  if (kind !== 'chosen' || chosen === null || isOpenLoop(chosen.cell.way)) return [];
  const others = contestants.filter(
    ({ cell }, column) =>
      cell.workers > 0 && cell.way.id !== chosen.cell.way.id && outcome?.dropped.includes(column) !== true,
  );
  const confidence = 1 - (1 - CONFIDENCE) / Math.max(1, others.length);
  const alike = others.flatMap((row): RivalRow[] => {
    const logs = pairedRatios(row, chosen).map(({ ratio }) => Math.log(ratio));
    if (logs.length === 0) return [];
    const ratio = ratioFromLogs(describe(logs), confidence);
    if (ratio.low === null || ratio.high === null || ratio.low > 1 || ratio.high < 1) return [];
    return [{ row, ratio, isAsFast: ratio.low >= 1 - MOST_SLOWER }];
  });
  return [...groupBy(alike, ({ row }) => row.cell.way.id).values()].map(
    (rows) => (rows.find(({ isAsFast }) => isAsFast) ?? rows[0]) as RivalRow,
  );
}
