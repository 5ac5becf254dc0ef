/** What more workers than the best cost, for people. */
import type { BeyondPeak } from '../../model/curve.js';
import { workersText } from '../../words/counts.js';
import { change, NONE, ratio, withInterval } from '../../words/numbers.js';
import { type Column, figureOf } from './column.js';

/** Labels that the table has room for. */
const MOST_LABELS = 4;

type Row = BeyondPeak['rows'][number];

/** What the table is called: `Beyond the highest mean throughput, at 4 workers`. */
export function beyondPeakTitle({ peakWorkers }: BeyondPeak): string {
  return `Beyond the highest mean throughput, at ${workersText(peakWorkers)}`;
}

/** The table's columns; labels are hostile text. */
export function beyondPeakColumns({ rows }: BeyondPeak): readonly Column<Row>[] {
  const labels = [...new Set(rows.flatMap((row) => row.labels.map(({ label }) => label)))];
  return [
    figureOf<Row>('workers', 0, ({ workers }) => workers),
    {
      ...figureOf<Row>('throughput', 0, ({ throughput }) => throughput.value),
      text: ({ throughput }) => withInterval(throughput, change),
    },
    times('p50', ({ p50 }) => p50),
    ...(labels.length > MOST_LABELS ? [] : labels).map((label) =>
      times(`p50 ${label}`, (row) => row.labels.find((each) => each.label === label)?.p50 ?? null),
    ),
  ];
}

function times(title: string, factor: (row: Row) => number | null): Column<Row> {
  return figureOf(title, 1, factor, (value) => (value === null ? NONE : `${ratio(value)} times`));
}
