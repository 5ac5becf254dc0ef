/** The points of a matrix in pictures: each one's efficiency against workers, and figures over a numeric argument. */
import type { Estimate } from '../../model/estimate.js';
import type { PointsReport } from '../../model/points.js';
import type { Report } from '../../model/report.js';
import type { CellReport } from '../../model/row.js';
import { scaleEstimate } from '../../statistics/estimate.js';
import { counted } from '../../words/counts.js';
import { curveName } from '../../words/curves.js';
import { percent, plain, withInterval } from '../../words/numbers.js';
import { rateUnit } from '../text/command.js';
import { linearAxis, logAxis, shareAxis, tickAt, workersAxis } from './axis.js';
import { colourOf, MOST_LINES } from './curve-series.js';
import type { Panels } from './panels.js';
import type { Axis, DotSeries, XyPicture } from './picture.js';

/** Small pictures that are still a picture; the table has all points. */
const MOST_PANELS = 48;
/** From this ratio of largest to smallest on, only a logarithmic axis shows both. */
const WIDE = 30;
/** Room for intervals, in highest values. */
const MOST_ROOM = 2;

/** Efficiency against workers, a small picture for each point; null without efficiencies at two worker counts. */
export function pointPanels(report: Report): Panels | null {
  const { matrix } = report;
  if (matrix === null) return null;
  const tasks = [...new Set(matrix.rows.map(({ task }) => task))];
  const panels = tasks.slice(0, MOST_PANELS).map((task) => {
    const curves = report.curves
      .filter((curve) => curve.task === task && curve.load.kind !== 'rate')
      .slice(0, MOST_LINES);
    const series = curves.map((curve, i): DotSeries => {
      const advised = report.advice.find(({ way }) => way === curve.way)?.workers;
      const dots = curve.points.flatMap(({ workers, efficiency }) =>
        efficiency === null
          ? []
          : [
              {
                ...{ x: workers, y: efficiency.value, low: efficiency.low, high: efficiency.high },
                label: `${counted(workers, 'worker')}: ${withInterval(efficiency, percent)}`,
                emphasis: advised === workers ? ('recommended' as const) : null,
              },
            ],
      );
      return { kind: 'dots', name: curveName(curve), colour: colourOf(i), line: 'solid', dots };
    });
    return { title: task, series: series.filter(({ dots }) => dots.length > 0) };
  });
  const dots = panels.flatMap(({ series }) => series.flatMap((each) => each.dots));
  if (new Set(dots.map(({ x }) => x)).size < 2) return null;
  const left = tasks.length > MOST_PANELS ? ` The first ${MOST_PANELS} of ${tasks.length} points.` : '';
  return {
    id: 'points',
    title: 'Efficiency against workers, point by point',
    caption: `All have the same axes: workers from 0 to ${plain(Math.max(...dots.map(({ x }) => x)))}, and efficiency. Ringed is the recommended count.${left}`,
    x: workersAxis(dots.map(({ x }) => x)),
    y: shareAxis('efficiency', 0, Math.max(...dots.map(({ y }) => y))),
    panels,
  };
}

/** Throughput and efficiency over the numeric argument with the most values, a line for each combination of the others. */
export function pointPictures(report: Report): readonly XyPicture[] {
  const { matrix } = report;
  const name = matrix === null ? null : numericName(matrix);
  if (matrix === null || name === null || matrix.comparedWorkers === null) return [];
  const unit = rateUnit(report);
  const workers = counted(matrix.comparedWorkers, 'worker');
  const pictureOf = (
    what: string,
    figure: (cell: CellReport) => Estimate | null,
    format: (value: number | null) => string,
    axisOver: (lowest: number, highest: number) => Axis,
  ): readonly XyPicture[] => {
    const { series, left } = seriesOver(name, report, matrix, figure, format);
    if (series.length === 0) return [];
    const values = series.flatMap(({ dots }) => dots);
    const highest = Math.max(...values.map(({ y }) => y));
    const top = Math.max(...values.map(({ y, high }) => high ?? y));
    // An interval of few, disturbed rounds may be a hundred times as high as any value.
    const cut = top > MOST_ROOM * highest ? ' Intervals that reach higher are cut.' : '';
    return [
      {
        kind: 'xy',
        id: `points-${what.toLowerCase()}`,
        title: `${what} over ${name}, ${workers}`,
        caption: `Every point with ${workers}.${leftText(left)}${cut}`,
        x: argumentAxis(name, matrix),
        y: axisOver(Math.min(...values.map(({ y }) => y)), Math.min(top, MOST_ROOM * highest)),
        series,
      },
    ];
  };
  return [
    ...pictureOf(
      'Throughput',
      ({ throughput }) => throughput && scaleEstimate(throughput, unit.factor),
      unit.format,
      (lowest, highest) =>
        lowest > 0 && highest / lowest >= WIDE
          ? logAxis(unit.title, 'rate', lowest, highest)
          : linearAxis(unit.title, 'rate', 0, highest * 1.05),
    ),
    ...pictureOf(
      'Efficiency',
      ({ efficiency }) => efficiency,
      percent,
      (_, highest) => shareAxis('efficiency', 0, highest),
    ),
  ];
}

function leftText(lines: number): string {
  return lines === 0 ? '' : ` ${counted(lines, 'more line')} would be too many: the table has all points.`;
}

/** The name with the most values, all of them numbers; null where no name has two. */
function numericName({ names, rows }: PointsReport): string | null {
  const numbers = names.map((name) => {
    const values = rows.flatMap(({ point }) => (Object.hasOwn(point, name) ? [point[name]] : []));
    return { name, count: values.every((value) => typeof value === 'number') ? new Set(values).size : 0 };
  });
  return numbers.filter(({ count }) => count > 1).toSorted((a, b) => b.count - a.count)[0]?.name ?? null;
}

function argumentAxis(name: string, { rows }: PointsReport): Axis {
  const values = [...new Set(rows.flatMap(({ point }) => (typeof point[name] === 'number' ? [point[name]] : [])))];
  const sorted = values.toSorted((a, b) => a - b);
  const [low = 0, high = 1] = [sorted[0], sorted.at(-1)];
  if (low > 0 && high / low >= WIDE) {
    const room = (high / low) ** 0.03;
    const ticks = sorted.map((value) => tickAt('count', value));
    return { title: name, quantity: 'count', scale: 'log', min: low / room, max: high * room, ticks };
  }
  return linearAxis(name, 'count', low, high);
}

/** A line for each combination of the other names, at the worker count that all points have. */
function seriesOver(
  name: string,
  report: Report,
  { rows, comparedWorkers }: PointsReport,
  figure: (cell: CellReport) => Estimate | null,
  format: (value: number | null) => string,
): { readonly series: readonly DotSeries[]; readonly left: number } {
  const lines = new Map<string, CellReport[]>();
  for (const { task, point } of rows) {
    const cell = report.cells.find(
      (one) => one.task === task && one.workers === comparedWorkers && one.word === null && !one.wrong,
    );
    if (cell === undefined || typeof point[name] !== 'number') continue;
    const others = Object.entries(point).filter(([other]) => other !== name);
    const title = others.map(([other, value]) => (typeof value === 'string' ? value : `${other}=${value}`)).join(' ');
    lines.set(title, [...(lines.get(title) ?? []), cell]);
  }
  const all = [...lines].flatMap(([title, cells], i): DotSeries[] => {
    const dots = cells
      .flatMap((cell) => {
        const estimate = figure(cell);
        const x = cell.point?.[name];
        if (estimate === null || typeof x !== 'number') return [];
        const label = `${title} ${name}=${x}: ${withInterval(estimate, format)}`.trim();
        return [{ x, y: estimate.value, low: estimate.low, high: estimate.high, label, emphasis: null }];
      })
      .toSorted((a, b) => a.x - b.x);
    return dots.length < 2
      ? []
      : [{ kind: 'dots', name: title === '' ? 'measured' : title, colour: colourOf(i), line: 'solid', dots }];
  });
  return { series: all.slice(0, MOST_LINES), left: Math.max(0, all.length - MOST_LINES) };
}
