import type { EfficiencyBand } from '../../model/row.js';
import type { Style } from '../text/colour.js';
import type { Column as TerminalColumn } from '../text/table.js';
import { cutTo } from '../text/width.js';
import type { Column } from './column.js';

const TONES: { readonly [band in EfficiencyBand]: Style } = { good: 'green', fair: 'yellow', poor: 'red' };

/** The columns that a terminal may show, their texts cut to so many columns. `show` makes hostile text showable. */
export function terminalColumns<Row>(
  columns: readonly Column<Row>[],
  show: (text: string) => string,
  longest: number,
): readonly TerminalColumn<Row>[] {
  return columns.flatMap(({ title, align, expendable, text, brief = text, band }) => {
    if (expendable === null) return [];
    const tone = (row: Row) => toneOf(band?.(row) ?? null);
    const shown = align === 'left' ? (row: Row) => cutTo(show(brief(row)), longest) : brief;
    // A matrix has names of its user's choice.
    return [{ title: cutTo(show(title), longest), align, expendable, text: shown, tone }];
  });
}

function toneOf(band: EfficiencyBand | null): Style | null {
  return band === null ? null : TONES[band];
}
