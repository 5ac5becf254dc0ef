/** What share of the units took how long. */

import type { CellReport } from '../../model/row.js';
import type { UnitNoun } from '../../model/study.js';
import { unitNoun } from '../../seams/subject.js';
import { milliseconds } from '../../words/numbers.js';
import { rowName } from '../text/cell-figures.js';
import { durationAxis, shareAxis } from './axis.js';
import { type CurveGroup, chosenRows, colourOf, pictureId } from './curve-series.js';
import { isFlat, sentence } from './flat.js';
import type { LineSeries, Sentence, XyPicture } from './picture.js';

type Distributed = CellReport & { readonly distribution: NonNullable<CellReport['distribution']> };

/**
 * The empirical distribution of each row's times, or of a few rows; null without any. Where nearly all units took the
 * same, a sentence.
 */
export function distributionPicture({ report, task, index }: CurveGroup): XyPicture | Sentence | null {
  const noun = unitNoun(report.study);
  const all = report.cells.filter((cell): cell is Distributed => cell.task === task && cell.distribution !== null);
  const cells = chosenRows(report, all);
  if (cells.length === 0) return null;
  const most = cells.flatMap(({ distribution }) => [quantile(distribution, 0.05), quantile(distribution, 0.95)]);
  if (isFlat(most))
    return sentence(
      `Nine in ten ${noun}s took ${milliseconds(Math.min(...most))} to ${milliseconds(Math.max(...most))}, whatever the row.`,
    );
  const axis = durationAxis(
    `a ${noun} took at most`,
    cells.flatMap(({ distribution }) => distribution.atMostMs),
  );
  return {
    kind: 'xy',
    id: pictureId('distribution', index),
    title: noun === 'run' ? 'Distribution of the times of runs' : 'Distribution of latency',
    caption: caption(cells, noun),
    x: axis,
    y: shareAxis(`share of the ${noun}s`, 0, 1),
    series: cells.map(lineOf),
  };
}

function lineOf(cell: Distributed, index: number): LineSeries {
  return {
    kind: 'line',
    name: rowName(cell),
    colour: colourOf(index),
    dash: 'solid',
    points: cell.distribution.shares.map((share, i) => [cell.distribution.atMostMs[i] ?? 0, share]),
  };
}

/** The steadier a row, the steeper its line: said of the row whose slowest units are the farthest out. */
function caption(cells: readonly Distributed[], noun: UnitNoun): string {
  const spreads = cells.map((cell) => ({ cell, spread: spreadOf(cell) }));
  const widest = spreads.reduce((a, b) => (b.spread > a.spread ? b : a));
  const { name, distribution } = widest.cell;
  const middle = quantile(distribution, 0.5);
  return `A steep line is a steady row. The widest is ${name}: half its ${noun}s took at most ${milliseconds(middle)}, 95 % at most ${milliseconds(quantile(distribution, 0.95))}.`;
}

function spreadOf({ distribution }: Distributed): number {
  return quantile(distribution, 0.95) / Math.max(quantile(distribution, 0.5), Number.MIN_VALUE);
}

/** The smallest told duration that at least this share keeps to. */
function quantile({ shares, atMostMs }: Distributed['distribution'], share: number): number {
  return atMostMs[shares.findIndex((each) => each >= share - 1e-9)] ?? 0;
}
