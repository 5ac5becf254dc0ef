/** The columns of a task's second table: its units, how long they took, and what they took of the machine. */
import type { CellReport, UnitErrorReport } from '../../model/row.js';
import { mebibytes, milliseconds, NONE, percent, plain, rangeText, rate, ratio } from '../../words/numbers.js';
import { EFFICIENCY_VS_ONE, estimated, figure, label, type RowColumn } from './row-columns.js';

/** What the second table is called. */
export const DETAILS_TITLE = 'Units, rounds, latency and resources';

/** What its figures mean; for a table that is not all dashes. */
export const DETAILS_CAPTION =
  'Median, range and variation (standard deviation over mean) are of the rounds’ tasks a second. Latency is from hand-out (under a rate, from the scheduled arrival) to answer. CPU: 100 % is one CPU. RSS: resident memory of the host and its children, at its peak, and its growth over the timed part. Power and energy: all CPU packages, everybody’s work.';

/** Every column, in the CSV's order. */
export const DETAIL_COLUMNS: readonly RowColumn[] = [
  label('name', 0, ({ name }) => name),
  inCsv(
    'Units completed',
    figure('completed', 8, ({ units }) => units.completed, count),
  ),
  inCsv(
    'Units failed',
    figure('failed', 0, ({ units }) => units.failed, count),
  ),
  inCsv(
    'First error',
    label('first error', null, ({ units }) => firstErrorText(units.errors)),
  ),
  inCsv(
    'Throughput median',
    figure('median/s', null, ({ spread }) => spread?.median, rate),
  ),
  { ...figure('range/s', null, ({ spread }) => spread?.min, rate), text: ({ spread }) => rangeText(spread, rate) },
  inCsv(
    'Variation',
    figure('variation', null, ({ spread }) => spread?.variation, percent),
  ),
  inCsv(
    'Sojourn avg (ms)',
    figure('avg', 6, ({ latency }) => latency?.sojourn.mean, milliseconds),
  ),
  figure('p50', 4, ({ latency }) => latency?.sojourn.p50, milliseconds),
  inCsv(
    'Sojourn p90 (ms)',
    figure('p90', 11, ({ latency }) => latency?.sojourn.p90, milliseconds),
  ),
  inCsv(
    'Sojourn p95 (ms)',
    figure('p95', 12, ({ latency }) => latency?.sojourn.p95, milliseconds),
  ),
  figure('p99', 1, ({ latency }) => latency?.sojourn.p99, milliseconds),
  inCsv(
    'Sojourn p99.9 (ms)',
    figure('p99.9', 10, ({ latency }) => latency?.sojourn.p999, milliseconds),
  ),
  figure('max', 9, ({ latency }) => latency?.sojourn.max, milliseconds),
  inCsv(
    'CPUs used',
    estimated('CPU', 1, ({ resources }) => resources.cpusUsed, percent),
  ),
  inCsv(
    'RSS peak (bytes)',
    figure('RSS', 3, ({ resources }) => resources.rssPeakBytes, mebibytes),
  ),
  inCsv(
    'RSS growth (bytes)',
    estimated('RSS growth', 5, ({ resources }) => resources.rssGrowthBytes, mebibytes),
  ),
  inCsv(
    'Peak temperature (°C)',
    figure('temperature', 7, ({ resources }) => resources.peakCelsius, celsius),
  ),
  inCsv(
    'Power (W)',
    estimated('power', 5, ({ resources }) => resources.watts, unit('W')),
  ),
  inCsv(
    'Energy per unit (J)',
    estimated('energy/unit', 3, ({ resources }) => resources.joulesPerUnit, unit('J')),
  ),
  inCsv(
    'Units per joule',
    estimated('units/J', 8, ({ resources }) => resources.unitsPerJoule, ratio),
  ),
];

/**
 * Those that say something of the rows, and the efficiency that the main table of a terminal has no room for:
 * neither has it room for dashes, nor for units that did not fail.
 */
export function tellingDetails(cells: readonly CellReport[]): readonly RowColumn[] {
  const [name, ...others] = DETAIL_COLUMNS;
  const isTelling = ({ value }: RowColumn) => cells.some((cell) => value(cell) !== null && value(cell) !== 0);
  return name === undefined ? [] : [name, ...[EFFICIENCY_VS_ONE, ...others].filter(isTelling)];
}

/** `unit 3: Error: refused`; empty for none. */
export function firstErrorText([first]: readonly UnitErrorReport[]): string {
  if (first === undefined) return '';
  return `${first.unit === null ? '' : `unit ${first.unit}: `}${first.message}`;
}

function inCsv(csv: string, column: RowColumn): RowColumn {
  return { ...column, csv };
}

function count(value: number | null): string {
  return value === null ? NONE : plain(value);
}

function celsius(value: number | null): string {
  return value === null ? NONE : `${value.toFixed(0)} °C`;
}

function unit(name: string): (value: number | null) => string {
  return (value) => (value === null ? NONE : `${ratio(value)} ${name}`);
}
