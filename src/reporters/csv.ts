import { createArrayCsvStringifier } from 'csv-writer';
import type { Report } from '../model/report.js';
import { OUTCOMES } from '../model/trial.js';
import type { Reporter } from '../seams/reporter.js';
import { type ColumnKey, ROW_COLUMNS } from './columns/row-columns.js';
import { csvCell } from './text/csv-cell.js';

/**
 * The contract's columns first, in its order; then ours, of which new ones come last. Times are in seconds,
 * latencies in milliseconds.
 */
export const CSV_COLUMNS: readonly ColumnKey[] = [
  ...(['name', 'workers', 'args', 'units', 'init', 'work', 'taskAvg', 'total'] as const),
  ...(['throughput', 'speedup', 'efficiency', 'rounds'] as const),
  ...OUTCOMES,
  ...(['executor', 'inFlight', 'streams', 'load', 'loop', 'offered', 'late', 'dropped'] as const),
  ...(['order', 'dispatch', 'task', 'speedupLow', 'speedupHigh', 'throughputLow', 'throughputHigh'] as const),
  ...(['serviceP50', 'serviceP90', 'serviceP95', 'serviceP99', 'serviceP999'] as const),
  ...(['p50', 'p99', 'maximum', 'note', 'vsOneWorker', 'unitsCompleted', 'unitsFailed', 'firstError'] as const),
  ...(['median', 'variation', 'mean', 'p90', 'p95', 'p999'] as const),
  ...(['cpu', 'rss', 'rssGrowth', 'temperature', 'power', 'energy', 'unitsPerJoule'] as const),
  ...(['min', 'max', 'change', 'changeLow', 'changeHigh', 'changeAgainst', 'limits', 'cpus'] as const),
  ...(['workersAre', 'start', 'wall', 'user', 'system', 'runCpus', 'runRss', 'runProcesses', 'runThreads'] as const),
  ...(['serverCpu', 'serverCpuPerUnit', 'serverRss', 'serverProcesses', 'serverThreads', 'serverConnections'] as const),
];

/** One line a cell, in the report's order, after RFC 4180 but with plain line feeds. */
function render(report: Report): string {
  const columns = CSV_COLUMNS.map((key) => ROW_COLUMNS[key]);
  const stringifier = createArrayCsvStringifier({ header: columns.map(({ csv }) => csv ?? '') });
  const rows = report.cells.map((cell) => columns.map(({ value }) => csvCell(shortened(value(cell, report)))));
  return (stringifier.getHeaderString() ?? '') + stringifier.stringifyRecords(rows);
}

/** Digits beyond a measured figure's sixth are noise; counts stay whole. report.json and rounds.csv have all digits. */
function shortened(value: string | number | null): string | number | null {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(6)) : value;
}

/** The table for spreadsheets and for tools that read the Python tester's results. */
const csv: Reporter = {
  name: 'csv',
  summary: 'A row for each cell: times, throughput, speedup, outcomes',
  file: '.csv',
  render,
};
export default csv;
