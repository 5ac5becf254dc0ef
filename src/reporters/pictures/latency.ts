/** How long units took, against workers and as a distribution. */

import type { Curve } from '../../model/curve.js';
import type { PercentileIntervals, Percentiles } from '../../model/estimate.js';
import type { CellReport } from '../../model/row.js';
import { runsCommand, unitNoun } from '../../seams/subject.js';
import { counted, workersText } from '../../words/counts.js';
import { curveName } from '../../words/curves.js';
import { milliseconds } from '../../words/numbers.js';
import { isOnCurve } from '../text/same-curve.js';
import { durationAxis, workersAxis } from './axis.js';
import { type CurveGroup, colourOf, extentOf, pictureId } from './curve-series.js';
import { isFlat, sentence } from './flat.js';
import type { Colour, Dot, DotSeries, Sentence, XyPicture } from './picture.js';

type Level = 'p50' | 'p95' | 'p99' | 'p999' | 'max';

const LEVELS: readonly (readonly [level: Level, colour: Colour])[] = [
  ['p50', 'blue'],
  ['p95', 'green'],
  ['p99', 'vermillion'],
  ['p999', 'purple'],
  ['max', 'quiet'],
];

/**
 * Percentiles of the whole time of a unit, from scheduled to answered; null with fewer than two cells. Where they are
 * the same with every worker count, a sentence.
 */
export function latencyPicture(group: CurveGroup): XyPicture | Sentence | null {
  const series = group.curves.length === 1 ? levelsOf(group) : curvesAt(group);
  const dots = series.flatMap((each) => each.dots);
  const counts = new Set(dots.map(({ x }) => x));
  if (counts.size < 2) return null;
  if (series.every((each) => isFlat(each.dots.map(({ y }) => y)))) return sentence(caption(group));
  const isCommand = runsCommand(group.report.study);
  const isOpen = group.curves.some(({ load }) => load.kind === 'rate');
  return {
    kind: 'xy',
    id: pictureId('latency', group.index),
    title: isCommand ? 'Time of a run against workers' : 'Latency against workers',
    caption: caption(group),
    x: workersAxis([...counts]),
    y: durationAxis(
      isCommand
        ? 'a run'
        : `a ${unitNoun(group.report.study)}, from ${isOpen ? 'its scheduled arrival' : 'hand-out'} to answer`,
      extentOf(series),
    ),
    series,
  };
}

/** The cells of a curve that have latencies, sequential first. */
function cellsOf({ report }: CurveGroup, curve: Curve): readonly CellReport[] {
  return report.cells.filter((cell) => cell.word === null && cell.latency !== null && isOnCurve(cell, curve));
}

/** One curve: a line for each percentile. */
function levelsOf(group: CurveGroup): readonly DotSeries[] {
  const cells = group.curves.flatMap((curve) => cellsOf(group, curve));
  return LEVELS.map(([level, colour]) => seriesOf(nameOf(level), level, colour, cells, 'solid')).filter(
    ({ dots }) => dots.length > 0,
  );
}

/** Several curves: the median of each, and the 99th percentile. */
function curvesAt(group: CurveGroup): readonly DotSeries[] {
  return group.curves.flatMap((curve, i) => {
    const cells = cellsOf(group, curve).filter(({ workers }) => workers > 0);
    const at = (level: Level) =>
      seriesOf(
        `${curveName(curve)}: ${nameOf(level)}`,
        level,
        colourOf(i),
        cells,
        level === 'p50' ? 'solid' : 'dashed',
      );
    return [at('p50'), at('p99')].filter(({ dots }) => dots.length > 0);
  });
}

function nameOf(level: Level): string {
  return level === 'p999' ? 'p99.9' : level;
}

function seriesOf(
  name: string,
  level: Level,
  colour: Colour,
  cells: readonly CellReport[],
  line: DotSeries['line'],
): DotSeries {
  return { kind: 'dots', name, colour, line, dots: cells.flatMap((cell) => dotsOf(cell, level)) };
}

function dotsOf(cell: CellReport, level: Level): readonly Dot[] {
  const figures = cell.latency?.sojourn ?? null;
  const y = figures?.[level] ?? null;
  if (figures === null || y === null) return [];
  const { low, high } = intervalAt(figures, level);
  const who = workersText(cell.workers);
  return [{ x: cell.workers, y, low, high, label: `${who}: ${nameOf(level)} ${milliseconds(y)}`, emphasis: null }];
}

/** The median of rounds may lie outside the percentile over all units; the interval is drawn only around it. */
function intervalAt(figures: Percentiles, level: Level): Pick<Dot, 'low' | 'high'> {
  const known: Partial<PercentileIntervals> | null = figures.intervals;
  const interval = level === 'max' ? null : (known?.[level] ?? null);
  return interval ?? { low: null, high: null };
}

/** What more workers did to the curve whose latency they changed most. */
function caption(group: CurveGroup): string {
  const changes = group.curves.flatMap((curve) => changeOf(group, curve));
  const [most] = changes.toSorted((a, b) => b.factor - a.factor);
  if (most === undefined) return '';
  const { curve, first, last, level } = most;
  const at = (cell: CellReport) => milliseconds(cell.latency?.sojourn[level] ?? 0);
  const noun = unitNoun(group.report.study);
  const name = level === 'p50' ? `median ${noun}` : `slowest ${noun} in a hundred`;
  const whose = group.curves.length > 1 || curve.load.kind === 'rate' ? ` (${curveName(curve)})` : '';
  const whereFirst = first.workers === 0 ? 'sequentially' : `with ${counted(first.workers, 'worker')}`;
  const whereLast = `with ${first.workers === 0 ? counted(last.workers, 'worker') : last.workers}`;
  if (first === last) return `The ${name} took ${at(first)} ${whereFirst}${whose}.`;
  return at(first) === at(last)
    ? `The ${name} took as long, ${at(first)}, ${whereFirst} as ${whereLast}${whose}.`
    : `The ${name} took ${at(first)} ${whereFirst} and ${at(last)} ${whereLast}${whose}.`;
}

/** From a curve's fewest workers to its most; from sequential where it has one worker count. */
function changeOf(group: CurveGroup, curve: Curve) {
  const all = cellsOf(group, curve).toSorted((a, b) => a.workers - b.workers);
  const hired = all.filter(({ workers }) => workers > 0);
  const [first, last] = [(hired.length > 1 ? hired : all)[0], all.at(-1)];
  if (first === undefined || last === undefined) return [];
  const level = first.latency?.sojourn.p99 == null || last.latency?.sojourn.p99 == null ? 'p50' : 'p99';
  const [from, to] = [first.latency?.sojourn[level] ?? 0, last.latency?.sojourn[level] ?? 0];
  const factor = from > 0 && to > 0 ? Math.max(from / to, to / from) : 1;
  return [{ curve, first, last, level, factor } as const];
}
