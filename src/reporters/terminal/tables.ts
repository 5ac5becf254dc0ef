/** The tables of a terminal's report: rows, what the workers' time went to, labels, profiles. */

import type { Curve } from '../../model/curve.js';
import type { CellProfile, Report } from '../../model/report.js';
import type { CellReport } from '../../model/row.js';
import type { UnitNoun } from '../../model/study.js';
import { runsCommand, unitNoun } from '../../seams/subject.js';
import { counted } from '../../words/counts.js';
import { plain } from '../../words/numbers.js';
import { capitalised } from '../../words/sentences.js';
import { capacityTables } from '../columns/capacities.js';
import type { Column } from '../columns/column.js';
import { cpuGrids, setCaveat } from '../columns/cpu-grid.js';
import { LABEL_COLUMNS, labelRows, labelsTitle, summedLabels } from '../columns/labels.js';
import { ledgerTable, withheldSentences } from '../columns/ledger.js';
import { pointColumns } from '../columns/points.js';
import { profileColumns, profileTitle } from '../columns/profile.js';
import { firstErrorText } from '../columns/row.js';
import { resultColumns, tellingDetails } from '../columns/tables.js';
import { terminalColumns } from '../columns/terminal.js';
import { troubles, wrongText } from '../text/cell-notes.js';
import type { Style } from '../text/colour.js';
import { commandManner, programLine } from '../text/command.js';
import { loadText, type TaskCells, taskTitle } from '../text/job-details.js';
import { tableLines } from '../text/table.js';
import { isAdvised } from '../text/verdict.js';
import { clipped, cutTo, hang, wrap } from '../text/width.js';
import { plainTable, type View } from './view.js';

/** Lines of the table of labels. */
const LABEL_ROWS = 24;
/** Columns of a row's first error. */
const LONGEST_ERROR = 42;
/** Columns of the longest text of a row. */
const LONGEST = 60;
/** Rows that went wrong which a brief report tells of. */
const MOST_TROUBLES = 3;
/** Functions of a profile: the few that matter. */
const PROFILE_ROWS = 8;
/** Columns of why a rate was too much. */
const LONGEST_WHY = 44;

/** The tables of a task's rows, and what went wrong with each. */
export function taskSection(view: View, { task, cells }: TaskCells): readonly string[] {
  return [
    ...taskHeading(view, task, cells),
    ...rowsTable(view, resultColumns(view.report, cells), cells),
    ...cells.flatMap((cell) => cellTroubles(view, cell)),
    ...gridLines(view, cells),
    ...fewRoundsLine(view, cells),
    ...(view.report.simulated ? [] : detailLines(view, cells)),
  ];
}

/** The main table of a task with at most so many rows. */
export function briefTask(view: View, { task, cells }: TaskCells, mostRows: number): readonly string[] {
  const shown = thinned(view, cells, mostRows);
  const left = cells.length - shown.length;
  return [
    ...taskHeading(view, task, cells),
    ...rowsTable(view, resultColumns(view.report, cells), shown),
    ...(left === 0 ? [] : [`… ${counted(left, 'more row')} with --verbose, or on the page`]),
    ...briefTroubles(view, cells),
    ...gridLines(view, cells),
    ...fewRoundsLine(view, cells),
  ];
}

/** A line for each of the first rows that went wrong: their figures alone look right. */
function briefTroubles(view: View, cells: readonly CellReport[]): readonly string[] {
  const lines = cells.flatMap((cell) => cellTroubles(view, cell, 1));
  const left = lines.length - MOST_TROUBLES;
  return [
    ...lines.slice(0, MOST_TROUBLES),
    ...(left > 0 ? [`… and ${counted(left, 'more row')} that went wrong`] : []),
  ];
}

/** The rows that the answer names and what they are against first, then those that are spread evenly over the rest. */
function thinned({ report }: View, cells: readonly CellReport[], most: number): readonly CellReport[] {
  if (cells.length <= most) return cells;
  const named = cells.filter((cell) => cell.workers === 0 || report.advice.some((advice) => isAdvised(advice, cell)));
  const kept = new Set(named.slice(0, most - 1));
  const others = cells.filter((cell) => !kept.has(cell));
  const room = most - 1 - kept.size;
  for (let i = 0; i < room; i++)
    kept.add(others[Math.round((i * (others.length - 1)) / Math.max(1, room - 1))] as CellReport);
  return cells.filter((cell) => kept.has(cell));
}

function fewRoundsLine(view: View, cells: readonly CellReport[]): readonly string[] {
  return cells.some(lacksInterval)
    ? wrap('Too few rounds for an interval: figures without brackets are plain means.', view.width)
    : [];
}

function rowsTable(
  view: View,
  columns: readonly Column<CellReport>[],
  cells: readonly CellReport[],
): readonly string[] {
  return tableLines(terminalColumns(columns, view.show, LONGEST), cells, view.width, (text, line, tone) =>
    styled(view, cells[line - 1], text, tone),
  );
}

/** Workers × CPUs, and in what the sets are no smaller machines. */
function gridLines(view: View, cells: readonly CellReport[]): readonly string[] {
  const grids = cpuGrids(view.report, cells);
  const caveat = grids.length === 0 ? null : setCaveat(view.report);
  return [
    ...grids.flatMap(({ title, columns, lines }) => [
      '',
      ...wrap(view.show(capitalised(title)), view.width),
      ...plainTable(view, columns, lines),
    ]),
    ...(caveat === null ? [] : wrap(view.show(caveat), view.width)),
  ];
}

/** A second, compact table; the page, Markdown and CSV have all of its columns. */
function detailLines(view: View, cells: readonly CellReport[]): readonly string[] {
  const columns = tellingDetails(view.report, cells);
  // The name is a column, and some have no place on a terminal.
  return columns.filter(({ expendable }) => expendable !== null).length < 2
    ? []
    : ['', ...rowsTable(view, columns, cells)];
}

function taskHeading(view: View, task: string, cells: readonly CellReport[]): readonly string[] {
  const manner = commandManner(view.report, cells);
  const command = programLine(view.report, task);
  const load = `${loadText(cells, view.report)} per trial`;
  const text = view.show(`${taskTitle(task, cells)}${manner === null ? '' : `: ${manner}`}, ${load}`);
  return [
    ...wrap(text, view.width).map((line) => view.paint('bold', line)),
    ...(command === null ? [] : [cutTo(`  ${view.show(command)}`, view.width)]),
  ];
}

function styled(view: View, cell: CellReport | undefined, text: string, tone: Style | null): string {
  if (cell === undefined) return view.paint('dim', text);
  if (cell.rounds === 0) return view.paint('red', text);
  const isChosen = view.report.advice.some((advice) => isAdvised(advice, cell));
  const style = tone ?? (isChosen ? 'green' : null);
  return style === null ? text : view.paint(style, text);
}

function cellTroubles(view: View, cell: CellReport, mostLines = Number.POSITIVE_INFINITY): readonly string[] {
  const wrong = cell.wrong ? wrongText(view.report) : null;
  const said = [troubles(cell), wrong, failedUnits(cell, unitNoun(view.report.study))]
    .filter((text) => text !== null)
    .join('; ');
  if (said === '') return [];
  const name = cutTo(view.show(cell.name), Math.floor(view.width / 2));
  return clipped(hang(`${name}: `, view.show(said), view.width), mostLines, view.width).map((line) =>
    view.paint('red', line),
  );
}

/** Units that failed in trials that went on: where each failed trial has its first, its finding names it. */
function failedUnits({ units: { completed, failed, errors }, outcomes }: CellReport, noun: UnitNoun): string | null {
  if (failed === 0 || outcomes.failed > 0) return null;
  const first = firstErrorText(errors, noun);
  return `${plain(failed)} of ${counted(completed + failed, noun)} failed${first === '' ? '' : `; ${cutTo(first, LONGEST_ERROR)}`}`;
}

function lacksInterval(cell: CellReport): boolean {
  return cell.throughput !== null && cell.throughput.low === null;
}

/** Where the time of a curve's workers went. `prefix` names the curve where there are several. */
export function ledgerSection(view: View, curve: Curve, prefix: string): readonly string[] {
  const table = ledgerTable(curve, runsCommand(view.report.study));
  if (table === null || view.report.simulated) return [];
  return [
    ...wrap(`${prefix}${table.title}`, view.width),
    ...plainTable(view, table.columns, table.points),
    ...withheldSentences(table.points).flatMap((text) => wrap(text, view.width)),
  ];
}

/** The labels of all rows, or where they are too many those of the advised row and the widest; the page has all. */
export function labelsSection(view: View): readonly string[] {
  const { report, width } = view;
  const all = labelRows(report.cells);
  if (all.length === 0) return [];
  const shown = summedLabels(all, LABEL_ROWS, (cell) => report.advice.some((advice) => isAdvised(advice, cell)));
  const left = all.length - shown.length;
  return [
    ...wrap(`${labelsTitle(all)}:`, width),
    ...plainTable(view, LABEL_COLUMNS, shown),
    ...(left === 0 ? [] : wrap(`… ${counted(left, 'more row')} in report.html`, width)),
  ];
}

/** Of each executor the cell with the most workers; Markdown and JSON have them all. */
export function widestProfiles({ profiles }: Report): readonly CellProfile[] {
  const isWider = (a: CellProfile, b: CellProfile) =>
    a.kind === b.kind && a.task === b.task && a.executor === b.executor && a.workers > b.workers;
  const widest = profiles.filter((profile) => !profiles.some((other) => isWider(other, profile)));
  const parallel = widest.filter(({ workers }) => workers > 0);
  return parallel.length > 0 ? parallel : widest;
}

/** The points of a matrix beside each other, and what their answers depend on. */
export function pointsSection(view: View, most = Number.POSITIVE_INFINITY): readonly string[] {
  const { matrix } = view.report;
  if (matrix === null) return [];
  return [
    view.paint('bold', `${counted(matrix.rows.length, 'point')}:`),
    ...plainTable(view, pointColumns(view.report, matrix), matrix.rows.slice(0, most)),
    ...(matrix.rows.length <= most
      ? []
      : [`… ${counted(matrix.rows.length - most, 'more point')} with --verbose, or on the page`]),
  ];
}

/** The highest rate of each worker count, of a search. */
export function capacitySection(view: View): readonly string[] {
  return capacityTables(view.report).flatMap(({ curve, title, columns, lines }, i) => [
    ...(i === 0 ? [] : ['']),
    ...wrap(view.show(`${title}:`), view.width).map((line) => view.paint('bold', line)),
    ...tableLines(terminalColumns(columns, view.show, LONGEST_WHY), lines, view.width, (text, line) => {
      if (line === 0) return view.paint('dim', text);
      return lines[line - 1]?.point.workers === curve.workers ? view.paint('green', text) : text;
    }),
  ]);
}

/** A profile's heaviest functions. */
export function profileSection(view: View, profile: CellProfile): readonly string[] {
  const rows = profile.rows.slice(0, PROFILE_ROWS);
  return [...wrap(view.show(profileTitle(profile)), view.width), ...plainTable(view, profileColumns(profile), rows)];
}
