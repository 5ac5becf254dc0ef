/** Every completed round as a point: nothing hides behind an average. */
import type { CellReport } from '../../model/row.js';
import { counted } from '../../words/counts.js';
import { change, percent } from '../../words/numbers.js';
import { rateUnit } from '../text/command.js';
import { linearAxis, tickAt } from './axis.js';
import { type CurveGroup, pictureId } from './curve-series.js';
import type { Axis, Dot, XyPicture } from './picture.js';

/** Width that the rounds of one row take, of the distance between rows. */
const SPREAD = 0.6;

/** Labels of rows that have room. */
const MOST_LABELS = 16;
/** Marks above zero, and below. */
const MOST_MARKS_A_SIDE = 3;

/** Each round's throughput against its row's mean; null with fewer than two rounds. */
export function roundsPicture({ report, task, index }: CurveGroup): XyPicture | null {
  const unit = rateUnit(report);
  const cells = report.cells.filter((cell) => cell.task === task && cell.throughput !== null);
  const rounds = Math.max(0, ...cells.flatMap(({ points }) => points.map(({ round }) => round + 1)));
  if (rounds < 2) return null;
  const dots = cells.flatMap((cell, row) =>
    cell.points.map((point): Dot => {
      const off = point.throughput / (cell.throughput?.value ?? point.throughput) - 1;
      return {
        x: row + (rounds < 2 ? 0 : (point.round / (rounds - 1) - 0.5) * SPREAD),
        y: off,
        low: null,
        high: null,
        label: `${cell.name}, round ${point.round + 1}: ${unit.format(point.throughput)} ${unit.title}, ${change(off)}`,
        emphasis: point.outlier === null ? null : 'outlier',
      };
    }),
  );
  const widest = dots.reduce((a, b) => (Math.abs(b.y) > Math.abs(a.y) ? b : a), dots[0] as Dot);
  const outliers = dots.filter(({ emphasis }) => emphasis === 'outlier').length;
  const note =
    outliers === 0
      ? ''
      : ` ${counted(outliers, 'outlier')} by Tukey's fences ${outliers === 1 ? 'is' : 'are'} ringed, and counted like the rest.`;
  return {
    kind: 'xy',
    id: pictureId('rounds', index),
    title: 'The rounds',
    caption: `Each point is a round, from the first at the left to the last at the right of its row.${executorsText(cells)} The farthest is ${percent(Math.abs(widest.y))} from its row's mean.${note}`,
    x: rowsAxis(cells),
    y: symmetricAxis(Math.abs(widest.y)),
    series: [
      {
        kind: 'line',
        name: 'mean',
        colour: 'quiet',
        dash: 'dotted',
        points: [
          [-0.5, 0],
          [cells.length - 0.5, 0],
        ],
      },
      { kind: 'dots', name: 'a round', colour: 'blue', line: 'none', dots },
    ],
  };
}

function rowLabel({ workers, inFlight, order, cpus }: CellReport): string {
  const set = cpus === null ? '' : `@${cpus}`;
  if (workers === 0) return `seq.${set}`;
  return `${workers}${inFlight === 1 ? '' : `×${inFlight}`}${order === 'none' ? '' : ` ${order}`}${set}`;
}

function rowsAxis(cells: readonly CellReport[]): Axis {
  const every = Math.ceil(cells.length / MOST_LABELS);
  const ticks = cells
    .map((cell, at) => ({ at, label: rowLabel(cell) }))
    .filter((_, i) => (cells.length - 1 - i) % every === 0);
  return { title: 'workers', quantity: 'count', scale: 'linear', min: -0.5, max: cells.length - 0.5, ticks };
}

/** Rows of several executors have the same labels. */
function executorsText(cells: readonly CellReport[]): string {
  const executors = [...new Set(cells.filter(({ workers }) => workers > 0).map(({ executor }) => executor))];
  return executors.length < 2 ? '' : ` The executors from left to right: ${executors.join(', ')}.`;
}

/** Round marks on both sides of 0, and no more of them than have room. */
function symmetricAxis(extent: number): Axis {
  const title = "against the row's mean";
  const top = Math.max(extent, 0.01) * 1.02;
  const { ticks } = linearAxis(title, 'change', 0, top);
  const step = (ticks[1]?.at ?? top) * (ticks.length > MOST_MARKS_A_SIDE + 1 ? 2 : 1);
  const marks = Math.ceil(top / step - 1e-9);
  const places = Array.from({ length: 2 * marks + 1 }, (_, i) => Number(((i - marks) * step).toPrecision(12)));
  const max = places.at(-1) ?? top;
  return {
    title,
    quantity: 'change',
    scale: 'linear',
    min: -max,
    max,
    ticks: places.map((at) => tickAt('change', at)),
  };
}
