/** How long the units of a row took, and what they took of the machine. */
import type { CellReport } from '../../model/row.js';
import { estimated, figure, type RowColumn } from './column.js';

/** From hand-out (under a rate, from the scheduled arrival) to answer; and in the worker alone. */
export const LATENCY = {
  serviceP50: service('p50', 'p50'),
  serviceP90: service('p90', 'p90'),
  serviceP95: service('p95', 'p95'),
  serviceP99: service('p99', 'p99'),
  serviceP999: service('p99.9', 'p999'),
  mean: sojourn('avg', 'mean', 'Mean latency: from hand-out (under a rate, from the scheduled arrival) to answer.'),
  p50: { ...sojourn('p50', 'p50', 'Median latency.'), commandHelp: 'Median time of a run.' },
  p90: sojourn('p90', 'p90', 'Latency that 90 % of units do not exceed.'),
  p95: sojourn('p95', 'p95', 'Latency that 95 % of units do not exceed.'),
  p99: {
    ...sojourn('p99', 'p99', 'Latency that 99 % of units do not exceed.'),
    commandHelp: 'Time that 99 % of runs do not exceed.',
  },
  p999: sojourn('p99.9', 'p999', 'Latency that 99.9 % of units do not exceed.'),
  maximum: { ...sojourn('max', 'max', 'Latency of the slowest unit.'), commandHelp: 'Time of the slowest run.' },
} satisfies { [key: string]: RowColumn };

/** What the timed parts took of the machine. */
export const RESOURCES = {
  cpu: estimated(
    'CPUs used',
    'CPU',
    'share',
    'CPU time of the host and its children over elapsed time; 1 (100 %) is one CPU.',
    ({ resources }) => resources.cpusUsed,
  ),
  rss: figure(
    'RSS peak (bytes)',
    'RSS',
    'bytes',
    'Peak resident memory of the host and its children.',
    ({ resources }) => resources.rssPeakBytes,
  ),
  rssGrowth: estimated(
    'RSS growth (bytes)',
    'RSS growth',
    'bytes',
    'Its growth over the timed part.',
    ({ resources }) => resources.rssGrowthBytes,
  ),
  temperature: figure(
    'Peak temperature (°C)',
    'temperature',
    'celsius',
    'Highest temperature of the CPU.',
    ({ resources }) => resources.peakCelsius,
  ),
  power: estimated(
    'Power (W)',
    'power',
    'watts',
    'Mean power of all CPU packages, other programs’ included.',
    ({ resources }) => resources.watts,
  ),
  energy: {
    ...estimated(
      'Energy per unit (J)',
      'energy/unit',
      'joules',
      'That energy per completed unit.',
      ({ resources }) => resources.joulesPerUnit,
    ),
    commandHelp: 'That energy per completed run.',
  },
  unitsPerJoule: {
    ...estimated(
      'Units per joule',
      'units/J',
      'ratio',
      'Completed units per joule.',
      ({ resources }) => resources.unitsPerJoule,
    ),
    commandHelp: 'Completed runs per joule.',
  },
} satisfies { [key: string]: RowColumn };

type Level = Exclude<keyof NonNullable<CellReport['latency']>['sojourn'], 'intervals'>;

function service(name: string, level: Level): RowColumn {
  const help = `Time of a unit in its worker, ${name}.`;
  return figure(`Service ${name} (ms)`, null, 'milliseconds', help, ({ latency }) => latency?.service[level]);
}

function sojourn(name: string, level: Level, help: string): RowColumn {
  return figure(`Sojourn ${name} (ms)`, name, 'milliseconds', help, ({ latency }) => latency?.sojourn[level]);
}
