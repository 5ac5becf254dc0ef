import { createArrayCsvStringifier } from 'csv-writer';
import type { Report } from '../model/report.js';
import type { CellReport } from '../model/row.js';
import { OUTCOMES } from '../model/trial.js';
import type { Reporter } from '../seams/reporter.js';
import { streams } from './text/cell-figures.js';
import { cellNotes } from './text/cell-notes.js';
import { csvCell } from './text/csv-cell.js';
import { DETAIL_COLUMNS } from './text/detail-columns.js';
import { jobDetails } from './text/job-details.js';
import { limitText } from './text/limits.js';
import { EFFICIENCY_VS_ONE } from './text/row-columns.js';

type Value = string | number | null;
type Column = readonly [title: string, value: (cell: CellReport, report: Report) => Value];

/**
 * The contract's columns first, in its order; then ours, of which new ones come last. Times are in seconds,
 * latencies in milliseconds.
 */
const COLUMNS: readonly Column[] = [
  ['Name', (cell) => cell.name],
  ['Workers', (cell) => cell.workers],
  ['Job details', (cell) => jobDetails(cell.args)],
  ['Job count', (cell) => cell.unitsPerTrial],
  ['Time: init', (cell) => cell.initSeconds?.value ?? null],
  ['Time: work', (cell) => cell.workSeconds?.value ?? null],
  ['Time: task avg', (cell) => cell.taskAvgSeconds?.value ?? null],
  ['Time: total', (cell) => cell.totalSeconds?.value ?? null],
  ['Tasks per second', (cell) => cell.throughput?.value ?? null],
  ['Speedup (vs sequential)', (cell) => cell.speedup?.value ?? null],
  ['Efficiency', (cell) => cell.efficiency?.value ?? null],
  ['Rounds', (cell) => cell.rounds],
  ...OUTCOMES.map((outcome): Column => [title(outcome), (cell) => cell.outcomes[outcome]]),
  ['Executor', (cell) => cell.executor],
  ['In flight', (cell) => cell.inFlight],
  ['Streams', streams],
  ['Load', (cell) => cell.load.kind],
  ['Loop', (cell) => (cell.load.kind === 'rate' ? 'open' : 'closed')],
  ['Offered per second', (cell) => cell.openLoop?.offeredPerSecond ?? null],
  ['Late', (cell) => cell.openLoop?.late ?? null],
  ['Dropped', (cell) => cell.openLoop?.dropped ?? null],
  ['Order', (cell) => cell.order],
  ['Dispatch', (cell) => cell.dispatch],
  ['Task', (cell) => cell.task],
  ['Speedup low', (cell) => cell.speedup?.low ?? null],
  ['Speedup high', (cell) => cell.speedup?.high ?? null],
  ['Throughput low', (cell) => cell.throughput?.low ?? null],
  ['Throughput high', (cell) => cell.throughput?.high ?? null],
  ['Service p50 (ms)', (cell) => cell.latency?.service.p50 ?? null],
  ['Service p90 (ms)', (cell) => cell.latency?.service.p90 ?? null],
  ['Service p95 (ms)', (cell) => cell.latency?.service.p95 ?? null],
  ['Service p99 (ms)', (cell) => cell.latency?.service.p99 ?? null],
  ['Service p99.9 (ms)', (cell) => cell.latency?.service.p999 ?? null],
  ['Sojourn p50 (ms)', (cell) => cell.latency?.sojourn.p50 ?? null],
  ['Sojourn p99 (ms)', (cell) => cell.latency?.sojourn.p99 ?? null],
  ['Sojourn max (ms)', (cell) => cell.latency?.sojourn.max ?? null],
  ['Note', (cell, report) => cellNotes(report, cell).join('; ')],
  ...[EFFICIENCY_VS_ONE, ...DETAIL_COLUMNS].flatMap(({ csv, value }): readonly Column[] =>
    csv === undefined ? [] : [[csv, value]],
  ),
  ['Throughput min', (cell) => cell.spread?.min ?? null],
  ['Throughput max', (cell) => cell.spread?.max ?? null],
  ['Change', (cell) => cell.change?.relative.value ?? null],
  ['Change low', (cell) => cell.change?.relative.low ?? null],
  ['Change high', (cell) => cell.change?.relative.high ?? null],
  ['Change against', (cell) => cell.change?.baseline ?? null],
  ['Limits', limitText],
];

function title(outcome: string): string {
  return `${outcome.charAt(0).toUpperCase()}${outcome.slice(1)}`.replace('_', ' ');
}

/** One line a cell, in the report's order, after RFC 4180 but with plain line feeds. */
function render(report: Report): string {
  const stringifier = createArrayCsvStringifier({ header: COLUMNS.map(([name]) => name) });
  const rows = report.cells.map((cell) => COLUMNS.map(([, value]) => csvCell(value(cell, report))));
  return (stringifier.getHeaderString() ?? '') + stringifier.stringifyRecords(rows);
}

/** The table for spreadsheets and for tools that read the Python tester's results. */
const csv: Reporter = {
  name: 'csv',
  summary: 'A row for each cell: times, throughput, speedup, outcomes',
  file: '.csv',
  render,
};
export default csv;
