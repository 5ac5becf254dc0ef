/** What curves are called, in every sentence and table that people read. */
import type { Curve } from '../model/curve.js';
import { cpusText } from './counts.js';
import { plain } from './numbers.js';

/** What tells a curve from the others of its task. */
export type NamedCurve = Pick<Curve, 'executor' | 'inFlight' | 'order' | 'load' | 'cpus'>;

/** A curve's name among those of its task: `threads`, `threads, 4 in flight`, `threads, order key, 2 CPUs, 100/s`. */
export function curveName({ executor, inFlight, order, load, cpus }: NamedCurve): string {
  const streams = inFlight === 1 ? '' : `, ${inFlight} in flight`;
  const held = order === 'none' ? '' : `, order ${order}`;
  const set = cpus === null ? '' : `, ${cpusText(cpus)}`;
  return executor + streams + held + set + (load.kind === 'rate' ? `, ${plain(load.perSecond)}/s` : '');
}

/** A curve's name with its task's: `sort, threads`, `sort, threads, 4 in flight`. */
export function curveTitle(curve: NamedCurve & { readonly task: string }): string {
  return `${curve.task}, ${curveName(curve)}`;
}
