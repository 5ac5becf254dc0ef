/** What the pictures of curves share: names and colours of series, intervals, and which points stand out. */
import type { Curve, CurvePoint, Fit } from '../../model/curve.js';
import type { Estimate } from '../../model/estimate.js';
import type { Report } from '../../model/report.js';
import type { CellReport } from '../../model/row.js';
import { counted } from '../../words/counts.js';
import { curveName } from '../../words/curves.js';
import { withInterval } from '../../words/numbers.js';
import { evenlySpread } from '../text/excerpt.js';
import type { RowOfWay } from '../text/same-curve.js';
import { isAdvised } from '../text/verdict.js';
import { type Colour, type Dot, type DotSeries, type LineSeries, SERIES_COLOURS } from './picture.js';

/** Lines that can still be told apart in one picture. */
export const MOST_LINES = 6;

/** Points of a drawn law. */
const LAW_STEPS = 80;

/** The curves of one task, which share their pictures. */
export interface CurveGroup {
  readonly report: Report;
  readonly task: string;
  /** Those to be drawn against workers. */
  readonly curves: readonly Curve[];
  /** 0 for the first task; it tells the ids of pictures apart. */
  readonly index: number;
}

/** The curves by task, in the report's order. */
export function curveGroups(report: Report): readonly CurveGroup[] {
  const tasks = [...new Set(report.cells.map(({ task }) => task))];
  return tasks.map((task, index) => {
    return { report, task, index, curves: againstWorkers(report.curves.filter((curve) => curve.task === task)) };
  });
}

/** Rates that differ are drawn against the rate instead. */
function againstWorkers(curves: readonly Curve[]): readonly Curve[] {
  const rates = new Set(curves.flatMap(({ load }) => (load.kind === 'rate' ? [load.perSecond] : [])));
  return rates.size > 1 ? curves.filter(({ load }) => load.kind !== 'rate') : curves;
}

/** All of a few rows; of many the advised ones, then evenly spread ones, the last among them. */
export function chosenRows<Row extends RowOfWay>(
  { advice }: Pick<Report, 'advice'>,
  rows: readonly Row[],
  most = MOST_LINES,
): readonly Row[] {
  return evenlySpread(rows, most, (row) => advice.some((each) => isAdvised(each, row)));
}

/** The id of a task's picture: `speedup`, `speedup-2`. */
export function pictureId(name: string, index: number): string {
  return index === 0 ? name : `${name}-${index + 1}`;
}

/** The colour of the i-th series; they repeat after six. */
export function colourOf(index: number): Colour {
  return SERIES_COLOURS[index % SERIES_COLOURS.length] as Colour;
}

/** The rows of a task that cannot be told from the best: of the study's answer, or of the curve's advice without one. */
export function equalRows({ answers, advice }: Report, task: string): readonly Marked[] {
  const told = answers.filter((each) => each.task === task);
  if (told.length > 0) return told.flatMap(({ equivalent }) => equivalent);
  return advice.flatMap(({ way, equivalent, task: whose }) =>
    whose === task ? equivalent.map((workers) => ({ way, workers })) : [],
  );
}

/** What says which row it is. */
type Marked = Pick<CellReport, 'way' | 'workers'>;

/** What stands out in a picture: the row of the study's answer, and those that cannot be told from it. */
export function emphasisOf(report: Report, task: string, row: Marked): Dot['emphasis'] {
  const isRow = (other: Marked | null) => other !== null && other.way === row.way && other.workers === row.workers;
  const told = report.answers.filter((each) => each.task === task);
  const named =
    told.length > 0
      ? told.map((each) => each.row)
      : report.advice.map(({ way, workers }) => (workers === null ? null : { way, workers }));
  if (named.some(isRow)) return 'recommended';
  const equals = equalRows(report, task);
  return equals.length > 1 && equals.some(isRow) ? 'equal' : null;
}

/** The measured points of a curve, joined. */
export function measuredSeries(
  { report, task, curves }: CurveGroup,
  curve: Curve,
  figure: (point: CurvePoint) => Estimate | null,
  format: (value: number | null) => string,
): DotSeries {
  const name = curves.length > 1 ? curveName(curve) : 'measured';
  const dots = curve.points.flatMap(({ workers, ...point }) => {
    const estimate = figure({ workers, ...point });
    if (estimate === null || !Number.isFinite(estimate.value)) return [];
    const label = `${counted(workers, 'worker')}: ${withInterval(estimate, format)}`;
    return [dotOf(workers, estimate, label, emphasisOf(report, task, { way: curve.way, workers }))];
  });
  return { kind: 'dots', name, colour: colourOf(curves.indexOf(curve)), line: 'solid', dots };
}

/** A point at an estimate, with its interval. */
export function dotOf(x: number, { value, low, high }: Estimate, label: string, emphasis: Dot['emphasis']): Dot {
  return { x, y: value, low, high, label, emphasis };
}

/** The throughput that a fit says, in units a second (USL; Gunther, 2007, eq. 4.32). */
export function throughputOf({ lambda, sigma, kappa }: Fit, workers: number): number {
  const cost = 1 + sigma.value * (workers - 1) + kappa.value * workers * (workers - 1);
  return (lambda.value * workers) / cost;
}

/** The selected fit of a curve as a line up to its last measured point; `scale` turns throughput into what is drawn. */
export function fitSeries(group: CurveGroup, curve: Curve, scale: number): readonly LineSeries[] {
  const several = group.curves.length > 1;
  return lawSeries(curve.fits, curve.points.at(-1)?.workers ?? 1, scale, {
    name: several ? curveName(curve) : 'fit',
    colour: several ? colourOf(group.curves.indexOf(curve)) : 'vermillion',
  });
}

/** The selected one of several laws as a line up to a worker count; nothing where none is selected. */
export function lawSeries(
  fits: readonly Fit[],
  last: number,
  scale: number,
  { name, colour }: Pick<LineSeries, 'name' | 'colour'>,
): readonly LineSeries[] {
  const fit = fits.find(({ selected }) => selected);
  if (fit === undefined || last < 2) return [];
  const points = Array.from({ length: LAW_STEPS + 1 }, (_, i) => {
    const workers = 1 + ((last - 1) * i) / LAW_STEPS;
    return [workers, throughputOf(fit, workers) * scale] as const;
  });
  return [{ kind: 'line', name: `${name}: ${LAWS[fit.model]}`, colour, dash: 'dashed', points }];
}

const LAWS: { readonly [model in Fit['model']]: string } = { linear: 'linear', amdahl: 'Amdahl', usl: 'USL' };

/** The y values of series, interval ends included. */
export function extentOf(series: readonly (DotSeries | LineSeries)[]): readonly number[] {
  return series.flatMap((each) =>
    each.kind === 'line' ? each.points.map(([, y]) => y) : each.dots.flatMap(({ y, high }) => [y, high ?? y]),
  );
}
