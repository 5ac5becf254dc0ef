import type { Load } from '../../model/load.js';
import type { WayFields } from '../../model/plan.js';

/** A row, by its way and its worker count. */
export interface RowOfWay extends WayFields {
  readonly workers: number;
}

/** Whether a row belongs to a curve: its way's rows do, and the sequential row that all ways of a task, load and CPU set share. */
export function isOnCurve(row: RowOfWay, curve: WayFields): boolean {
  if (row.way === curve.way) return true;
  return row.workers === 0 && row.task === curve.task && row.cpus === curve.cpus && isSameLoad(row.load, curve.load);
}

/** Whether two loads are the same. */
export function isSameLoad(a: Load, b: Load): boolean {
  if (a.kind === 'rate' && b.kind === 'rate') return a.perSecond === b.perSecond;
  return a.kind === b.kind;
}
