/** The medians of each label as columns of the tables of rows, marked where a limit is on them. */
import type { Report } from '../../model/report.js';
import type { CellReport, LabelReport } from '../../model/row.js';
import { milliseconds, NONE } from '../../words/numbers.js';
import type { Column } from './column.js';

/** Labels that a table of rows has room for. */
const MOST = 4;

/** A column for each label, in the order of the first row that has labels; none where there are too many. */
export function labelMedians(
  { study }: Pick<Report, 'study'>,
  cells: readonly CellReport[],
): readonly Column<CellReport>[] {
  const labels = labelsOf(cells);
  return labels.length > MOST ? [] : labels.map((label, i) => medianColumn(label, boundOn(label, study), i));
}

/** Every label of the rows, once. */
export function labelsOf(cells: readonly CellReport[]): readonly string[] {
  return [...new Set(cells.flatMap(({ latencyByLabel }) => latencyByLabel.map(({ label }) => label)))];
}

/** What a row has of a label. */
export function labelOf({ latencyByLabel }: CellReport, label: string): LabelReport | null {
  return latencyByLabel.find((each) => each.label === label) ?? null;
}

function boundOn(label: string, { limits }: Report['study']): number | null {
  return limits.labels?.[label]?.p50Ms ?? null;
}

function medianColumn(label: string, bound: number | null, place: number): Column<CellReport> {
  const median = (cell: CellReport) => labelOf(cell, label)?.sojourn.p50 ?? null;
  return {
    title: `p50 ${label}`,
    align: 'right',
    expendable: place + 2,
    value: median,
    text: (cell) => {
      const ms = median(cell);
      if (ms === null) return NONE;
      return bound === null ? milliseconds(ms) : `${milliseconds(ms)} ${ms <= bound ? '✓' : '✗'}`;
    },
    help: `Median latency of the units with the label “${label}”${bound === null ? '' : `; ✓ keeps its limit of ${milliseconds(bound)}, ✗ breaks it`}.`,
  };
}
