/** Every completed round as a point: nothing hides behind an average. */
import type { CellReport } from '../../model.js';
import { change, counted, percent, rate } from '../text/numbers.js';
import { linearAxis, tickAt } from './axis.js';
import { type CurveGroup, pictureId } from './curve-series.js';
import type { Axis, Dot, XyPicture } from './picture.js';

/** Width that the rounds of one row take, of the distance between rows. */
const SPREAD = 0.6;

/** Each round's throughput against its row's mean; null with fewer than two rounds. */
export function roundsPicture({ report, task, index }: CurveGroup): XyPicture | null {
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
        label: `${cell.name}, round ${point.round + 1}: ${rate(point.throughput)} tasks/s, ${change(off)}`,
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
    caption: `Each point is a round, from the first at the left to the last at the right of its row. The farthest is ${percent(Math.abs(widest.y))} from its row's mean.${note}`,
    x: rowsAxis(cells.map(rowLabel)),
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

function rowLabel({ workers, inFlight, order }: CellReport): string {
  if (workers === 0) return 'seq.';
  return `${workers}${inFlight === 1 ? '' : `×${inFlight}`}${order === 'none' ? '' : ` ${order}`}`;
}

function rowsAxis(labels: readonly string[]): Axis {
  const every = Math.ceil(labels.length / 16);
  const ticks = labels.map((label, at) => ({ at, label })).filter((_, i) => (labels.length - 1 - i) % every === 0);
  return { title: 'workers', quantity: 'count', scale: 'linear', min: -0.5, max: labels.length - 0.5, ticks };
}

function symmetricAxis(extent: number): Axis {
  const title = "against the row's mean";
  const { max, ticks } = linearAxis(title, 'change', 0, Math.max(extent, 0.01) * 1.02);
  const mirrored = ticks.filter(({ at }) => at > 0).map(({ at }) => tickAt('change', -at));
  const all = [...mirrored.reverse(), ...ticks];
  const shown = all.filter((_, i) => all.length < 8 || (i - (all.length - 1) / 2) % 2 === 0);
  return { title, quantity: 'change', scale: 'linear', min: -max, max, ticks: shown };
}
