import type { Advice } from '../../model/advice.js';
import type { Report } from '../../model/report.js';
import type { CellReport } from '../../model/row.js';
import { isSameLoad } from './curve-name.js';

/** What the advice says of a cell: `recommended`, `as good as the best`, why it is left out; empty for the others. */
export function verdictOf({ advice }: Report, cell: CellReport): string {
  const said = advice.filter((each) => isOfCurve(each, cell)).map((each) => verdictBy(each, cell.workers));
  return [...new Set(said.filter((text) => text !== ''))].join('; ');
}

/** What tells a row from the others. */
export type RowIdentity = Pick<CellReport, 'task' | 'executor' | 'workers' | 'inFlight'> &
  Partial<Pick<CellReport, 'order' | 'load' | 'cpus'>>;

/** Whether an advice recommends a row. */
export function isAdvised(advice: Advice, cell: RowIdentity): boolean {
  return isOfCurve(advice, cell) && advice.workers === cell.workers;
}

/** The sequential cell belongs to every curve of its task and set of CPUs. */
function isOfCurve(advice: Advice, { task, executor, workers, inFlight, order, load, cpus }: RowIdentity): boolean {
  const isSame = advice.executor === executor && advice.inFlight === inFlight;
  const isInItsOrder = order === undefined || advice.order === order;
  const isUnderIt = load === undefined || isSameLoad(advice.load, load);
  const isOnItsSet = cpus === undefined || advice.cpus === cpus;
  return advice.task === task && isUnderIt && isOnItsSet && (workers === 0 || (isSame && isInItsOrder));
}

function verdictBy({ workers, equivalent, candidates }: Advice, count: number): string {
  if (workers === count) return 'recommended';
  if (equivalent.length > 1 && equivalent.includes(count)) return 'as good as the best';
  const excludedBy = candidates.find((candidate) => candidate.workers === count)?.excludedBy ?? null;
  return excludedBy === null ? '' : `left out: ${excludedBy}`;
}
