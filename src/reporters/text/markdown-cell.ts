/** Text inside Markdown (GitHub's flavour) that stays text: no markup, no link, no mention, no new line. */
import { capitalised } from '../../words/sentences.js';
import type { Column } from '../columns/column.js';
import { visible } from './escape.js';

/** Characters that mean something anywhere in a line, the table's bar among them. */
const MARKUP = /[\\`*_[\]|~$#@&<>]|:\/\//g;

/** What starts a list, a heading's underline or a numbered item at the beginning of a line. */
const LINE_START = /^(\s*)([-+=]|\d+(?=[.)]))/;

/** GitHub mentions and links after these even when a backslash stands before; a zero-width space stops it. */
const SPECIAL: { readonly [characters: string]: string } = {
  '@': '@&#8203;',
  '#': '\\#&#8203;',
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '://': ':\\/\\/',
};

/** Escapes prose and table cells. */
export function markdownText(text: string): string {
  return inLine(text).replace(
    LINE_START,
    (_, space: string, start: string) => `${space}${/\d/.test(start) ? `${start}\\` : `\\${start}`}`,
  );
}

/** Escapes what stands behind something else in its line, as the text of every cell does. */
function inLine(text: string): string {
  return visible(text).replace(MARKUP, (found) => SPECIAL[found] ?? `\\${found}`);
}

/** One row of a table; the cells must be escaped. */
function markdownRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** A table; the cells must be escaped. The first column is aligned left, the others right unless said otherwise. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  aligns: readonly Column<never>['align'][] = head.map((_, i) => (i === 0 ? 'left' : 'right')),
): readonly string[] {
  const rule = aligns.map((align) => (align === 'left' ? ':--' : '--:'));
  return [markdownRow(head), markdownRow(rule), ...rows.map(markdownRow)];
}

/**
 * A table of all the columns, for a page is as wide as it has to be. Brackets of intervals are our own and need no
 * escape. `isMarked` rows have their first cell in bold.
 */
export function columnsTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  isMarked: (row: Row) => boolean = () => false,
): readonly string[] {
  return markdownTable(
    columns.map(({ title }) => inLine(/^p(\d|$)/.test(title) ? title : capitalised(title))),
    rows.map((row) =>
      columns.map(({ align, text }, i) => {
        const shown = align === 'left' ? inLine(text(row)) : inLine(text(row)).replace(/\\(?=[[\]])/g, '');
        return i === 0 && isMarked(row) ? `**${shown}**` : shown;
      }),
    ),
    columns.map(({ align }) => align),
  );
}
