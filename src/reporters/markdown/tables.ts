/** The tables of the Markdown report. */
import type { Advice } from '../../model/advice.js';
import type { Report } from '../../model/report.js';
import type { CellReport, RoundPoint } from '../../model/row.js';
import { curveName } from '../../words/curves.js';
import { milliseconds, percent } from '../../words/numbers.js';
import { capitalised } from '../../words/sentences.js';
import { CANDIDATE_COLUMNS } from '../columns/candidates.js';
import { capacityTables } from '../columns/capacities.js';
import { cpuGrids, setCaveat } from '../columns/cpu-grid.js';
import { labelOf, labelsOf } from '../columns/label-medians.js';
import { detailColumns, detailsTitle, hasMedians, medianTitle, resultColumns } from '../columns/tables.js';
import { roundsOf, rowName } from '../text/cell-figures.js';
import { rateUnit } from '../text/command.js';
import { cellsByTask } from '../text/job-details.js';
import { columnsTable, markdownTable, markdownText } from '../text/markdown-cell.js';

/** The averages of a task's cells with change and verdict, their details, then every round. */
export function taskTables(report: Report, cells: readonly CellReport[]): readonly string[] {
  const [results, details] = [resultColumns(report, cells), detailColumns(report)];
  const unit = rateUnit(report);
  return [
    ...columnsTable(results, cells),
    '',
    ...gridLines(report, cells),
    `${detailsTitle(report)}:`,
    '',
    ...columnsTable(details, cells),
    '',
    `${capitalised(unit.words)} by round:`,
    '',
    ...roundsTable(cells, ({ throughput }) => throughput, unit.format),
    ...(hasMedians(report, cells)
      ? [
          '',
          `${capitalised(medianTitle(report))} by round:`,
          '',
          ...roundsTable(cells, ({ p50Ms }) => p50Ms, milliseconds),
        ]
      : []),
    ...labelRounds(cells),
  ];
}

/** The medians of each label by round. */
function labelRounds(cells: readonly CellReport[]): readonly string[] {
  const labels = labelsOf(cells);
  if (labels.length > MOST_LABELS) return [];
  return labels.flatMap((label) => {
    const byRound = new Map(
      cells.map((cell) => [
        cell,
        new Map(labelOf(cell, label)?.p50MsByRound.map(({ round, p50Ms }) => [round, p50Ms])),
      ]),
    );
    return [
      '',
      `Median latency of “${markdownText(label)}” by round:`,
      '',
      ...roundsTable(cells, ({ round }, cell) => byRound.get(cell)?.get(round) ?? null, milliseconds),
    ];
  });
}

/** Workers × CPUs, and in what the sets are no smaller machines. */
function gridLines(report: Report, cells: readonly CellReport[]): readonly string[] {
  const grids = cpuGrids(report, cells);
  const caveat = grids.length === 0 ? null : setCaveat(report);
  return [
    ...grids.flatMap(({ title, columns, lines }) => [
      `${markdownText(capitalised(title))}:`,
      '',
      ...columnsTable(columns, lines),
      '',
    ]),
    ...(caveat === null ? [] : [markdownText(caveat), '']),
  ];
}

/** The highest rate of each worker count, of a search. */
export function capacitySections(report: Report): readonly (readonly string[])[] {
  return capacityTables(report).map(({ curve, title, columns, lines }) => [
    `## ${markdownText(title)}`,
    '',
    ...columnsTable(columns, lines, ({ point }) => point.workers === curve.workers),
    ...(curve.fitNote === null ? [] : ['', `${capitalised(markdownText(curve.fitNote))}.`]),
  ]);
}

/** What the columns of all tasks' tables mean, each title once. */
export function legendSection(report: Report): readonly string[] {
  const columns = cellsByTask(report).flatMap(({ cells }) => [
    ...resultColumns(report, cells),
    ...detailColumns(report),
  ]);
  const meanings = new Map(columns.map(({ title, help = '' }) => [title, help]));
  return [
    '## What the columns mean',
    '',
    ...[...meanings].map(([title, help]) => `- ${markdownText(title)}: ${markdownText(help)}`),
  ];
}

function cellName(cell: CellReport): string {
  return markdownText(rowName(cell));
}

/** Labels that have a table of their rounds: more are for rounds.csv. */
const MOST_LABELS = 4;

/** Figures in a table of rounds: more are for rounds.csv. */
const MOST_FIGURES = 1000;

/** A row a round, a column a cell, and below how they vary; of many rounds an even choice. */
function roundsTable(
  cells: readonly CellReport[],
  figure: (point: RoundPoint, cell: CellReport) => number | null,
  format: (value: number | null) => string,
): readonly string[] {
  const rounds = roundsOf(cells);
  const every = Math.ceil((rounds.length * cells.length) / MOST_FIGURES);
  const at = (cell: CellReport, round: number) => {
    const point = cell.points.find((each) => each.round === round);
    return point === undefined ? null : figure(point, cell);
  };
  const rows = rounds
    .filter((_, i) => i % every === 0)
    .map((round) => [String(round + 1), ...cells.map((cell) => format(at(cell, round)))]);
  const measured = cells.map((cell) => rounds.map((round) => at(cell, round)).filter((value) => value !== null));
  const sums =
    rounds.length < 2
      ? []
      : [
          ['**Mean**', ...measured.map((values) => format(meanOf(values)))],
          ['Standard deviation / mean', ...measured.map((values) => percent(variationOf(values)))],
          ['Range / mean', ...measured.map((values) => percent(rangeOf(values)))],
        ];
  const table = markdownTable(['Round', ...cells.map(cellName)], [...rows, ...sums]);
  return every === 1 ? table : [`${rows.length} of ${rounds.length} rounds; rounds.csv has all.`, '', ...table];
}

function meanOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Sample standard deviation over mean; null under two values. */
function variationOf(values: readonly number[]): number | null {
  const mean = meanOf(values);
  if (mean === null || values.length < 2 || mean === 0) return null;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1)) / mean;
}

/** Highest less lowest, over the mean; null under two values. */
function rangeOf(values: readonly number[]): number | null {
  const mean = meanOf(values);
  return mean === null || values.length < 2 || mean === 0 ? null : (Math.max(...values) - Math.min(...values)) / mean;
}

/** Every worker count that could have been chosen, with its evidence; nothing where there was no choice. */
export function choiceSection(advice: Advice): readonly string[] {
  if (advice.candidates.length === 0) return [];
  return [
    `## The choice: ${markdownText(`${advice.task}, ${curveName(advice)}`)}`,
    '',
    ...columnsTable(CANDIDATE_COLUMNS, advice.candidates, ({ workers }) => workers === advice.workers),
  ];
}
