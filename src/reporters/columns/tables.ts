/** Which columns the tables of rows have, in which order, and which of them a narrow terminal does without. */
import type { Report } from '../../model/report.js';
import type { CellReport } from '../../model/row.js';
import { measuresService, runsCommand, speedupBaseline } from '../../seams/subject.js';
import { baselineText, rateTitle } from '../text/cell-figures.js';
import type { Column, RowColumn } from './column.js';
import { labelMedians } from './label-medians.js';
import { type ColumnKey, type Place, placesIf, ROW_COLUMNS } from './row-columns.js';
import { SERVICE_DETAILS, servicePlaces } from './service-places.js';

/** What few look for: a page shows it on demand, so that its main table needs no scrolling. */
const FOLDED: ReadonlySet<ColumnKey> = new Set([
  ...(['streams', 'workers', 'init', 'total', 'behind', 'user', 'system', 'vsOneWorker'] as const),
  ...(['throughputWithout', 'speedupWithout'] as const),
]);

/** The columns of a task's main table: times, throughput, speedup, verdict. */
export function resultColumns(report: Report, cells: readonly CellReport[]): readonly Column<CellReport>[] {
  return withMedians(columnsAt(resultPlaces(report, cells), report), report, cells);
}

/** The medians of labels stand before the limits, or what is said of a row. */
function withMedians(
  columns: readonly Column<CellReport>[],
  report: Report,
  cells: readonly CellReport[],
): readonly Column<CellReport>[] {
  const at = columns.findIndex(
    ({ title }) => title === ROW_COLUMNS.limits.title || title === ROW_COLUMNS.verdict.title,
  );
  const place = at < 0 ? columns.length : at;
  return [...columns.slice(0, place), ...labelMedians(report, cells), ...columns.slice(place)];
}

/**
 * Those of them that a page shows at once: a change where the user chose what it is against, for a speedup says it
 * else; and texts that some row has.
 */
export function mainColumns(report: Report, cells: readonly CellReport[]): readonly Column<CellReport>[] {
  const isShown = ([key]: Place) => !FOLDED.has(key) && (key !== 'change' || report.study.baseline !== undefined);
  const columns = withMedians(columnsAt(resultPlaces(report, cells).filter(isShown), report), report, cells);
  return columns.filter(({ align, text }) => align === 'right' || cells.some((cell) => text(cell) !== ''));
}

/** Every column of both tables of a task. */
export function allColumns(report: Report, cells: readonly CellReport[]): readonly Column<CellReport>[] {
  const results = resultColumns(report, cells);
  const titles = new Set(results.map(({ title }) => title));
  return [...results, ...detailColumns(report).filter(({ title }) => !titles.has(title))];
}

function resultPlaces(report: Report, cells: readonly CellReport[]): readonly Place[] {
  const varies = new Set(cells.map(({ inFlight }) => inFlight)).size > 1;
  const isMany = cells.some(({ inFlight }) => inFlight > 1);
  const hasSets = cells.some(({ cpus }) => cpus !== null);
  const isOpen = cells.some(({ load }) => load.kind === 'rate');
  const hasLimits = cells.some(({ limits }) => limits !== null);
  const hasOutliers = cells.some(({ withoutOutliers }) => withoutOutliers !== null);
  if (runsCommand(report.study)) return commandPlaces(report, cells, hasLimits, hasOutliers);
  if (measuresService(report.study)) return servicePlaces(cells, report);
  return [
    ['name', 0],
    ...placesIf(varies, ['inFlight', 0]),
    ...placesIf(isMany, ['streams', 4]),
    ...placesIf(hasSets, ['cpus', 0]),
    ['workers', hasSets ? 0 : 6],
    ['init', 5],
    ['work', 3],
    ['taskAvg', 2],
    ['total', 4],
    ...placesIf(isOpen, ['offered', 1], ['lateShare', 2], ['droppedShare', 2], ['behind', null]),
    ['throughput', 0, rateTitle(report, cells)],
    // Under a rate latency is the answer; with several counts in flight it is what throughput is bought with.
    ...(isOpen ? RATE_LATENCY : [...placesIf(varies, ['p50', 1], ['p99', 1]), ...comparedPlaces(report, varies)]),
    ...placesIf(hasLimits, ['limits', 0]),
    ...placesIf(hasOutliers, ['throughputWithout', null]),
    ...placesIf(hasOutliers && !isOpen, ['speedupWithout', null]),
    ['verdict', null],
    ['note', null],
  ];
}

/** Sojourns from the scheduled instant. */
const RATE_LATENCY: readonly Place[] = [
  ['p50', 1],
  ['p99', 0],
  ['maximum', 3],
];

/** The main table of a command: what a run takes, then what more workers bring. */
function commandPlaces(
  report: Report,
  cells: readonly CellReport[],
  hasLimits: boolean,
  hasOutliers: boolean,
): readonly Place[] {
  return [
    ['name', 0],
    ['workers', null],
    ['wall', 0],
    ['user', 4],
    ['system', 5],
    ['runCpus', 3],
    ['throughput', 2, rateTitle(report, cells)],
    ['speedup', 0, `vs ${speedupBaseline(report.study).name}`],
    ['efficiency', 1],
    ...placesIf(report.study.baseline !== undefined, ['change', 1, `vs ${baselineText(report.study)}`]),
    ...placesIf(hasLimits, ['limits', 0]),
    ...placesIf(hasOutliers, ['speedupWithout', null, `vs ${speedupBaseline(report.study).name} without outliers`]),
    ['verdict', null],
    ['note', null],
  ];
}

/**
 * Against sequential, one worker and the study's baseline; no row under a rate has any of it. On a terminal a change
 * says what the speedup does, unless it is against a baseline of the user's choice.
 */
function comparedPlaces({ study }: Report, varies: boolean): readonly Place[] {
  const isChosen = study.baseline !== undefined;
  return [
    ['speedup', 0],
    ['efficiency', varies ? 2 : 1],
    ['vsOneWorker', null],
    // The column before says another thing of 1 worker.
    isChosen ? ['change', 1, `${study.baseline === 1 ? 'change ' : ''}vs ${baselineText(study)}`] : ['change', null],
  ];
}

/** What the second table is called. */
export function detailsTitle(report: Report): string {
  if (measuresService(report.study)) return 'The service, its requests and its clients';
  return runsCommand(report.study) ? 'Memory, processes and runs' : 'Units, rounds, latency and resources';
}

/** What the median of a row's units is called. */
export function medianTitle(report: Report): string {
  return runsCommand(report.study) ? 'median time of a run' : 'median latency';
}

/** Whether a table of the medians is worth its room: a command's trial of one run has none. */
export function hasMedians(report: Report, cells: readonly CellReport[]): boolean {
  return !runsCommand(report.study) || cells.some(({ points }) => points.some(({ p50Ms }) => p50Ms !== null));
}

/** The columns of a task's second table: its units, how long they took, and what they took of the machine. */
const DETAILS: readonly Place[] = [
  ['name', 0],
  ['unitsCompleted', 8],
  ['unitsFailed', 0],
  ['firstError', null],
  ['median', null],
  ['range', null],
  ['variation', null],
  ['mean', 6],
  ['p50', 4],
  ['p90', 11],
  ['p95', 12],
  ['p99', 1],
  ['p999', 10],
  ['maximum', 9],
  ['cpu', 1],
  ['rss', 3],
  ['rssGrowth', 5],
  ['temperature', 7],
  ['power', 5],
  ['energy', 3],
  ['unitsPerJoule', 8],
];

/** The same of a command: its runs, and what they took of the machine. */
const COMMAND_DETAILS: readonly Place[] = [
  ['name', 0],
  ['runRss', 0],
  ['runProcesses', 1],
  ['runThreads', 1],
  ['unitsCompleted', 5, 'runs'],
  ['unitsFailed', 0, 'runs failed'],
  ['firstError', null],
  ['variation', 4],
  ['p50', 6, 'median'],
  ['p99', 3],
  ['maximum', 2],
  ['temperature', 7],
  ['power', 5],
  ['energy', 3, 'energy/run'],
  ['unitsPerJoule', 8, 'runs/J'],
];

/** Every column of the second table; of a command those that say something. */
export function detailColumns(report: Report): readonly Column<CellReport>[] {
  if (runsCommand(report.study) || measuresService(report.study)) return tellingDetails(report, report.cells);
  const hasFacts = report.cells.some(({ facts, counts }) => Object.keys({ ...facts, ...counts }).length > 0);
  return columnsAt([...DETAILS, ...placesIf(hasFacts, ['facts', null])], report);
}

/**
 * Those of them that say something of the rows, and the efficiency that the main table of a terminal has no room for:
 * neither has it room for dashes, nor for units that did not fail.
 */
export function tellingDetails(report: Report, cells: readonly CellReport[]): readonly Column<CellReport>[] {
  const [name, ...others] = detailsOf(report);
  const isTelling = ([key]: Place) => {
    const values = cells.map((cell) => ROW_COLUMNS[key].value(cell, report));
    return values.some((value) => value !== null && value !== 0 && value !== '');
  };
  return columnsAt([name, ...[['vsOneWorker', 2] as const, ...others].filter(isTelling)], report);
}

function detailsOf({ study }: Report): [Place, ...Place[]] {
  const places = runsCommand(study) ? COMMAND_DETAILS : measuresService(study) ? SERVICE_DETAILS : DETAILS;
  return places as [Place, ...Place[]];
}

function columnsAt(places: readonly Place[], report: Report): readonly Column<CellReport>[] {
  const isCommand = runsCommand(report.study);
  return places.map(([key, expendable, ownTitle]) => {
    const { title, unit, value, text, brief, band, help, commandHelp = help }: RowColumn = ROW_COLUMNS[key];
    return {
      title: ownTitle ?? title ?? key,
      align: unit === null ? 'left' : 'right',
      expendable,
      ...(unit === null ? {} : { value: (cell: CellReport) => value(cell, report) }),
      text: (cell) => text(cell, report),
      help: isCommand ? commandHelp : help,
      ...(brief === undefined ? {} : { brief: (cell) => brief(cell, report) }),
      ...(band === undefined ? {} : { band }),
    };
  });
}
