/** The tables of the page: rows, rounds, candidates, profiles. */
import type { Advice } from '../../model/advice.js';
import type { CellProfile, Report } from '../../model/report.js';
import type { CellReport, RoundPoint } from '../../model/row.js';
import { curveName } from '../../words/curves.js';
import { milliseconds } from '../../words/numbers.js';
import { CANDIDATE_COLUMNS } from '../columns/candidates.js';
import { cpuGrids, setCaveat } from '../columns/cpu-grid.js';
import { LABEL_COLUMNS, labelRows, labelsTitle } from '../columns/labels.js';
import { profileColumns } from '../columns/profile.js';
import { allColumns, hasMedians, mainColumns, medianTitle } from '../columns/tables.js';
import { againstSentence, roundsOf, rowName } from '../text/cell-figures.js';
import { rateUnit } from '../text/command.js';
import { cellsByTask, type TaskCells, taskTitle } from '../text/job-details.js';
import { type Markup, markup, type Piece } from '../text/markup.js';
import { isAdvised } from '../text/verdict.js';
import { type HtmlColumn, legend, pageColumns, sortableTable, unfolded } from './table.js';

/** Figures in all tables of rounds: more make a page heavy that nobody reads. */
const MOST_ROUND_FIGURES = 3000;

/** Everything that was measured, in tables that sort. */
export function tablesSection(report: Report): Markup {
  return markup`<section id="tables">
<h2>The tables</h2>
<p class="quiet">Brackets hold 95 % intervals. ${againstSentence(report.study)} A column's title sorts by it.</p>
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
  const [main, all] = [mainColumns(report, cells), allColumns(report, cells)];
  const labels = labelRows(cells);
  const unit = rateUnit(report);
  return [
    sortableTable(`${title}: averages over rounds`, pageColumns(main), cells, isMarked),
    legend(all),
    gridTables(report, title, cells),
    unfolded('Show all columns', title, sortableTable(`${title}: all columns`, pageColumns(all), cells, isMarked)),
    unfolded('Show every round', title, [
      sortableTable(
        `${title}: ${unit.words} by round${which}`,
        roundColumns(shown, ({ throughput }) => throughput, unit.format),
        cells,
        isMarked,
      ),
      hasMedians(report, cells)
        ? sortableTable(
            `${title}: ${medianTitle(report)} by round${which}`,
            roundColumns(shown, ({ p50Ms }) => p50Ms, milliseconds),
            cells,
            isMarked,
          )
        : null,
    ]),
    labels.length === 0
      ? null
      : sortableTable(`${title}: ${labelsTitle(labels).toLowerCase()}`, pageColumns(LABEL_COLUMNS), labels),
  ];
}

/** Workers × CPUs, and in what the sets are no smaller machines. */
function gridTables(report: Report, task: string, cells: readonly CellReport[]): Piece {
  const grids = cpuGrids(report, cells);
  const caveat = grids.length === 0 ? null : setCaveat(report);
  return [
    ...grids.map(({ title, columns, lines }) => sortableTable(`${task}: ${title}`, pageColumns(columns), lines)),
    caveat === null
      ? null
      : markup`<p class="quiet">${caveat}</p>
`,
  ];
}

function roundColumns(
  rounds: readonly number[],
  figure: (point: RoundPoint) => number | null,
  format: (value: number | null) => string,
): readonly HtmlColumn<CellReport>[] {
  return [
    { title: 'name', align: 'left', cell: rowName },
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

function candidatesTable(advice: Advice): Markup | null {
  if (advice.candidates.length === 0) return null;
  return sortableTable(
    `${advice.task}, ${curveName(advice)}: the choice`,
    pageColumns(CANDIDATE_COLUMNS),
    advice.candidates,
    ({ workers }) => workers === advice.workers,
  );
}

function profileTable(profile: CellProfile): Markup {
  const { name, task, kind, rows, files } = profile;
  const what = kind === 'cpu' ? 'where CPU time went' : 'where memory was allocated';
  const links = files.map((file) => markup`<li><a href="${encodeURI(file)}" download>${file}</a></li>`);
  return markup`${sortableTable(`${task}, ${name}: ${what}`, pageColumns(profileColumns(profile)), rows)}${links.length === 0 ? null : markup`<ul class="links">${links}</ul>`}`;
}
