/** What every part of a terminal's report is written with. */
import type { Report } from '../../model/report.js';
import type { Column } from '../columns/column.js';
import { terminalColumns } from '../columns/terminal.js';
import { toAscii } from '../text/ascii.js';
import { type Paint, painter } from '../text/colour.js';
import { visible } from '../text/escape.js';
import { tableLines } from '../text/table.js';
import { cutTo } from '../text/width.js';

/** How a report is shown on a terminal. */
export interface TerminalOptions {
  /** Columns; at least 40 are used. */
  readonly width: number;
  readonly colour: boolean;
  /** False turns everything into ASCII. */
  readonly unicode: boolean;
  /** Everything; else the answer, the table and what matters most. */
  readonly verbose?: boolean;
}

/** A report and how to write it. */
export interface View {
  readonly report: Report;
  readonly width: number;
  readonly paint: Paint;
  /** Makes hostile text showable. */
  show(text: string): string;
}

/** Columns of the longest paragraph; what is longer is cut. */
const LONGEST = 1000;
/** Columns of the longest text in a table. */
const LONGEST_CELL = 40;

/** A report as a terminal shows it. */
export function viewOf(report: Report, options: TerminalOptions): View {
  const show = (text: string) => {
    const cut = cutTo(visible(text), LONGEST);
    return options.unicode ? cut : toAscii(cut);
  };
  return { report, width: Math.max(40, options.width), paint: painter(options.colour), show };
}

/** A table of which only the head is set apart. */
export function plainTable<Row>(view: View, columns: readonly Column<Row>[], rows: readonly Row[]): readonly string[] {
  return tableLines(terminalColumns(columns, view.show, LONGEST_CELL), rows, view.width, (text, line) =>
    line === 0 ? view.paint('dim', text) : text,
  );
}
