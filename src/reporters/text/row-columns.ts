/**
 * The columns of the tables of rows. One list serves the terminal, the page and Markdown; the CSV takes the
 * details from it. A new figure of a row is one line here.
 */

import type { Estimate } from '../../model/estimate.js';
import type { Report } from '../../model/report.js';
import type { CellReport, EfficiencyBand } from '../../model/row.js';
import { change, duration, milliseconds, percent, plain, rate, ratio, withInterval } from '../../words/numbers.js';
import { baselineText, rateTitle, shareOf, streams } from './cell-figures.js';
import { cellNotes, troubles } from './cell-notes.js';
import { limitMark, limitText } from './limits.js';
import { verdictOf } from './verdict.js';

/** One column of the tables of rows. */
export interface RowColumn {
  /** In lower case; Markdown capitalises it. */
  readonly title: string;
  /** What the CSV calls it, with its unit; absent where the CSV has a column of its own for it, or none. */
  readonly csv?: string;
  /** Text, which may be hostile, stands left; figures stand right. */
  readonly align: 'left' | 'right';
  /** Where a terminal is too narrow, the column with the highest number goes first; 0 stays, null never comes. */
  readonly expendable: number | null;
  /** What it is sorted by, and what the CSV holds. */
  readonly value: (cell: CellReport) => number | string | null;
  readonly text: (cell: CellReport) => string;
  /** The same for terminals, where it has to be shorter. */
  readonly brief?: (cell: CellReport) => string;
  /** Decides the colour of a figure whose text names its band. */
  readonly band?: (cell: CellReport) => EfficiencyBand | null;
}

/** The columns of a task's main table: times, throughput, speedup, verdict. */
export function resultColumns(report: Report, cells: readonly CellReport[]): readonly RowColumn[] {
  const varies = new Set(cells.map(({ inFlight }) => inFlight)).size > 1;
  const isOpen = cells.some(({ load }) => load.kind === 'rate');
  const hasOutliers = cells.some(({ withoutOutliers }) => withoutOutliers !== null);
  return [
    label('name', 0, ({ name }) => name),
    ...(varies ? [count('in flight', 0, ({ inFlight }) => inFlight), count('streams', 4, streams)] : []),
    count('workers', 6, ({ workers }) => workers),
    estimated('init', 5, ({ initSeconds }) => initSeconds, duration),
    estimated('work', 3, ({ workSeconds }) => workSeconds, duration),
    estimated('task avg', 2, ({ taskAvgSeconds }) => taskAvgSeconds, duration),
    estimated('total', 4, ({ totalSeconds }) => totalSeconds, duration),
    ...(isOpen ? OFFERED : []),
    {
      ...interval(rateTitle(cells), 0, ({ throughput }) => throughput, rate),
      brief: ({ throughput }) => rate(throughput?.value ?? null),
    },
    ...(isOpen ? RATE_LATENCY : [...(varies ? SWEEP_LATENCY : []), ...comparedColumns(report, varies)]),
    ...(cells.some(({ limits }) => limits !== null) ? [LIMITS] : []),
    ...(hasOutliers ? WITHOUT_OUTLIERS.slice(0, isOpen ? 1 : 2) : []),
    label('verdict', null, (cell) => verdictOf(report, cell)),
    label('note', null, (cell) => [...cellNotes(report, cell), troubles(cell)].filter(Boolean).join('; ')),
  ];
}

/** Efficiency with its band: the colour alone would tell some readers nothing. */
export const EFFICIENCY_VS_ONE: RowColumn = {
  ...banded('vs 1 worker', 2, ({ efficiencyVsOneWorker }) => efficiencyVsOneWorker, 'vsOneWorker'),
  csv: 'Efficiency (vs 1 worker)',
};

/** Whether the row keeps the study's limits; on a terminal the mark alone. */
const LIMITS: RowColumn = { ...label('limits', 0, limitText), brief: limitMark };

/**
 * Against sequential, one worker and the study's baseline; no row under a rate has any of it. On a terminal a change
 * says what the speedup does, unless it is against a baseline of the user's choice.
 */
function comparedColumns({ study }: Report, varies: boolean): readonly RowColumn[] {
  const isChosen = study.baseline !== undefined;
  return [
    interval('speedup', 0, ({ speedup }) => speedup, ratio),
    banded('efficiency', varies ? 2 : 1, ({ efficiency }) => efficiency, 'vsSequential'),
    { ...EFFICIENCY_VS_ONE, expendable: null },
    interval(
      isChosen ? `vs ${baselineText(study)}` : 'change',
      isChosen ? 1 : null,
      (cell) => cell.change?.relative ?? null,
      change,
    ),
  ];
}

/** What became of the arrivals of a rate. */
const OFFERED: readonly RowColumn[] = [
  figure('offered/s', 1, ({ openLoop }) => openLoop?.offeredPerSecond, rate),
  figure('late', 2, ({ openLoop }) => shareOf(openLoop?.late, openLoop?.arrivals), percent),
  figure('dropped', 2, ({ openLoop }) => shareOf(openLoop?.dropped, openLoop?.arrivals), percent),
  figure('falling behind', null, ({ openLoop }) => openLoop?.fallingBehind.value, percent),
];

/** Sojourns from the scheduled instant: on a terminal they stand in the main table, for they are the answer. */
const RATE_LATENCY: readonly RowColumn[] = [
  figure('p50', 1, ({ latency }) => latency?.sojourn.p50, milliseconds),
  figure('p99', 0, ({ latency }) => latency?.sojourn.p99, milliseconds),
  figure('max', 3, ({ latency }) => latency?.sojourn.max, milliseconds),
];

/** With several counts in flight, sojourns stand beside throughputs: the one is bought with the other. */
const SWEEP_LATENCY: readonly RowColumn[] = [
  figure('p50', 1, ({ latency }) => latency?.sojourn.p50, milliseconds),
  figure('p99', 1, ({ latency }) => latency?.sojourn.p99, milliseconds),
];

const WITHOUT_OUTLIERS: readonly RowColumn[] = [
  interval('tasks/s without outliers', null, ({ withoutOutliers }) => withoutOutliers?.throughput ?? null, rate),
  interval('speedup without outliers', null, ({ withoutOutliers }) => withoutOutliers?.speedup ?? null, ratio),
];

/** A column of text. */
export function label(title: string, expendable: number | null, text: (cell: CellReport) => string): RowColumn {
  return { title, align: 'left', expendable, value: text, text };
}

/** A column of figures. */
export function figure(
  title: string,
  expendable: number | null,
  value: (cell: CellReport) => number | null | undefined,
  format: (value: number | null) => string,
): RowColumn {
  const known = (cell: CellReport) => value(cell) ?? null;
  return { title, align: 'right', expendable, value: known, text: (cell) => format(known(cell)) };
}

/** A column of estimates without their intervals. */
export function estimated(
  title: string,
  expendable: number | null,
  estimate: (cell: CellReport) => Estimate | null,
  format: (value: number | null) => string,
): RowColumn {
  return figure(title, expendable, (cell) => estimate(cell)?.value, format);
}

function interval(
  title: string,
  expendable: number | null,
  estimate: (cell: CellReport) => Estimate | null,
  format: (value: number | null) => string,
): RowColumn {
  return {
    ...estimated(title, expendable, estimate, format),
    text: (cell) => withInterval(estimate(cell), format),
  };
}

function banded(
  title: string,
  expendable: number | null,
  estimate: (cell: CellReport) => Estimate | null,
  which: keyof CellReport['efficiencyBands'],
): RowColumn {
  const plainly = estimated(title, expendable, estimate, percent);
  const band = ({ efficiencyBands }: CellReport) => efficiencyBands[which];
  return { ...plainly, band, text: (cell) => [plainly.text(cell), band(cell)].filter(Boolean).join(' ') };
}

function count(title: string, expendable: number, value: (cell: CellReport) => number): RowColumn {
  return { title, align: 'right', expendable, value, text: (cell) => plain(value(cell)) };
}
