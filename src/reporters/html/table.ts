/** Tables of the page; the page's script lets a column sort its table. */
import { type Markup, markup, type Piece } from '../text/markup.js';

/** A column. */
export interface HtmlColumn<Row> {
  readonly title: string;
  readonly align: 'left' | 'right';
  cell(row: Row): Piece;
  /** What the column is sorted by; null comes last. Without it, the shown text is. */
  sort?(row: Row): number | string | null;
}

/** A column of figures that sorts by their values. */
export function figureColumn<Row>(
  title: string,
  value: (row: Row) => number | null | undefined,
  format: (value: number | null) => string,
): HtmlColumn<Row> {
  const sort = (row: Row) => value(row) ?? null;
  return { title, align: 'right', cell: (row) => format(sort(row)), sort };
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
