import type { Advice, CellReport, Report } from '../../model.js';

/** What the advice says of a cell: `recommended`, `as good as the best`, why it is left out; empty for the others. */
export function verdictOf({ advice }: Report, cell: CellReport): string {
  const said = advice.filter((each) => isOfCurve(each, cell)).map((each) => verdictBy(each, cell.workers));
  return [...new Set(said.filter((text) => text !== ''))].join('; ');
}

/** What tells a row from the others. */
export type RowIdentity = Pick<CellReport, 'task' | 'executor' | 'workers' | 'inFlight'> &
  Partial<Pick<CellReport, 'order'>>;

/** Whether an advice recommends a row. */
export function isAdvised(advice: Advice, cell: RowIdentity): boolean {
  return isOfCurve(advice, cell) && advice.workers === cell.workers;
}

/** The sequential cell belongs to every curve of its task. */
function isOfCurve(advice: Advice, { task, executor, workers, inFlight, order }: RowIdentity): boolean {
  const isSame = advice.executor === executor && advice.inFlight === inFlight && (order === undefined || advice.order === order);
  return advice.task === task && (workers === 0 || isSame);
}

function verdictBy({ workers, equivalent, candidates }: Advice, count: number): string {
  if (workers === count) return 'recommended';
  if (equivalent.length > 1 && equivalent.includes(count)) return 'as good as the best';
  const excludedBy = candidates.find((candidate) => candidate.workers === count)?.excludedBy ?? null;
  return excludedBy === null ? '' : `left out: ${excludedBy}`;
}
