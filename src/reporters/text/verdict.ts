import type { Advice } from '../../model/advice.js';
import type { Report } from '../../model/report.js';
import type { CellReport } from '../../model/row.js';
import { isOnCurve, type RowOfWay } from './same-curve.js';

/** What the advice says of a cell: `recommended`, `as good as the best`, why it is left out; empty for the others. */
export function verdictOf({ advice }: Report, cell: CellReport): string {
  const said = advice.filter((each) => isOnCurve(cell, each)).map((each) => verdictBy(each, cell.workers));
  return [...new Set(said.filter((text) => text !== ''))].join('; ');
}

/** Whether an advice recommends a row. */
export function isAdvised(advice: Advice, cell: RowOfWay): boolean {
  return isOnCurve(cell, advice) && advice.workers === cell.workers;
}

function verdictBy({ workers, equivalent, candidates }: Advice, count: number): string {
  if (workers === count) return 'recommended';
  if (equivalent.length > 1 && equivalent.includes(count)) return 'as good as the best';
  const excludedBy = candidates.find((candidate) => candidate.workers === count)?.excludedBy ?? null;
  return excludedBy === null ? '' : `left out: ${excludedBy}`;
}
