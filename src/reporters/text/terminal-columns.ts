import type { CellReport, EfficiencyBand } from '../../model/row.js';
import type { Style } from './colour.js';
import type { RowColumn } from './row-columns.js';
import type { Column } from './table.js';
import { cutTo } from './width.js';

/** Columns of the longest text in a table. */
const LONGEST = 60;

const TONES: { readonly [band in EfficiencyBand]: Style } = { good: 'green', fair: 'yellow', poor: 'red' };

/** The columns of rows that a terminal may show. `show` makes hostile text showable. */
export function terminalColumns(
  columns: readonly RowColumn[],
  show: (text: string) => string,
): readonly Column<CellReport>[] {
  return columns.flatMap(({ title, align, expendable, text, brief = text, band }) => {
    if (expendable === null) return [];
    const tone = (cell: CellReport) => toneOf(band?.(cell) ?? null);
    const shown = align === 'left' ? (cell: CellReport) => cutTo(show(brief(cell)), LONGEST) : brief;
    return [{ title, align, expendable, text: shown, tone }];
  });
}

function toneOf(band: EfficiencyBand | null): Style | null {
  return band === null ? null : TONES[band];
}
