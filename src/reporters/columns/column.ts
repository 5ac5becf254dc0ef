/** A column of a table: declared once, and shown by the terminal, the page, Markdown and the CSV. */
import type { Estimate } from '../../model/estimate.js';
import type { Report } from '../../model/report.js';
import type { CellReport, EfficiencyBand } from '../../model/row.js';
import {
  change,
  duration,
  mebibytes,
  milliseconds,
  NONE,
  percent,
  plain,
  rate,
  ratio,
  withInterval,
} from '../../words/numbers.js';

/** A column of any table. Texts may be hostile: whoever shows the table escapes them. */
export interface Column<Row> {
  /** In lower case; Markdown capitalises it. */
  readonly title: string;
  /** Text stands left; figures stand right. */
  readonly align: 'left' | 'right';
  /** Where a terminal is too narrow, the column with the highest number goes first; 0 stays, null never comes. */
  readonly expendable: number | null;
  readonly text: (row: Row) => string;
  /** The same for terminals, where it has to be shorter. */
  readonly brief?: (row: Row) => string;
  /** What figures are sorted by; without it, the text is. */
  readonly value?: (row: Row) => number | string | null;
  /** Decides the colour of a figure whose text names its band. */
  readonly band?: (row: Row) => EfficiencyBand | null;
  /** What it means, in a sentence; left out where the title says it. */
  readonly help?: string;
}

type Format = (value: number | null) => string;

/** How people read a figure in each unit. The CSV holds it as it is: seconds, shares of 1, bytes. */
const UNITS = {
  count: (value) => (value === null ? NONE : plain(value)),
  seconds: duration,
  milliseconds,
  perSecond: rate,
  ratio,
  share: percent,
  change,
  bytes: mebibytes,
  celsius: (value) => (value === null ? NONE : `${value.toFixed(0)} °C`),
  watts: (value) => (value === null ? NONE : `${ratio(value)} W`),
  joules: (value) => (value === null ? NONE : `${ratio(value)} J`),
} satisfies { [unit: string]: Format };

/** What a figure is counted in. */
export type Unit = keyof typeof UNITS;

/** A figure of a row, wherever it is shown; the lists of `tables.ts` and `csv.ts` say where. */
export interface RowColumn {
  /** What the CSV calls it, with its unit; null where the CSV does not have it. */
  readonly csv: string | null;
  /** What tables call it, in lower case; null where only the CSV has it. */
  readonly title: string | null;
  /** Null for text. */
  readonly unit: Unit | null;
  /** What the CSV holds and tables sort by. */
  readonly value: (cell: CellReport, report: Report) => number | string | null;
  /** What tables show. */
  readonly text: (cell: CellReport, report: Report) => string;
  readonly brief?: (cell: CellReport, report: Report) => string;
  readonly band?: (cell: CellReport) => EfficiencyBand | null;
  /** What it means, in a sentence. */
  readonly help: string;
  /** The same where the study measures a command, if that is another sentence. */
  readonly commandHelp?: string;
}

/** A column of text. */
export function words(
  csv: string | null,
  title: string | null,
  help: string,
  text: (cell: CellReport, report: Report) => string | null,
): RowColumn {
  const shown = (cell: CellReport, report: Report) => text(cell, report) ?? '';
  return { csv, title, unit: null, help, value: text, text: shown };
}

/** A column of figures. */
export function figure(
  csv: string | null,
  title: string | null,
  unit: Unit,
  help: string,
  value: (cell: CellReport) => number | null | undefined,
): RowColumn {
  const known = (cell: CellReport) => value(cell) ?? null;
  return { csv, title, unit, help, value: known, text: (cell) => UNITS[unit](known(cell)) };
}

/** A column of estimates, without their intervals. */
export function estimated(
  csv: string | null,
  title: string | null,
  unit: Unit,
  help: string,
  estimate: (cell: CellReport) => Estimate | null | undefined,
): RowColumn {
  return figure(csv, title, unit, help, (cell) => estimate(cell)?.value);
}

/** A column of estimates with their 95 % intervals. */
export function interval(
  csv: string | null,
  title: string | null,
  unit: Unit,
  help: string,
  estimate: (cell: CellReport) => Estimate | null | undefined,
): RowColumn {
  const text = (cell: CellReport) => withInterval(estimate(cell) ?? null, UNITS[unit]);
  return { ...estimated(csv, title, unit, help, estimate), text };
}

/** A column of any other table's text. */
export function textOf<Row>(title: string, expendable: number | null, text: (row: Row) => string): Column<Row> {
  return { title, align: 'left', expendable, text };
}

/** A column of any other table's figures. */
export function figureOf<Row>(
  title: string,
  expendable: number | null,
  value: (row: Row) => number | null | undefined,
  format: Format = UNITS.count,
): Column<Row> {
  const known = (row: Row) => value(row) ?? null;
  return { title, align: 'right', expendable, value: known, text: (row) => format(known(row)) };
}
