import type { Curve } from '../../model/curve.js';
import type { Load } from '../../model/load.js';
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

/** Whether two loads are the same. */
export function isSameLoad(a: Load, b: Load): boolean {
  if (a.kind === 'rate' && b.kind === 'rate') return a.perSecond === b.perSecond;
  return a.kind === b.kind;
}
