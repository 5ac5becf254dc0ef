import type { CellReport, LabelReport } from '../../model/row.js';
import { milliseconds, rangeText } from '../../words/numbers.js';
import { rowName } from '../text/cell-figures.js';
import { type Column, figureOf, textOf } from './column.js';

/** What a table of labels is called: under a rate latencies begin at the scheduled arrival. */
export function labelsTitle(rows: readonly LabelRow[]): string {
  const isOpen = rows.some(({ cell }) => cell.load.kind === 'rate');
  return `Latency by label, from ${isOpen ? 'scheduled arrival' : 'hand-out'} to answer`;
}

/** A label of a cell. */
export interface LabelRow {
  readonly cell: CellReport;
  readonly label: LabelReport;
}

/** Every label of every cell. */
export function labelRows(cells: readonly CellReport[]): readonly LabelRow[] {
  return cells.flatMap((cell) => cell.latencyByLabel.map((label) => ({ cell, label })));
}

/** The lowest and the highest of the rounds' medians; null where no round has one. */
function medianRange({ p50MsByRound }: LabelReport): { readonly min: number; readonly max: number } | null {
  const medians = p50MsByRound.map(({ p50Ms }) => p50Ms).filter((ms) => ms !== null);
  return medians.length === 0 ? null : { min: Math.min(...medians), max: Math.max(...medians) };
}

/**
 * The labels that a summary has room for, in the report's order: those of whole rows, the ones that `isMain` first,
 * then those with the most workers. At least one row is cut where even that has too many.
 */
export function summedLabels(
  rows: readonly LabelRow[],
  most: number,
  isMain: (cell: CellReport) => boolean,
): readonly LabelRow[] {
  const rank = (cell: CellReport) => (isMain(cell) ? Number.POSITIVE_INFINITY : cell.workers);
  const cells = [...new Set(rows.map(({ cell }) => cell))].toSorted((a, b) => rank(b) - rank(a));
  const kept = new Set<CellReport>();
  let count = 0;
  for (const cell of cells) {
    count += cell.latencyByLabel.length;
    if (count > most) break;
    kept.add(cell);
  }
  if (kept.size === 0) return rows.filter(({ cell }) => cell === cells[0]).slice(0, most);
  return rows.filter(({ cell }) => kept.has(cell));
}

/** The columns of the table of labels. */
export const LABEL_COLUMNS: readonly Column<LabelRow>[] = [
  textOf('name', 0, ({ cell }) => rowName(cell)),
  textOf('label', 0, ({ label }) => label.label),
  figureOf('units', 2, ({ label }) => label.units),
  time('service p50', 1, ({ service }) => service.p50),
  time('p50', 0, ({ sojourn }) => sojourn.p50),
  {
    ...figureOf<LabelRow>('p50 by round', 5, ({ label }) => medianRange(label)?.min),
    text: ({ label }) => rangeText(medianRange(label), milliseconds),
  },
  time('p90', 3, ({ sojourn }) => sojourn.p90),
  time('p99', 0, ({ sojourn }) => sojourn.p99),
  time('p99.9', 4, ({ sojourn }) => sojourn.p999),
  time('max', 0, ({ sojourn }) => sojourn.max),
];

function time(title: string, expendable: number, ms: (label: LabelReport) => number | null): Column<LabelRow> {
  return figureOf(title, expendable, ({ label }) => ms(label), milliseconds);
}
