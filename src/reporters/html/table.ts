/** Tables of the page; the page's script lets a column sort its table. */
import type { Column } from '../columns/column.js';
import { type Markup, markup, type Piece } from '../text/markup.js';

/** A column. */
export interface HtmlColumn<Row> {
  readonly title: string;
  readonly align: 'left' | 'right';
  cell(row: Row): Piece;
  /** What the column is sorted by; null comes last. Without it, the shown text is. */
  sort?(row: Row): number | string | null;
}

/** Columns as the page shows them: a figure with a band has its colour, beside its word. */
export function pageColumns<Row>(columns: readonly Column<Row>[]): readonly HtmlColumn<Row>[] {
  return columns.map(({ title, align, text, value, band }) => ({
    title,
    align,
    cell: (row) => {
      const found = band?.(row) ?? null;
      return found === null ? text(row) : markup`<span class="band ${found}">${text(row)}</span>`;
    },
    ...(value === undefined ? {} : { sort: value }),
  }));
}

/** What few look for, to be opened: without a script, too. What it is of is said to those who do not see where it stands. */
export function unfolded(summary: string, of: string, content: Piece): Markup {
  return markup`<details class="more"><summary>${summary}<span class="unseen"> of ${of}</span></summary>${content}</details>
`;
}

/** What the columns mean, to be opened; nothing where their titles say it. */
export function legend<Row>(columns: readonly Column<Row>[]): Markup | null {
  const explained = columns.flatMap(({ title, help }) => (help === undefined ? [] : [{ title, help }]));
  if (explained.length === 0) return null;
  const items = explained.map(({ title, help }) => markup`<div><dt>${title}</dt><dd>${help}</dd></div>`);
  return markup`<details><summary>What the columns mean</summary><dl class="facts">${items}</dl></details>
`;
}

/** A table that scrolls sideways in itself where it is too wide. The first column heads the rows. */
export function sortableTable<Row>(
  caption: string,
  columns: readonly HtmlColumn<Row>[],
  rows: readonly Row[],
  isMarked: (row: Row) => boolean = () => false,
): Markup {
  const head = columns.map(({ title, align }) => markup`<th scope="col" class="${align}">${title}</th>`);
  const body = rows.map(
    (
      row,
    ) => markup`<tr${isMarked(row) ? markup` class="marked"` : null}>${columns.map((column, i) => cellOf(column, row, i === 0))}</tr>
`,
  );
  return markup`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table class="sortable"><caption>${caption}</caption>
<thead><tr>${head}</tr></thead>
<tbody>${body}</tbody></table></div>
`;
}

function cellOf<Row>(column: HtmlColumn<Row>, row: Row, isHead: boolean): Markup {
  const sort = column.sort === undefined ? null : markup` data-sort="${keyOf(column.sort(row))}"`;
  return isHead
    ? markup`<th scope="row" class="${column.align}"${sort}>${column.cell(row)}</th>`
    : markup`<td${column.align === 'left' ? markup` class="left"` : null}${sort}>${column.cell(row)}</td>`;
}

/** Seven digits order figures as well as all do. */
function keyOf(key: number | string | null): string {
  return typeof key === 'number' ? String(Number(key.toPrecision(7))) : (key ?? '');
}
