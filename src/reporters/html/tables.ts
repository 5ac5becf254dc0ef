/** The tables of the page: rows, rounds, candidates, profiles. */
import type { Advice, Candidate } from '../../model/advice.js';
import type { LatencyParts } from '../../model/measurement.js';
import type { CellProfile, Report } from '../../model/report.js';
import type { CellReport, RoundPoint } from '../../model/row.js';
import type { ProfileRow } from '../../model/trial.js';
import {
  duration,
  milliseconds as inMilliseconds,
  mebibytes,
  NONE,
  percent,
  plain,
  probability,
  rangeText,
  rate,
  withInterval,
} from '../../words/numbers.js';
import { baselineText, roundsOf, rowName } from '../text/cell-figures.js';
import { curveName } from '../text/curve-name.js';
import { DETAIL_COLUMNS, DETAILS_CAPTION, DETAILS_TITLE } from '../text/detail-columns.js';
import { cellsByTask, type TaskCells, taskTitle } from '../text/job-details.js';
import { type LabelRow, labelRows, labelsTitle, medianRange } from '../text/label-columns.js';
import { type Markup, markup, type Piece } from '../text/markup.js';
import { type RowColumn, resultColumns } from '../text/row-columns.js';
import { isAdvised } from '../text/verdict.js';
import { figureColumn, type HtmlColumn, sortableTable } from './table.js';

/** Figures in all tables of rounds: more make a page heavy that nobody reads. */
const MOST_ROUND_FIGURES = 3000;

/** Everything that was measured, in tables that sort. */
export function tablesSection(report: Report): Markup {
  return markup`<section id="tables">
<h2>The tables</h2>
<p class="quiet">Brackets hold 95 % intervals. Changes are against ${baselineText(report.study)}. A column's title sorts by it.</p>
${cellsByTask(report).map((task) => taskTables(report, task))}${report.advice.map(candidatesTable)}${report.profiles.map(profileTable)}</section>
`;
}

function taskTables(report: Report, { task, cells }: TaskCells): Piece {
  const title = taskTitle(task, cells);
  const isMarked = (cell: CellReport) => report.advice.some((advice) => isAdvised(advice, cell));
  const rounds = roundsOf(cells);
  const every = Math.max(1, Math.ceil((2 * rounds.length * report.cells.length) / MOST_ROUND_FIGURES));
  const shown = rounds.filter((_, i) => i % every === 0);
  const which = every === 1 ? '' : `, ${shown.length} of ${rounds.length} rounds (report.json has all)`;
  return [
    sortableTable(`${title}: averages over rounds`, pageColumns(resultColumns(report, cells)), cells, isMarked),
    sortableTable(`${title}: ${DETAILS_TITLE.toLowerCase()}`, pageColumns(DETAIL_COLUMNS), cells, isMarked),
    markup`<p class="quiet">${DETAILS_CAPTION}</p>
`,
    sortableTable(
      `${title}: tasks a second by round${which}`,
      roundColumns(shown, ({ throughput }) => throughput, rate),
      cells,
      isMarked,
    ),
    sortableTable(
      `${title}: median latency by round${which}`,
      roundColumns(shown, ({ p50Ms }) => p50Ms, inMilliseconds),
      cells,
      isMarked,
    ),
    labelsTable(title, labelRows(cells)),
  ];
}

/** The columns of rows as the page shows them: a figure with a band has its colour, beside its word. */
function pageColumns(columns: readonly RowColumn[]): readonly HtmlColumn<CellReport>[] {
  return columns.map(({ title, align, text, value, band }) => ({
    title,
    align,
    cell: (cell) => {
      const found = band?.(cell) ?? null;
      return found === null ? text(cell) : markup`<span class="band ${found}">${text(cell)}</span>`;
    },
    ...(align === 'right' ? { sort: value } : {}),
  }));
}

function count(value: number | null): string {
  return value === null ? NONE : plain(value);
}

function roundColumns(
  rounds: readonly number[],
  figure: (point: RoundPoint) => number | null,
  format: (value: number | null) => string,
): readonly HtmlColumn<CellReport>[] {
  return [
    {
      title: 'name',
      align: 'left',
      cell: rowName,
    },
    ...rounds.map((round): HtmlColumn<CellReport> => {
      const pointOf = ({ points }: CellReport) => points.find((point) => point.round === round) ?? null;
      const figureOf = (cell: CellReport) => {
        const point = pointOf(cell);
        return point === null ? null : figure(point);
      };
      return {
        title: `round ${round + 1}`,
        align: 'right',
        cell: (cell) => [format(figureOf(cell)), pointOf(cell)?.outlier == null ? null : ' (outlier)'],
        sort: figureOf,
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
    {
      title: 'p50 by round',
      align: 'right',
      cell: ({ label }) => rangeText(medianRange(label), inMilliseconds),
      sort: ({ label }) => medianRange(label)?.min ?? null,
    },
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
