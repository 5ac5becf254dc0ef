import { createArrayCsvStringifier } from 'csv-writer';
import type { Report } from '../model/report.js';
import type { RoundResult } from '../model/round.js';
import type { CellReport } from '../model/row.js';
import type { Reporter } from '../seams/reporter.js';
import { csvCell } from './text/csv-cell.js';

/** One line of the file. */
interface Line {
  /** The run's name; empty where nothing is on disk. */
  readonly run: string;
  readonly cell: CellReport;
  readonly result: RoundResult;
}

type Value = string | number | null;
type RoundColumn = readonly [name: string, help: string, value: (line: Line) => Value];

/** The columns of rounds.csv, in order; new ones come last. Names suit data frames: small letters, with their unit. */
export const ROUND_COLUMNS: readonly RoundColumn[] = [
  ['run', 'The run’s name, so that files of several runs can be put together.', ({ run }) => run],
  ['task', 'The task’s name.', ({ cell }) => cell.task],
  ['name', 'The row’s name in the other tables.', ({ cell }) => cell.name],
  ['executor', 'What ran the units.', ({ cell }) => cell.executor],
  ['workers', '0 is the sequential baseline.', ({ cell }) => cell.workers],
  ['in_flight', 'Units outstanding per worker.', ({ cell }) => cell.inFlight],
  ['order', 'What is kept of the order of units.', ({ cell }) => cell.order],
  ['load', 'What decides when units start: count, window or rate.', ({ cell }) => cell.load.kind],
  ['offered_per_second', 'Arrivals of a rate; else empty.', ({ cell }) => rateOf(cell)],
  ['cpus', 'CPUs that the trial could use; empty for all.', ({ cell }) => cell.cpus],
  ['round', 'From 1.', ({ result }) => result.round + 1],
  ['outcome', 'How the trial ended; only completed ones have figures.', ({ result }) => result.outcome],
  ['attempts', 'Trials of this row in this round: more than 1 where it ran again.', ({ result }) => result.attempts],
  ['units', 'Units behind the figures.', ({ result }) => result.units],
  ['init_seconds', 'Until all workers were ready.', ({ result }) => result.initSeconds],
  ['work_seconds', 'From the first unit to the end of the last.', ({ result }) => result.workSeconds],
  ['total_seconds', 'Init, work and cleanup.', ({ result }) => result.totalSeconds],
  ['units_per_second', 'Throughput.', ({ result }) => result.throughput],
  ['speedup', 'Throughput over that of the baseline’s trial in the same round.', ({ result }) => result.speedup],
  ['p50_ms', 'Median latency.', ({ result }) => result.p50Ms],
  ['p99_ms', 'Latency that 99 % of units do not exceed.', ({ result }) => result.p99Ms],
  ['cpu_seconds', 'CPU time of the timed part, in all processes.', ({ result }) => result.cpuSeconds],
  ['rss_peak_bytes', 'Peak resident memory of the host and all below it.', ({ result }) => result.rssPeakBytes],
  [
    'wall_seconds',
    'Of a command’s run, where a trial is one run; so are the columns after it.',
    ({ result }) => of(result, 'wallSeconds'),
  ],
  ['user_seconds', 'Its CPU time in user mode.', ({ result }) => of(result, 'userSeconds')],
  ['system_seconds', 'Its CPU time in the system.', ({ result }) => of(result, 'systemSeconds')],
  ['run_rss_bytes', 'Peak resident memory of its process tree.', ({ result }) => of(result, 'rssBytes')],
  ['exit_status', 'Its exit status, or 128 and the signal’s number.', ({ result }) => of(result, 'status')],
];

function rateOf({ load }: CellReport): number | null {
  return load.kind === 'rate' ? load.perSecond : null;
}

function of({ run }: RoundResult, figure: keyof NonNullable<RoundResult['run']>): number | null {
  return run?.[figure] ?? null;
}

/** One line for each round of each row, in the report's order. */
function render({ cells }: Report, run = ''): string {
  const stringifier = createArrayCsvStringifier({ header: ROUND_COLUMNS.map(([name]) => name) });
  const lines = cells.flatMap((cell) => cell.results.map((result) => ({ run, cell, result })));
  const rows = lines.map((line) => ROUND_COLUMNS.map(([, , value]) => csvCell(value(line))));
  return (stringifier.getHeaderString() ?? '') + stringifier.stringifyRecords(rows);
}

/** Every round by itself, for data frames. */
const rounds: Reporter = {
  name: 'rounds',
  summary: 'A row for each round of each cell, nothing averaged',
  file: 'rounds.csv',
  render,
};
export default rounds;
