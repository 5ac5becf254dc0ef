/** The table of a search: the highest rate of each worker count, and how the row at that rate did. */
import type { CapacityCurve, CapacityPoint } from '../../model/capacity.js';
import type { Report } from '../../model/report.js';
import type { CellReport } from '../../model/row.js';
import { measuresService } from '../../seams/subject.js';
import { counted, cpusText, workersText } from '../../words/counts.js';
import { NONE, plain, ratio, withInterval } from '../../words/numbers.js';
import { type Column, figureOf, textOf } from './column.js';
import { type ColumnKey, ROW_COLUMNS } from './row-columns.js';

/** A worker count with the row at the rate that it sustains; null where an excerpt has left that out. */
export interface CapacityLine {
  readonly point: CapacityPoint;
  readonly cell: CellReport | null;
}

/** The table of one way to serve. */
export interface CapacityTable {
  readonly curve: CapacityCurve;
  readonly title: string;
  readonly columns: readonly Column<CapacityLine>[];
  readonly lines: readonly CapacityLine[];
}

/** A table for each way to serve that a search measured; none without a search. */
export function capacityTables(report: Report): readonly CapacityTable[] {
  const tables = report.capacityCurves.filter(({ workers }) => workers !== null);
  return tables.map((curve) => {
    const lines = curve.points.map((point) => ({ point, cell: rowAt(report, point) }));
    return { curve, title: titleOf(curve, report), columns: columnsOf(report, lines), lines };
  });
}

function rowAt({ cells }: Report, { sustainedWay, workers }: CapacityPoint): CellReport | null {
  return cells.find((cell) => cell.way === sustainedWay && cell.workers === workers && cell.word === null) ?? null;
}

/** `What each worker count holds, 20 clients`; names the way where there are several. */
function titleOf({ task, executor, inFlight, cpus }: CapacityCurve, report: Report): string {
  const isService = measuresService(report.study);
  const several =
    report.capacityCurves.length > 1 ? ` (${report.study.tasks.length > 1 ? `${task}, ` : ''}${executor})` : '';
  const streams = isService ? `, ${counted(inFlight, 'client')}` : inFlight === 1 ? '' : `, ${inFlight} in flight each`;
  const set = cpus === null ? '' : `, ${cpusText(cpus)}`;
  return `What each worker count holds${several}${streams}${set}`;
}

function columnsOf(report: Report, lines: readonly CapacityLine[]): readonly Column<CapacityLine>[] {
  const isService = measuresService(report.study);
  const hasOne = lines.some(({ point }) => point.vsOneWorker !== null);
  return [
    {
      ...textOf<CapacityLine>('workers', 0, ({ point }) =>
        point.workers === 0 ? workersText(0) : plain(point.workers),
      ),
      align: 'right',
      value: ({ point }) => point.workers,
    },
    {
      ...figureOf<CapacityLine>('holds/s', 0, ({ point }) => point.sustainedPerSecond),
      help: 'The highest rate that is sustained within the limits, with none below it that is too much.',
    },
    {
      ...figureOf<CapacityLine>('too much/s', 0, ({ point }) => point.failedPerSecond),
      text: ({ point }) =>
        point.failedPerSecond === null
          ? NONE
          : `${plain(point.failedPerSecond)}${point.isGeneratorBound ? ' (clients)' : ''}`,
      help: 'The lowest rate that is shown to be too much. The truth lies between the two; "(clients)": too much for the clients, so the service may hold more.',
    },
    ...(hasOne
      ? [
          {
            ...figureOf<CapacityLine>('vs 1 worker', 2, ({ point }) => point.vsOneWorker?.value),
            text: ({ point }: CapacityLine) => withInterval(point.vsOneWorker, ratio),
            brief: ({ point }: CapacityLine) => ratio(point.vsOneWorker?.value ?? null),
            help: 'What it holds over what one worker holds, each at the middle of its band.',
          },
        ]
      : []),
    rowColumn('p50', 3, report),
    rowColumn('p99', 0, report),
    ...(isService ? [rowColumn('serverCpu', 1, report), rowColumn('serverRss', 4, report)] : []),
    ...(lines.some(({ point }) => point.why !== null)
      ? [textOf<CapacityLine>('what was too much', 5, ({ point }) => point.why ?? '')]
      : []),
  ];
}

/** A figure of the row at the sustained rate. */
function rowColumn(key: ColumnKey, expendable: number, report: Report): Column<CapacityLine> {
  const { title, value, text, help } = ROW_COLUMNS[key];
  return {
    title: title ?? key,
    align: 'right',
    expendable,
    value: ({ cell }) => (cell === null ? null : value(cell, report)),
    text: ({ cell }) => (cell === null ? NONE : text(cell, report)),
    help: `${help} At the rate that it holds.`,
  };
}
