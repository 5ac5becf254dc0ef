import type { CellReport } from '../../model.js';
import { duration, percent, rate, ratio, withInterval } from './numbers.js';
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
    ...(varies ? [figure('in flight', 0, (cell) => String(cell.inFlight))] : []),
    figure('workers', 6, (cell) => String(cell.workers)),
    figure('init', 5, (cell) => duration(cell.initSeconds?.value ?? null)),
    figure('work', 3, (cell) => duration(cell.workSeconds?.value ?? null)),
    figure('task avg', 2, (cell) => duration(cell.taskAvgSeconds?.value ?? null)),
    figure('total', 4, (cell) => duration(cell.totalSeconds?.value ?? null)),
    figure('tasks/s', 0, (cell) => rate(cell.throughput?.value ?? null)),
    figure('speedup', 0, (cell) => withInterval(cell.speedup, ratio)),
    figure('efficiency', 1, (cell) => percent(cell.efficiency?.value ?? null)),
  ];
}

function figure(title: string, expendable: number, text: (cell: CellReport) => string): Column<CellReport> {
  return { title, align: 'right', expendable, text };
}
