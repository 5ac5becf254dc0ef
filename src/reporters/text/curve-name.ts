import type { Curve } from '../../model/curve.js';
import type { Load } from '../../model/load.js';
import type { WayFields } from '../../model/plan.js';
import { cpusText } from '../../words/counts.js';
import { plain } from '../../words/numbers.js';

/** What tells a curve from the others of its task. */
export type NamedCurve = Pick<Curve, 'executor' | 'inFlight' | 'order' | 'load' | 'cpus'>;

/** A curve's name among those of its task: `threads`, `threads, 4 in flight`, `threads, order key, 2 CPUs, 100/s`. */
export function curveName({ executor, inFlight, order, load, cpus }: NamedCurve): string {
  const streams = inFlight === 1 ? '' : `, ${inFlight} in flight`;
  const held = order === 'none' ? '' : `, order ${order}`;
  const set = cpus === null ? '' : `, ${cpusText(cpus)}`;
  return executor + streams + held + set + (load.kind === 'rate' ? `, ${plain(load.perSecond)}/s` : '');
}

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
