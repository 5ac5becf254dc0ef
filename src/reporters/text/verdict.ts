import type { Advice } from '../../model/advice.js';
import type { Report } from '../../model/report.js';
import type { CellReport } from '../../model/row.js';
import { isOnCurve, type RowOfWay } from './same-curve.js';

/** What the advice says of a cell: `recommended`, `as good as the best`, why it is left out; empty for the others. */
export function verdictOf({ advice, answer, maxRates }: Report, cell: CellReport): string {
  if (maxRates.length > 0) return isAnswerRow(answer, cell) ? 'recommended' : '';
  // Of several curves one row is the answer; the others are only the best of their own.
  const chosen = answer.kind === 'best' ? 'best of its curve' : 'recommended';
  if (answer.kind === 'best' && isAnswerRow(answer, cell)) return 'best of all';
  const said = advice.filter((each) => isOnCurve(cell, each)).map((each) => verdictBy(each, cell.workers, chosen));
  return [...new Set(said.filter((text) => text !== ''))].join('; ');
}

/** Whether an advice recommends a row. */
export function isAdvised(advice: Advice, cell: RowOfWay): boolean {
  return isOnCurve(cell, advice) && advice.workers === cell.workers;
}

/** Whether a row is the one that the study's answer names. */
export function isAnswerRow({ row }: Report['answer'], cell: Pick<CellReport, 'way' | 'workers' | 'word'>): boolean {
  return row !== null && cell.way === row.way && cell.workers === row.workers && cell.word === null;
}

function verdictBy({ workers, equivalent, candidates }: Advice, count: number, chosen: string): string {
  if (workers === count) return chosen;
  if (equivalent.length > 1 && equivalent.includes(count)) return 'as good as the best';
  const excludedBy = candidates.find((candidate) => candidate.workers === count)?.excludedBy ?? null;
  return excludedBy === null ? '' : `left out: ${excludedBy}`;
}
