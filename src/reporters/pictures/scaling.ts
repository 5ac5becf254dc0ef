/** Speedup and throughput against workers. */
import type { Curve } from '../../model/curve.js';
import type { Report } from '../../model/report.js';
import { speedupBaseline } from '../../seams/subject.js';
import { scaleEstimate } from '../../statistics/estimate.js';
import { counted, workerCountsText } from '../../words/counts.js';
import { curveName } from '../../words/curves.js';
import { rate, ratio, withInterval } from '../../words/numbers.js';
import { capitalised } from '../../words/sentences.js';
import { rateUnit, throughputText } from '../text/command.js';
import { linearAxis, workersAxis } from './axis.js';
import { type CurveGroup, equalRows, extentOf, fitSeries, measuredSeries, pictureId } from './curve-series.js';
import type { DotSeries, LineSeries, XyPicture } from './picture.js';

/** How far above the measured points the ideal line is drawn. */
const IDEAL_HEADROOM = 1.15;

/** A ceiling below this many times the highest point is shown whole. */
const CEILING_HEADROOM = 1.5;

/**
 * How a task's curves scale: by speedup, or by throughput where there is none. Both would be the same picture with
 * another axis.
 */
export function scalingPicture(group: CurveGroup): XyPicture | null {
  return speedupPicture(group) ?? throughputPicture(group);
}

/** The speedup of a task's curves with ideal, fit and ceilings; null with fewer than two points or no baseline. */
function speedupPicture(group: CurveGroup): XyPicture | null {
  const measured = group.curves.map((curve) => measuredSeries(group, curve, ({ speedup }) => speedup, ratio));
  const baseline = baselineThroughput(group);
  if (baseline === null || pointsIn(measured) < 2) return null;
  const fits = group.curves.flatMap((curve) => fitSeries(group, curve, 1 / baseline));
  const ceilings = group.curves.length === 1 ? group.curves.flatMap(ceilingSeries) : [];
  const top = topOf(measured, ceilings);
  return {
    kind: 'xy',
    id: pictureId('speedup', group.index),
    title: 'Speedup against workers',
    caption: speedupCaption(group),
    x: workersAxis(workersOf(group)),
    y: linearAxis(`times ${speedupBaseline(group.report.study).name}`, 'ratio', 0, top * 1.05),
    series: [idealLine(group, top * IDEAL_HEADROOM), ...ceilings, ...fits, ...measured],
  };
}

/**
 * The throughput of a task's curves with fit and baseline; null with fewer than two points, and under a
 * rate, where throughput is what arrived.
 */
function throughputPicture(all: CurveGroup): XyPicture | null {
  const group = { ...all, curves: all.curves.filter(({ load }) => load.kind !== 'rate') };
  const unit = rateUnit(group.report);
  const scaled = ({ throughput }: Curve['points'][number]) => scaleEstimate(throughput, unit.factor);
  const measured = group.curves.map((curve) => measuredSeries(group, curve, scaled, rate));
  if (pointsIn(measured) < 2) return null;
  const fits = group.curves.flatMap((curve) => fitSeries(group, curve, unit.factor));
  const baseline = baselineThroughput(group);
  const workers = workersOf(group);
  // One worker is a point of the curve itself.
  const against = speedupBaseline(group.report.study);
  const sequential =
    baseline === null || against.workers === 1 ? [] : [levelLine(against.name, baseline * unit.factor, workers)];
  return {
    kind: 'xy',
    id: pictureId('throughput', group.index),
    title: 'Throughput against workers',
    caption: throughputCaption(group),
    x: workersAxis(workers),
    y: linearAxis(unit.title, 'rate', 0, Math.max(...extentOf([...measured, ...sequential])) * 1.05),
    series: [...sequential, ...fits, ...measured],
  };
}

/** Ceilings far above what was measured would flatten it; they leave the picture instead. */
function topOf(measured: readonly DotSeries[], ceilings: readonly LineSeries[]): number {
  const top = Math.max(...extentOf(measured));
  const ceiling = Math.max(0, ...extentOf(ceilings));
  return ceiling < CEILING_HEADROOM * top ? Math.max(top, ceiling) : top;
}

/** What speedups of a task are against. */
function baselineThroughput({ report, task }: CurveGroup): number | null {
  const { workers, word = null } = speedupBaseline(report.study);
  const cell = report.cells.find((each) => each.task === task && each.workers === workers && each.word === word);
  return cell?.throughput?.value ?? null;
}

function workersOf({ curves }: CurveGroup): readonly number[] {
  return curves.flatMap(({ points }) => points.map(({ workers }) => workers));
}

function pointsIn(series: readonly DotSeries[]): number {
  return Math.max(0, ...series.map(({ dots }) => dots.length));
}

/** With several units in flight a worker that waits may gain more than its number. */
function idealLine(group: CurveGroup, top: number): LineSeries {
  const name = group.curves.some(({ inFlight }) => inFlight > 1) ? 'speedup = workers' : 'ideal';
  const last = Math.min(Math.max(...workersOf(group)), top);
  return {
    kind: 'line',
    name,
    colour: 'quiet',
    dash: 'dotted',
    points: [
      [0, 0],
      [last, last],
    ],
  };
}

function levelLine(name: string, y: number, workers: readonly number[]): LineSeries {
  const points = [[0, y] as const, [Math.max(...workers), y] as const];
  return { kind: 'line', name, colour: 'quiet', dash: 'dotted', points };
}

/** What the machine's own kernels gained, and what whole units allow where that is less than ideal. */
function ceilingSeries({ points, inFlight }: Curve): readonly LineSeries[] {
  const machine = points.flatMap(({ workers, machineCeiling }) =>
    machineCeiling === null ? [] : [[workers, machineCeiling.value] as const],
  );
  const units = points.flatMap(({ workers, quantisationCeiling }) =>
    quantisationCeiling === null ? [] : [[workers, quantisationCeiling] as const],
  );
  const isBound = units.some(([workers, ceiling]) => ceiling < 0.95 * workers * inFlight);
  return [
    ...(machine.length < 2 ? [] : [lineOf("the machine's ceiling", 'orange', machine)]),
    ...(isBound && inFlight === 1 ? [lineOf('ceiling of whole units', 'ink', units)] : []),
  ];
}

function lineOf(name: string, colour: LineSeries['colour'], points: LineSeries['points']): LineSeries {
  return { kind: 'line', name, colour, dash: 'dashed', points };
}

function speedupCaption(group: CurveGroup): string {
  const best = bestPoint(group, ({ speedup }) => speedup?.value ?? null);
  if (best === null) return 'No speedup could be measured.';
  const { report } = group;
  const { speedup, throughput, workers } = best.point;
  const reached = `${withInterval(speedup)} times ${speedupBaseline(report.study).name} with ${counted(workers, 'worker')}`;
  const rates = `${throughputText(report, throughput)} ${rateUnit(report).words}`;
  return `The highest speedup is ${reached}${nameIn(group, best.curve)}: ${rates}. ${peakText(best.curve)}${equalsText(group)}`.trim();
}

function throughputCaption(group: CurveGroup): string {
  const best = bestPoint(group, ({ throughput }) => throughput.value);
  if (best === null) return 'No throughput could be measured.';
  const { throughput, workers } = best.point;
  const most = `${counted(workers, 'worker')}${nameIn(group, best.curve)} did the most, ${throughputText(group.report, throughput)} ${rateUnit(group.report).words}.`;
  return `${most} ${peakText(best.curve)}${equalsText(group)}`.trim();
}

function nameIn({ curves }: CurveGroup, curve: Curve): string {
  return curves.length > 1 ? ` (${curveName(curve)})` : '';
}

/** Where the law that fits has its peak; nothing where it has none. */
function peakText({ fits }: Curve): string {
  const fit = fits.find(({ selected }) => selected);
  if (fit === undefined || fit.peak === 'none') return '';
  return fit.peak === 'observed'
    ? `The law that fits peaks at ${ratio(fit.peakWorkers?.value ?? null)} workers. `
    : 'The peak of the law that fits lies outside what was measured. ';
}

/** Which points are ringed; nothing where the best stands alone. */
function equalsText(group: CurveGroup): string {
  const rows = equalRows(group.report, group.task);
  const ringed = rows.filter(({ way }) => group.curves.some((curve) => curve.way === way));
  if (ringed.length === 0 || rows.length < 2) return '';
  if (group.curves.length > 1) return 'Ringed points cannot be told from the best.';
  return capitalised(`${workerCountsText(rows.map(({ workers }) => workers))}, ringed, cannot be told from the best.`);
}

type Place = { readonly curve: Curve; readonly point: Curve['points'][number] };

/** The point with the highest figure among those whose results are right. */
function bestPoint({ report, curves }: CurveGroup, figure: (point: Place['point']) => number | null): Place | null {
  const places = curves.flatMap((curve) =>
    curve.points.filter((point) => !isWrong(report, curve, point)).map((point) => ({ curve, point })),
  );
  const sizeOf = (place: Place) => figure(place.point) ?? Number.NEGATIVE_INFINITY;
  const best = places.reduce<Place | null>((a, b) => (a === null || sizeOf(b) > sizeOf(a) ? b : a), null);
  return best === null || figure(best.point) === null ? null : best;
}

function isWrong(report: Report, { way }: Curve, { workers }: Place['point']): boolean {
  return report.cells.some((cell) => cell.way === way && cell.workers === workers && cell.wrong);
}
