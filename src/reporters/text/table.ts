/** Tables on a terminal, exact to the column. */
import Table from 'cli-table3';
import { cutTo, displayWidth } from './width.js';

/** A column of a table. */
export interface Column<Row> {
  readonly title: string;
  readonly align: 'left' | 'right';
  /** When columns do not fit, the one with the highest number goes first; 0 stays. */
  readonly expendable: number;
  text(row: Row): string;
}

/**
 * Stands for one column of text while cli-table3 lays the table out: it measures with an older width
 * table than ours, and a sign that both know to be narrow keeps wide characters aligned.
 */
const PLACEHOLDER = '\uE000';

const GAP = 2;

/** No border but a line under the head. */
const CHARS = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '─',
  'mid-mid': '─'.repeat(GAP),
  right: '',
  'right-mid': '',
  middle: ' '.repeat(GAP),
};

/**
 * The table's lines, all of one display width, within `width` columns if at all possible: expendable
 * columns are left out, then the first column is cut. `style` paints a cell's text; `line` 0 is the head.
 * Cells must hold visible text only.
 */
export function tableLines<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  width: number,
  style: (text: string, line: number) => string,
): readonly string[] {
  const kept = columnsThatFit(columns, rows, width);
  const widths = kept.map((column) => columnWidth(column, rows));
  const excess = Math.max(0, tableWidth(widths) - width);
  const firstWidth = Math.max(4, (widths[0] ?? 0) - excess);
  const grid = [kept.map((column) => column.title), ...rows.map((row) => kept.map((column) => column.text(row)))];
  const cut = grid.map((cells) => cells.map((text, i) => (i === 0 ? cutTo(text, firstWidth) : text)));
  return layOut(kept, cut, style);
}

function layOut<Row>(
  columns: readonly Column<Row>[],
  grid: readonly (readonly string[])[],
  style: (text: string, line: number) => string,
): readonly string[] {
  const [head = [], ...body] = grid.map((cells) => cells.map((text) => PLACEHOLDER.repeat(displayWidth(text))));
  const table = new Table({
    head,
    chars: CHARS,
    colAligns: columns.map((column) => column.align),
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0, compact: true },
  });
  table.push(...body);
  const texts = grid.flatMap((cells, line) =>
    cells.filter((text) => displayWidth(text) > 0).map((text) => style(text, line)),
  );
  let next = 0;
  const drawn = table.toString().replace(/\uE000+/g, () => texts[next++] ?? '');
  return drawn.split('\n');
}

function columnsThatFit<Row>(columns: readonly Column<Row>[], rows: readonly Row[], width: number): Column<Row>[] {
  const kept = [...columns];
  while (tableWidth(kept.map((column) => columnWidth(column, rows))) > width) {
    const worst = kept.reduce((a, b) => (b.expendable > a.expendable ? b : a));
    if (worst.expendable === 0) break;
    kept.splice(kept.indexOf(worst), 1);
  }
  return kept;
}

function columnWidth<Row>(column: Column<Row>, rows: readonly Row[]): number {
  return rows.reduce((most, row) => Math.max(most, displayWidth(column.text(row))), displayWidth(column.title));
}

function tableWidth(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, 0) + GAP * Math.max(0, widths.length - 1);
}
