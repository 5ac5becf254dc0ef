/** Tables on a terminal, exact to the column. */
import Table from 'cli-table3';
import type { Style } from './colour.js';
import { cutTo, displayWidth } from './width.js';

/** A column of a table. */
export interface Column<Row> {
  readonly title: string;
  readonly align: 'left' | 'right';
  /** When columns do not fit, the one with the highest number goes first; 0 stays. */
  readonly expendable: number;
  text(row: Row): string;
  /** The style of a figure; null leaves it to the table. */
  tone?(row: Row): Style | null;
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
 * columns are left out, then the first column is cut. `style` paints a cell's text; `line` 0 is the head,
 * `tone` what its column wants.
 * Cells must hold visible text only.
 */
export function tableLines<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  width: number,
  style: (text: string, line: number, tone: Style | null) => string,
): readonly string[] {
  const shown = columns.map((column) => ({ column, texts: [column.title, ...rows.map((row) => column.text(row))] }));
  const fitting = columnsThatFit(shown, width);
  const kept = fitting.map(({ column }) => column);
  const widths = fitting.map(widthOf);
  const excess = Math.max(0, tableWidth(widths) - width);
  const firstWidth = Math.max(4, (widths[0] ?? 0) - excess);
  const grid = [null, ...rows].map((_, line) =>
    fitting.map(({ texts }, i) => (i === 0 ? cutTo(texts[line] as string, firstWidth) : (texts[line] as string))),
  );
  const toneAt = (line: number, column: number) => {
    const row = rows[line - 1];
    return row === undefined ? null : (kept[column]?.tone?.(row) ?? null);
  };
  return layOut(kept, grid, (text, line, column) => style(text, line, toneAt(line, column)));
}

function layOut<Row>(
  columns: readonly Column<Row>[],
  grid: readonly (readonly string[])[],
  style: (text: string, line: number, column: number) => string,
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
    cells.flatMap((text, column) => (displayWidth(text) > 0 ? [style(text, line, column)] : [])),
  );
  let next = 0;
  const drawn = table.toString().replace(/\uE000+/g, () => texts[next++] ?? '');
  return drawn.split('\n');
}

/** A column with all of its texts, its title first: making them may be dear. */
interface Shown<Row> {
  readonly column: Column<Row>;
  readonly texts: readonly string[];
}

function columnsThatFit<Row>(columns: readonly Shown<Row>[], width: number): Shown<Row>[] {
  const kept = columns.map((shown) => ({ shown, wide: widthOf(shown) }));
  while (tableWidth(kept.map(({ wide }) => wide)) > width) {
    const worst = kept.reduce((a, b) => (b.shown.column.expendable > a.shown.column.expendable ? b : a));
    if (worst.shown.column.expendable === 0) break;
    kept.splice(kept.indexOf(worst), 1);
  }
  return kept.map(({ shown }) => shown);
}

function widthOf({ texts }: Pick<Shown<unknown>, 'texts'>): number {
  return texts.reduce((most, text) => Math.max(most, displayWidth(text)), 0);
}

function tableWidth(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, 0) + GAP * Math.max(0, widths.length - 1);
}
