/** What a row is called in a choice over several ways: "2 workers with 16 in flight (threads)". */
import type { Way } from '../model/plan.js';
import type { Study } from '../model/study.js';
import { traitsOf } from '../seams/executor.js';
import { cpusText, workersText } from '../words/counts.js';
import type { CellTrials } from './trials.js';

/** Names rows: what varies over them is told, with the executor in brackets. */
export function rowNamer(
  rows: readonly CellTrials[],
  study: Pick<Study, 'traits'>,
): (row: Pick<CellTrials, 'cell'>) => string {
  const parallel = rows.filter(({ cell }) => cell.workers > 0);
  const varies = (part: 'executor' | 'inFlight' | 'order' | 'cpus') =>
    new Set(parallel.map(({ cell }) => cell.way[part])).size > 1;
  const [executors, flights, orders, sets] = [varies('executor'), varies('inFlight'), varies('order'), varies('cpus')];
  const crewText = (workers: number, { executor, inFlight }: Way) => {
    if (!executors && !flights) return workersText(workers);
    if (traitsOf(study, executor).oneThread) return `one thread with ${workers * inFlight} in flight`;
    return workersText(workers) + (flights || inFlight > 1 ? ` with ${inFlight} in flight` : '');
  };
  return ({ cell: { workers, way } }) => {
    const { executor, order, cpus } = way;
    const onSet = sets && cpus !== null ? ` on ${cpusText(cpus)}` : '';
    if (workers === 0) return `sequential${onSet}`;
    const held = orders ? (order === 'none' ? ' in any order' : ` in order of ${order}`) : '';
    return `${crewText(workers, way)}${onSet}${held}${executors ? ` (${executor})` : ''}`;
  };
}
