/** The tables of the Markdown report. */
import type { Advice } from '../../model/advice.js';
import type { Report } from '../../model/report.js';
import type { CellReport, RoundPoint } from '../../model/row.js';
import { milliseconds, percent, plain, probability, rate, withInterval } from '../../words/numbers.js';
import { roundsOf, rowName } from '../text/cell-figures.js';
import { curveName } from '../text/curve-name.js';
import { DETAIL_COLUMNS, DETAILS_CAPTION, DETAILS_TITLE } from '../text/detail-columns.js';
import { markdownTable, markdownText } from '../text/markdown-cell.js';
import { type RowColumn, resultColumns } from '../text/row-columns.js';

/** The averages of a task's cells with change and verdict, their details, then every round. */
export function taskTables(report: Report, cells: readonly CellReport[]): readonly string[] {
  return [
    ...rowsTable(resultColumns(report, cells), cells),
    '',
    `${DETAILS_TITLE}:`,
    '',
    ...rowsTable(DETAIL_COLUMNS, cells),
    '',
    DETAILS_CAPTION,
    '',
    'Tasks a second by round:',
    '',
    ...roundsTable(cells, ({ throughput }) => throughput, rate),
    '',
    'Median latency by round:',
    '',
    ...roundsTable(cells, ({ p50Ms }) => p50Ms, milliseconds),
  ];
}

/** Brackets of intervals are our own and need no escape; text does. */
function rowsTable(columns: readonly RowColumn[], cells: readonly CellReport[]): readonly string[] {
  return markdownTable(
    columns.map(({ title }) => (/^p\d/.test(title) ? title : title.charAt(0).toUpperCase() + title.slice(1))),
    cells.map((cell) => columns.map(({ align, text }) => (align === 'left' ? markdownText(text(cell)) : text(cell)))),
  );
}

function cellName(cell: CellReport): string {
  return markdownText(rowName(cell));
}

/** A row a round, a column a cell. */
function roundsTable(
  cells: readonly CellReport[],
  figure: (point: RoundPoint) => number | null,
  format: (value: number | null) => string,
): readonly string[] {
  const rows = roundsOf(cells).map((round) => [
    String(round + 1),
    ...cells.map(({ points }) => {
      const point = points.find((each) => each.round === round);
      return format(point === undefined ? null : figure(point));
    }),
  ]);
  return markdownTable(['Round', ...cells.map(cellName)], rows);
}

/** Every worker count that could have been chosen, with its evidence; nothing where there was no choice. */
export function choiceSection(advice: Advice): readonly string[] {
  if (advice.candidates.length === 0) return [];
  const rows = advice.candidates.map(({ workers, ratioToBest, probabilityBest, probabilityGoodEnough, excludedBy }) => [
    workers === advice.workers ? `**${plain(workers)}**` : plain(workers),
    withInterval(ratioToBest, percent),
    markdownText(probability(probabilityBest)),
    markdownText(probability(probabilityGoodEnough)),
    markdownText(excludedBy ?? ''),
  ]);
  return [
    `## The choice: ${markdownText(`${advice.task}, ${curveName(advice)}`)}`,
    '',
    ...markdownTable(['Workers', 'Of the best', 'Is the best', 'Is within 5 %', 'Left out because'], rows),
  ];
}
