/** Every completed round as a point: nothing hides behind an average. */
import type { Report } from '../../model/report.js';
import type { CellReport, RoundPoint } from '../../model/row.js';
import { counted } from '../../words/counts.js';
import { change, percent, plain } from '../../words/numbers.js';
import { rowName } from '../text/cell-figures.js';
import { rateUnit } from '../text/command.js';
import { linearAxis, tickAt } from './axis.js';
import { type CurveGroup, chosenRows, pictureId } from './curve-series.js';
import { sentence } from './flat.js';
import type { Axis, Dot, Sentence, XyPicture } from './picture.js';

/** Width that the rounds of one row take, of the distance between rows. */
const SPREAD = 0.6;

/** Labels of rows that have room. */
const MOST_LABELS = 16;
/** Marks above zero, and below. */
const MOST_MARKS_A_SIDE = 3;

/** Rows of the picture, and points of all of them: more are too many for eyes and for files. */
const MOST_ROWS = 100;
const MOST_DOTS = 1000;

/** A scatter of this share of the mean, or less, is not worth a picture. */
const STEADY = 0.01;

/**
 * Each round's throughput against its row's mean; null with fewer than two rounds. Of many rounds each point stands
 * for several, and of many rows some are drawn. Where all rounds went alike, a sentence.
 */
export function roundsPicture({ report, task, index }: CurveGroup): XyPicture | Sentence | null {
  const measured = report.cells.filter((cell) => cell.task === task && cell.throughput !== null);
  const rounds = measured.reduce((most, { points }) => Math.max(most, (points.at(-1)?.round ?? -1) + 1), 0);
  if (rounds < 2) return null;
  const cells = chosenRows(report, measured, MOST_ROWS);
  const each = Math.ceil((rounds * cells.length) / MOST_DOTS);
  const dots = cells.flatMap((cell, row) =>
    grouped(cell.points, each).map((points) => dotOf(report, cell, points, row, rounds)),
  );
  const farthest = dots.reduce((most, { y, low, high }) => Math.max(most, ...[low ?? y, high ?? y].map(Math.abs)), 0);
  if (farthest < STEADY) return sentence(`No round is over ${percent(STEADY)} from its row's mean throughput.`);
  const outliers = cells.flatMap(({ points }) => points.filter(({ outlier }) => outlier !== null)).length;
  return {
    kind: 'xy',
    id: pictureId('rounds', index),
    title: 'The rounds',
    caption: [
      each === 1
        ? 'Each point is a round, from the first at the left to the last at the right of its row.'
        : `Each point is the mean of ${each} rounds in a row, its bar their lowest and highest (rounds.csv has each of the ${counted(rounds, 'round')}).`,
      cells.length < measured.length ? `${cells.length} of ${counted(measured.length, 'row')} are drawn.` : '',
      executorsText(cells),
      `The farthest is ${percent(farthest)} from its row's mean.`,
      outliers === 0
        ? ''
        : `${counted(outliers, 'outlier')} by Tukey's fences ${outliers === 1 ? 'is' : 'are'} ${each === 1 ? 'ringed, and ' : ''}counted like the rest.`,
    ]
      .filter((text) => text !== '')
      .join(' '),
    x: rowsAxis(cells),
    y: symmetricAxis(farthest),
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
      { kind: 'dots', name: each === 1 ? 'a round' : `${each} rounds`, colour: 'blue', line: 'none', dots },
    ],
  };
}

/** Neighbours together, so many at a time. */
function grouped(points: readonly RoundPoint[], each: number): readonly (readonly RoundPoint[])[] {
  const count = Math.ceil(points.length / each);
  return Array.from({ length: count }, (_, i) => points.slice(i * each, (i + 1) * each));
}

/** A round, or neighbours as their mean with their lowest and highest. */
function dotOf(report: Report, cell: CellReport, points: readonly RoundPoint[], row: number, rounds: number): Dot {
  const unit = rateUnit(report);
  const [first, last] = [points[0] as RoundPoint, points.at(-1) as RoundPoint];
  const rates = points.map(({ throughput }) => throughput);
  const mean = rates.reduce((sum, each) => sum + each, 0) / rates.length;
  const off = (throughput: number) => throughput / (cell.throughput?.value ?? mean) - 1;
  const which = first === last ? `round ${first.round + 1}` : `rounds ${first.round + 1} to ${last.round + 1}`;
  return {
    x: row + ((first.round + last.round) / 2 / (rounds - 1) - 0.5) * SPREAD,
    y: off(mean),
    ...(first === last ? { low: null, high: null } : { low: off(Math.min(...rates)), high: off(Math.max(...rates)) }),
    label: `${rowName(cell)}, ${which}: ${unit.format(mean)} ${unit.title}, ${change(off(mean))}`,
    emphasis: first === last && first.outlier !== null ? 'outlier' : null,
  };
}

function rowLabel({ workers, word, inFlight, order, cpus, load }: CellReport): string {
  const rate = load.kind === 'rate' ? ` ${plain(load.perSecond)}/s` : '';
  const set = (cpus === null ? '' : `@${cpus}`) + rate;
  if (word !== null) return word + set;
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
  return executors.length < 2 ? '' : `The executors from left to right: ${executors.join(', ')}.`;
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
