/** What findings look at, and the small wording that they share. */
import type { Advice, CellReport, Curve, CurvePoint, Finding, Recording } from '../../model.js';
import type { WrongResult } from '../correctness.js';
import type { AnalysedCurve } from '../curves.js';
import type { CellTrials } from '../trials.js';

/** A study as far as it is analysed. */
export interface FindingContext {
  readonly recording: Recording;
  readonly groups: readonly CellTrials[];
  readonly wrong: readonly WrongResult[];
  readonly curves: readonly AnalysedCurve[];
  readonly cells: readonly CellReport[];
  readonly advice: readonly Advice[];
}

/** What a finding on a curve speaks of. */
export function of({ task, executor, inFlight, order, load }: Curve): Pick<Finding, 'task' | 'executor' | 'curve'> {
  return { task, executor, curve: { inFlight, order, load } };
}

/** The trials behind a point of a curve. */
export function trialsAt({ cells }: AnalysedCurve, workers: number): CellTrials | null {
  return cells.cells.find(({ cell }) => cell.workers === workers) ?? null;
}

/** The point with the most workers; null for a curve without points. */
export function widest({ points }: Curve): CurvePoint | null {
  return points.at(-1) ?? null;
}

/** Whether all units of a curve run in the thread that hands them out. */
export function isOneThread({ curve }: AnalysedCurve): boolean {
  return curve.executor === 'async';
}

/** A share as whole percent: "12 %". */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** Three significant digits, without an exponent for ordinary sizes. */
export function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** "1 worker", "8 workers"; sequential counts as one. */
export function workersText(workers: number): string {
  return workers <= 1 ? '1 worker' : `${workers} workers`;
}

/** "1 row", "12,345 rows". */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}
