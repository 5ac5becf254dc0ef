/** The tables of the page: rows, rounds, candidates, profiles. */
import type { Advice, Candidate, CellProfile, CellReport, LatencyParts, ProfileRow, Report } from '../../model.js';
import { changeOf, rateTitle, roundsOf, rowName, shareOf, streams, variationOf } from '../text/cell-figures.js';
import { cellNotes, troubles } from '../text/cell-notes.js';
import { curveName } from '../text/curve-name.js';
import { cellsByTask, type TaskCells, taskTitle } from '../text/job-details.js';
import { type LabelRow, labelRows, labelsTitle } from '../text/label-columns.js';
import { type Markup, markup, type Piece } from '../text/markup.js';
import {
  change,
  duration,
  milliseconds as inMilliseconds,
  mebibytes,
  NONE,
  percent,
  plain,
  probability,
  rate,
  ratio,
  withInterval,
} from '../text/numbers.js';
import { isAdvised, verdictOf } from '../text/verdict.js';
import { figureColumn, type HtmlColumn, sortableTable } from './table.js';

/** Figures in all tables of rounds: more make a page heavy that nobody reads. */
const MOST_ROUND_FIGURES = 3000;

/** Everything that was measured, in tables that sort. */
export function tablesSection(report: Report): Markup {
  return markup`<section id="tables">
<h2>The tables</h2>
<p class="quiet">Brackets hold 95 % intervals; a change is against the sequential baseline. A column's title sorts by it.</p>
${cellsByTask(report).map((task) => taskTables(report, task))}${report.advice.map(candidatesTable)}${report.profiles.map(profileTable)}</section>
`;
}

function taskTables(report: Report, { task, cells }: TaskCells): Piece {
  const title = taskTitle(task, cells);
  const isMarked = (cell: CellReport) => report.advice.some((advice) => isAdvised(advice, cell));
  const rounds = roundsOf(cells);
  const every = Math.max(1, Math.ceil((rounds.length * report.cells.length) / MOST_ROUND_FIGURES));
  const shown = rounds.filter((_, i) => i % every === 0);
  const which = every === 1 ? '' : `, ${shown.length} of ${rounds.length} rounds (report.json has all)`;
  return [
    sortableTable(`${title}: averages over rounds`, resultColumns(report, cells), cells, isMarked),
    sortableTable(`${title}: tasks a second by round${which}`, roundColumns(shown), cells, isMarked),
    labelsTable(title, labelRows(cells)),
  ];
}

const seconds = (title: string, figure: (cell: CellReport) => CellReport['workSeconds']): HtmlColumn<CellReport> =>
  figureColumn(title, (cell) => figure(cell)?.value, duration);

const milliseconds = (title: string, figure: (cell: CellReport) => number | null | undefined): HtmlColumn<CellReport> =>
  figureColumn(title, figure, inMilliseconds);

function interval(
  title: string,
  figure: (cell: CellReport) => CellReport['speedup'],
  format: (value: number | null) => string,
): HtmlColumn<CellReport> {
  const sort = (cell: CellReport) => figure(cell)?.value ?? null;
  return { title, align: 'right', cell: (cell) => withInterval(figure(cell), format), sort };
}

/** Against sequential; no row under a rate has any of it. */
const COMPARED: readonly HtmlColumn<CellReport>[] = [
  figureColumn('change', changeOf, change),
  interval('speedup', ({ speedup }) => speedup, ratio),
  figureColumn('efficiency', ({ efficiency }) => efficiency?.value, percent),
];

const WITHOUT_OUTLIERS = interval(
  'tasks/s without outliers',
  ({ withoutOutliers }) => withoutOutliers?.throughput ?? null,
  rate,
);
const SPEEDUP_WITHOUT_OUTLIERS = interval(
  'speedup without outliers',
  ({ withoutOutliers }) => withoutOutliers?.speedup ?? null,
  ratio,
);

function resultColumns(report: Report, cells: readonly CellReport[]): readonly HtmlColumn<CellReport>[] {
  const varies = (figure: (cell: CellReport) => number | string) => new Set(cells.map(figure)).size > 1;
  const hasOutliers = cells.some(({ withoutOutliers }) => withoutOutliers !== null);
  const compared = cells.some(({ load }) => load.kind !== 'rate');
  return [
    { title: 'name', align: 'left', cell: ({ name }) => name },
    figureColumn('workers', ({ workers }) => workers, count),
    ...(varies(({ inFlight }) => inFlight)
      ? [
          figureColumn<CellReport>('in flight', (cell) => cell.inFlight, count),
          figureColumn<CellReport>('streams', streams, count),
        ]
      : []),
    seconds('init', ({ initSeconds }) => initSeconds),
    seconds('work', ({ workSeconds }) => workSeconds),
    seconds('task avg', ({ taskAvgSeconds }) => taskAvgSeconds),
    seconds('total', ({ totalSeconds }) => totalSeconds),
    ...(cells.some(({ openLoop }) => openLoop !== null) ? openLoopColumns : []),
    interval(rateTitle(cells), ({ throughput }) => throughput, rate),
    ...(compared ? COMPARED : []),
    ...(hasOutliers ? [WITHOUT_OUTLIERS, ...(compared ? [SPEEDUP_WITHOUT_OUTLIERS] : [])] : []),
    milliseconds('p50', ({ latency }) => latency?.sojourn.p50),
    milliseconds('p90', ({ latency }) => latency?.sojourn.p90),
    milliseconds('p95', ({ latency }) => latency?.sojourn.p95),
    milliseconds('p99', ({ latency }) => latency?.sojourn.p99),
    milliseconds('p99.9', ({ latency }) => latency?.sojourn.p999),
    milliseconds('max', ({ latency }) => latency?.sojourn.max),
    { title: 'verdict', align: 'left', cell: (cell) => verdictOf(report, cell) },
    {
      title: 'note',
      align: 'left',
      cell: (cell) => [...cellNotes(report, cell), troubles(cell)].filter(Boolean).join('; '),
    },
  ];
}

/** What became of the arrivals of a rate. */
const openLoopColumns: readonly HtmlColumn<CellReport>[] = [
  figureColumn('offered/s', ({ openLoop }) => openLoop?.offeredPerSecond, rate),
  figureColumn('late', ({ openLoop }) => shareOf(openLoop?.late, openLoop?.arrivals), percent),
  figureColumn('dropped', ({ openLoop }) => shareOf(openLoop?.dropped, openLoop?.arrivals), percent),
  figureColumn('falling behind', ({ openLoop }) => openLoop?.fallingBehind.value, percent),
];

function count(value: number | null): string {
  return value === null ? NONE : plain(value);
}

function roundColumns(rounds: readonly number[]): readonly HtmlColumn<CellReport>[] {
  return [
    {
      title: 'name',
      align: 'left',
      cell: rowName,
    },
    figureColumn('variation', variationOf, percent),
    ...rounds.map((round): HtmlColumn<CellReport> => {
      const pointOf = ({ points }: CellReport) => points.find((point) => point.round === round) ?? null;
      return {
        title: `round ${round + 1}`,
        align: 'right',
        cell: (cell) => [rate(pointOf(cell)?.throughput ?? null), pointOf(cell)?.outlier == null ? null : ' (outlier)'],
        sort: (cell) => pointOf(cell)?.throughput ?? null,
      };
    }),
  ];
}

function labelsTable(title: string, rows: readonly LabelRow[]): Markup | null {
  if (rows.length === 0) return null;
  const time = (name: string, part: keyof LatencyParts, level: 'p50' | 'p90' | 'p99' | 'p999' | 'max') =>
    figureColumn<LabelRow>(name, ({ label }) => label[part][level], inMilliseconds);
  const columns: readonly HtmlColumn<LabelRow>[] = [
    { title: 'name', align: 'left', cell: ({ cell }) => rowName(cell) },
    { title: 'label', align: 'left', cell: ({ label }) => label.label },
    figureColumn('units', ({ label }) => label.units, count),
    time('service p50', 'service', 'p50'),
    time('p50', 'sojourn', 'p50'),
    time('p90', 'sojourn', 'p90'),
    time('p99', 'sojourn', 'p99'),
    time('p99.9', 'sojourn', 'p999'),
    time('max', 'sojourn', 'max'),
  ];
  return sortableTable(`${title}: ${labelsTitle(rows).toLowerCase()}`, columns, rows);
}

function candidatesTable(advice: Advice): Markup | null {
  if (advice.candidates.length === 0) return null;
  const columns: readonly HtmlColumn<Candidate>[] = [
    { title: 'workers', align: 'left', cell: ({ workers }) => count(workers), sort: ({ workers }) => workers },
    {
      title: 'of the best',
      align: 'right',
      cell: ({ ratioToBest }) => withInterval(ratioToBest, percent),
      sort: ({ ratioToBest }) => ratioToBest?.value ?? null,
    },
    figureColumn('is the best', ({ probabilityBest }) => probabilityBest, probability),
    figureColumn('is within 5 %', ({ probabilityGoodEnough }) => probabilityGoodEnough, probability),
    { title: 'left out because', align: 'left', cell: ({ excludedBy }) => excludedBy ?? '' },
  ];
  return sortableTable(
    `${advice.task}, ${curveName(advice)}: the choice`,
    columns,
    advice.candidates,
    ({ workers }) => workers === advice.workers,
  );
}

function profileTable({ name, task, kind, rows, files }: CellProfile): Markup {
  const amount = kind === 'cpu' ? duration : mebibytes;
  const columns: readonly HtmlColumn<ProfileRow>[] = [
    { title: 'function', align: 'left', cell: ({ functionName }) => functionName },
    figureColumn('share', ({ share }) => share, percent),
    figureColumn('self', ({ self }) => self, amount),
    figureColumn('total', ({ total }) => total, amount),
    { title: 'where', align: 'left', cell: ({ location }) => location },
  ];
  const what = kind === 'cpu' ? 'where CPU time went' : 'where memory was allocated';
  const links = files.map((file) => markup`<li><a href="${encodeURI(file)}" download>${file}</a></li>`);
  return markup`${sortableTable(`${task}, ${name}: ${what}`, columns, rows)}${links.length === 0 ? null : markup`<ul class="links">${links}</ul>`}`;
}
