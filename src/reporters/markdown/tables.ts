/** The tables of the Markdown report. */
import type { Advice, CellReport, Report } from '../../model.js';
import { changeOf, rateTitle, roundsOf, rowName, shareOf, streams, variationOf } from '../text/cell-figures.js';
import { cellNotes, troubles } from '../text/cell-notes.js';
import { curveName } from '../text/curve-name.js';
import { markdownTable, markdownText } from '../text/markdown-cell.js';
import { change, duration, milliseconds, percent, plain, probability, rate, withInterval } from '../text/numbers.js';
import { verdictOf } from '../text/verdict.js';

type Column = readonly [title: string, text: (cell: CellReport) => string];

/** The averages of a task's cells with change and verdict, then every round. */
export function taskTables(report: Report, cells: readonly CellReport[]): readonly string[] {
  const columns = resultColumns(report, cells);
  return [
    ...markdownTable(
      columns.map(([title]) => title),
      cells.map((cell) => columns.map(([, text]) => text(cell))),
    ),
    '',
    'Tasks a second by round:',
    '',
    ...roundsTable(cells),
  ];
}

function resultColumns(report: Report, cells: readonly CellReport[]): readonly Column[] {
  const hasOutliers = cells.some(({ withoutOutliers }) => withoutOutliers !== null);
  const compared = cells.some(({ load }) => load.kind !== 'rate');
  const varies = new Set(cells.map(({ inFlight }) => inFlight)).size > 1;
  return [
    ['Name', cellName],
    ['Workers', (cell) => plain(cell.workers)],
    ...(varies ? [STREAMS] : []),
    ['Work', (cell) => duration(cell.workSeconds?.value ?? null)],
    ['Task avg', (cell) => duration(cell.taskAvgSeconds?.value ?? null)],
    ['Total', (cell) => duration(cell.totalSeconds?.value ?? null)],
    ...(cells.some(({ openLoop }) => openLoop !== null) ? OPEN_LOOP : varies ? SOJOURN : []),
    [rateTitle(cells) === 'tasks/s' ? 'Tasks/s' : 'Achieved/s', (cell) => withInterval(cell.throughput, rate)],
    ...(compared ? COMPARED : []),
    ...(hasOutliers ? WITHOUT_OUTLIERS.slice(0, compared ? 2 : 1) : []),
    ['Verdict', (cell) => markdownText(verdictOf(report, cell))],
    ['Note', (cell) => markdownText([...cellNotes(report, cell), troubles(cell)].filter(Boolean).join('; '))],
  ];
}

const STREAMS: Column = ['Streams', (cell) => plain(streams(cell))];

/** Against sequential; no row under a rate has any of it. */
const COMPARED: readonly Column[] = [
  ['Change', (cell) => change(changeOf(cell))],
  ['Speedup', (cell) => withInterval(cell.speedup)],
  ['Efficiency', (cell) => percent(cell.efficiency?.value ?? null)],
];

/** Beside throughput, where more in flight buys the one with the other. */
const SOJOURN: readonly Column[] = [
  ['p50', (cell) => milliseconds(cell.latency?.sojourn.p50)],
  ['p99', (cell) => milliseconds(cell.latency?.sojourn.p99)],
  ['Max', (cell) => milliseconds(cell.latency?.sojourn.max)],
];

/** Latencies count from the scheduled instant. */
const OPEN_LOOP: readonly Column[] = [
  ['Offered/s', (cell) => rate(cell.openLoop?.offeredPerSecond ?? null)],
  ['Late', ({ openLoop }) => percent(shareOf(openLoop?.late, openLoop?.arrivals))],
  ['Dropped', ({ openLoop }) => percent(shareOf(openLoop?.dropped, openLoop?.arrivals))],
  ...SOJOURN,
];

const WITHOUT_OUTLIERS: readonly Column[] = [
  ['Tasks/s without outliers', (cell) => withInterval(cell.withoutOutliers?.throughput ?? null, rate)],
  ['Speedup without outliers', (cell) => withInterval(cell.withoutOutliers?.speedup ?? null)],
];

function cellName(cell: CellReport): string {
  return markdownText(rowName(cell));
}

/** A row a round, a column a cell; the last row is the coefficient of variation over the rounds. */
function roundsTable(cells: readonly CellReport[]): readonly string[] {
  const rows = roundsOf(cells).map((round) => [
    String(round + 1),
    ...cells.map((cell) => rate(cell.points.find((point) => point.round === round)?.throughput ?? null)),
  ]);
  return markdownTable(
    ['Round', ...cells.map(cellName)],
    [...rows, ['Variation', ...cells.map((cell) => percent(variationOf(cell)))]],
  );
}

/** Every worker count that could have been chosen, with its evidence; nothing where there was no choice. */
export function choiceSection(advice: Advice): readonly string[] {
  if (advice.candidates.length === 0) return [];
  const rows = advice.candidates.map(({ workers, ratioToBest, probabilityBest, probabilityGoodEnough, excludedBy }) => [
    workers === advice.workers ? `**${plain(workers)}**` : plain(workers),
    withInterval(ratioToBest, percent),
    markdownText(probability(probabilityBest)),
    markdownText(probability(probabilityGoodEnough)),
    markdownText(excludedBy ?? ''),
  ]);
  return [
    `## The choice: ${markdownText(`${advice.task}, ${curveName(advice)}`)}`,
    '',
    ...markdownTable(['Workers', 'Of the best', 'Is the best', 'Is within 5 %', 'Left out because'], rows),
  ];
}
