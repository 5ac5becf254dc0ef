import type { CellReport } from '../../model.js';
import { shareOf, streams } from './cell-figures.js';
import { duration, milliseconds, percent, rate, ratio, withInterval } from './numbers.js';
import type { Column } from './table.js';
import { cutTo } from './width.js';

const LONGEST_NAME = 60;

/**
 * The columns of the terminal's table of cells. Names carry the worker count, so the count is the first
 * to go where there is no room; in-flight is shown only when it differs between cells.
 */
export function cellColumns(
  cells: readonly CellReport[],
  show: (text: string) => string,
): readonly Column<CellReport>[] {
  const varies = new Set(cells.map((cell) => cell.inFlight)).size > 1;
  return [
    { title: 'name', align: 'left', expendable: 0, text: (cell) => cutTo(show(cell.name), LONGEST_NAME) },
    ...(varies
      ? [figure('in flight', 0, (cell) => String(cell.inFlight)), figure('streams', 4, (cell) => String(streams(cell)))]
      : []),
    figure('workers', 6, (cell) => String(cell.workers)),
    figure('init', 5, (cell) => duration(cell.initSeconds?.value ?? null)),
    figure('work', 3, (cell) => duration(cell.workSeconds?.value ?? null)),
    figure('task avg', 2, (cell) => duration(cell.taskAvgSeconds?.value ?? null)),
    figure('total', 4, (cell) => duration(cell.totalSeconds?.value ?? null)),
    ...(cells.some(({ openLoop }) => openLoop !== null) ? openLoopColumns : closedLoopColumns(varies)),
  ];
}

/** With several counts in flight, sojourns stand beside throughputs: the one is bought with the other. */
function closedLoopColumns(varies: boolean): readonly Column<CellReport>[] {
  return [
    figure('tasks/s', 0, (cell) => rate(cell.throughput?.value ?? null)),
    ...(varies ? sojournColumns : []),
    figure('speedup', 0, (cell) => withInterval(cell.speedup, ratio)),
    figure('efficiency', varies ? 2 : 1, (cell) => percent(cell.efficiency?.value ?? null)),
  ];
}

const sojournColumns: readonly Column<CellReport>[] = [
  figure('p50', 1, (cell) => milliseconds(cell.latency?.sojourn.p50)),
  figure('p99', 1, (cell) => milliseconds(cell.latency?.sojourn.p99)),
];

/** What became of a rate. Latencies are sojourns, from the scheduled instant. */
const openLoopColumns: readonly Column<CellReport>[] = [
  figure('offered/s', 1, (cell) => rate(cell.openLoop?.offeredPerSecond ?? null)),
  figure('achieved/s', 0, (cell) => rate(cell.throughput?.value ?? null)),
  figure('p50', 1, (cell) => milliseconds(cell.latency?.sojourn.p50)),
  figure('p99', 0, (cell) => milliseconds(cell.latency?.sojourn.p99)),
  figure('max', 3, (cell) => milliseconds(cell.latency?.sojourn.max)),
  figure('late', 2, (cell) => percent(shareOf(cell.openLoop?.late, cell.openLoop?.arrivals))),
  figure('dropped', 2, (cell) => percent(shareOf(cell.openLoop?.dropped, cell.openLoop?.arrivals))),
];

function figure(title: string, expendable: number, text: (cell: CellReport) => string): Column<CellReport> {
  return { title, align: 'right', expendable, text };
}
