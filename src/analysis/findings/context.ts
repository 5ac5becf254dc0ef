/** What findings look at, and how they find it. */
import type { Advice } from '../../model/advice.js';
import type { MaxRateReport } from '../../model/capacity.js';
import type { Curve, CurvePoint } from '../../model/curve.js';
import type { Finding } from '../../model/finding.js';
import type { Recording } from '../../model/journal.js';
import type { Way } from '../../model/plan.js';
import type { CellReport } from '../../model/row.js';
import type { ExecutorTraits } from '../../model/study.js';
import { traitsOf } from '../../seams/executor.js';
import { isCommand } from '../../seams/subject.js';
import type { WrongResult } from '../correctness.js';
import type { AnalysedCurve } from '../curves.js';
import { percentilesOf } from '../latency.js';
import type { CellTrials } from '../trials.js';

/** A study as far as it is analysed. */
export interface FindingContext {
  readonly recording: Recording;
  readonly groups: readonly CellTrials[];
  readonly wrong: readonly WrongResult[];
  readonly curves: readonly AnalysedCurve[];
  readonly cells: readonly CellReport[];
  readonly advice: readonly Advice[];
  readonly maxRates: readonly MaxRateReport[];
}

/** What a finding on a curve speaks of. */
export function onCurve(curve: Curve): Pick<Finding, 'task' | 'executor' | 'way' | 'curve'> {
  const { task, executor, way, inFlight, order, load, cpus } = curve;
  return { task, executor, way, curve: { inFlight, order, load, cpus } };
}

/** Whether a finding speaks of that curve. */
export function isOn(finding: Finding, curve: Curve): boolean {
  return finding.way === curve.way;
}

/** The way whose curve it is. */
export function curveWay({ cells }: AnalysedCurve): Way {
  return (cells.cells[0] as CellTrials).cell.way;
}

/** The trials behind a point of a curve. */
export function trialsAt({ cells }: AnalysedCurve, workers: number): CellTrials | null {
  return cells.cells.find(({ cell }) => cell.workers === workers) ?? null;
}

/** The point with the most workers; null for a curve without points. */
export function widest({ points }: Curve): CurvePoint | null {
  return points.at(-1) ?? null;
}

/** Whether a curve is a command's. */
export function isOfCommand(curve: AnalysedCurve): boolean {
  return isCommand(curveWay(curve).task);
}

/** The traits of a curve's executor. */
export function curveTraits({ curve }: AnalysedCurve, { recording }: FindingContext): ExecutorTraits {
  return traitsOf(recording.study.study, curve.executor);
}

/** The median over all units of a cell's completed trials, in milliseconds; null where none is known. */
export function medianSojournMs({ completed }: CellTrials): number | null {
  return percentilesOf(completed.map(({ measurement }) => measurement.latency.sojourn)).p50;
}
