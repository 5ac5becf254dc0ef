/** How fast a row was: times, throughput, and what it is compared with. */
import type { Estimate } from '../../model/estimate.js';
import type { CellReport } from '../../model/row.js';
import { rangeText, rate } from '../../words/numbers.js';
import { shareOf } from '../text/cell-figures.js';
import { rateUnit, throughputText } from '../text/command.js';
import { estimated, figure, interval, type RowColumn, type Unit, words } from './column.js';

/** What the words beside an efficiency mean. */
export const BANDS = 'Good is near-linear (above 90 %), fair mildly contended, poor below 70 %.';

/** Averages over the completed rounds. */
export const TIMES = {
  init: estimated('Time: init', 'init', 'seconds', 'Until all workers were ready.', (cell) => cell.initSeconds),
  work: estimated(
    'Time: work',
    'work',
    'seconds',
    'From the first unit to the end of the last, result checks left out.',
    (cell) => cell.workSeconds,
  ),
  taskAvg: estimated(
    'Time: task avg',
    'task avg',
    'seconds',
    'Mean time of one unit in its worker.',
    (cell) => cell.taskAvgSeconds,
  ),
  total: estimated('Time: total', 'total', 'seconds', 'Init, work and cleanup.', (cell) => cell.totalSeconds),
} satisfies { [key: string]: RowColumn };

/** Completed units per second, over the rounds. */
export const THROUGHPUT = {
  throughput: {
    commandHelp: 'Completed runs over time.',
    ...interval('Tasks per second', 'tasks/s', 'perSecond', 'Completed units per second.', (cell) => cell.throughput),
    text: ({ throughput }, report) => throughputText(report, throughput),
    brief: ({ throughput }, report) => rateUnit(report).format(throughput?.value ?? null),
  },
  throughputLow: lowOf('Throughput', 'perSecond', (cell) => cell.throughput),
  throughputHigh: highOf('Throughput', 'perSecond', (cell) => cell.throughput),
  median: figure(
    'Throughput median',
    'median/s',
    'perSecond',
    'Median of the rounds’ tasks/s.',
    ({ spread }) => spread?.median,
  ),
  range: {
    ...figure(null, 'range/s', 'perSecond', 'Lowest and highest of the rounds’ tasks/s.', ({ spread }) => spread?.min),
    text: ({ spread }) => rangeText(spread, rate),
  },
  min: figure('Throughput min', null, 'perSecond', 'Lowest of the rounds.', ({ spread }) => spread?.min),
  max: figure('Throughput max', null, 'perSecond', 'Highest of the rounds.', ({ spread }) => spread?.max),
  variation: {
    ...figure(
      'Variation',
      'variation',
      'share',
      'Standard deviation over mean of the rounds’ tasks/s.',
      ({ spread }) => spread?.variation,
    ),
    commandHelp: 'Standard deviation over mean of the rounds’ throughput.',
  },
  throughputWithout: interval(
    null,
    'tasks/s without outliers',
    'perSecond',
    'The same without rounds that are outliers.',
    (cell) => cell.withoutOutliers?.throughput,
  ),
} satisfies { [key: string]: RowColumn };

/** Against sequential, one worker and the study's baseline, paired by round. */
export const COMPARED = {
  speedup: {
    ...interval(
      'Speedup (vs sequential)',
      'speedup',
      'ratio',
      'Throughput over that of the sequential baseline.',
      (cell) => cell.speedup,
    ),
    commandHelp: 'Throughput over that of the baseline: 1 worker, or the word off where 1 was not measured.',
  },
  speedupLow: lowOf('Speedup', 'ratio', (cell) => cell.speedup),
  speedupHigh: highOf('Speedup', 'ratio', (cell) => cell.speedup),
  speedupWithout: interval(
    null,
    'speedup without outliers',
    'ratio',
    'The same without rounds that are outliers.',
    (cell) => cell.withoutOutliers?.speedup,
  ),
  efficiency: banded(
    'Efficiency',
    'efficiency',
    `Speedup over workers. ${BANDS}`,
    (cell) => cell.efficiency,
    'vsSequential',
  ),
  vsOneWorker: banded(
    'Efficiency (vs 1 worker)',
    'vs 1 worker',
    'Efficiency against one worker of the same executor, in the same bands.',
    (cell) => cell.efficiencyVsOneWorker,
    'vsOneWorker',
  ),
  change: interval(
    'Change',
    'change',
    'change',
    'Throughput against the study’s baseline row.',
    ({ change }) => change?.relative,
  ),
  changeLow: lowOf('Change', 'change', ({ change }) => change?.relative),
  changeHigh: highOf('Change', 'change', ({ change }) => change?.relative),
  changeAgainst: words('Change against', null, 'Name of the baseline row.', ({ change }) => change?.baseline ?? null),
} satisfies { [key: string]: RowColumn };

/** What became of the arrivals of a rate. */
export const ARRIVALS = {
  offered: figure(
    'Offered per second',
    'offered/s',
    'perSecond',
    'Units that the schedule had per second.',
    ({ openLoop }) => openLoop?.offeredPerSecond,
  ),
  late: figure('Late', null, 'count', 'Units that started over 1 ms late.', ({ openLoop }) => openLoop?.late),
  dropped: figure('Dropped', null, 'count', 'Units that never started.', ({ openLoop }) => openLoop?.dropped),
  lateShare: figure(null, 'late', 'share', 'Share of units that started over 1 ms late.', ({ openLoop }) =>
    shareOf(openLoop?.late, openLoop?.arrivals),
  ),
  droppedShare: figure(null, 'dropped', 'share', 'Share of units that never started.', ({ openLoop }) =>
    shareOf(openLoop?.dropped, openLoop?.arrivals),
  ),
  behind: estimated(
    null,
    'falling behind',
    'share',
    'Share of arrivals by which answers fell behind.',
    ({ openLoop }) => openLoop?.fallingBehind,
  ),
} satisfies { [key: string]: RowColumn };

function lowOf(name: string, unit: Unit, estimate: (cell: CellReport) => Estimate | null | undefined): RowColumn {
  return figure(
    `${name} low`,
    null,
    unit,
    `Lower end of the 95 % interval of the ${name.toLowerCase()}.`,
    (cell) => estimate(cell)?.low,
  );
}

function highOf(name: string, unit: Unit, estimate: (cell: CellReport) => Estimate | null | undefined): RowColumn {
  return figure(
    `${name} high`,
    null,
    unit,
    `Upper end of the 95 % interval of the ${name.toLowerCase()}.`,
    (cell) => estimate(cell)?.high,
  );
}

/** An efficiency with its band in words: the colour alone would tell some readers nothing. */
function banded(
  csv: string,
  title: string,
  help: string,
  estimate: (cell: CellReport) => Estimate | null,
  which: keyof CellReport['efficiencyBands'],
): RowColumn {
  const column = estimated(csv, title, 'share', help, estimate);
  const band = ({ efficiencyBands }: CellReport) => efficiencyBands[which];
  return { ...column, band, text: (cell, report) => [column.text(cell, report), band(cell)].filter(Boolean).join(' ') };
}
