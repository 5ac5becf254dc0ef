import type { Curve } from '../model/curve.js';
import type { Finding } from '../model/finding.js';
import type { CellProfile, Report } from '../model/report.js';
import type { CellReport } from '../model/row.js';
import type { Reporter } from '../seams/reporter.js';
import { counted } from '../words/counts.js';
import { plain } from '../words/numbers.js';
import { gravestFirst } from '../words/severity.js';
import { toldAnswers } from './text/answers.js';
import { toAscii } from './text/ascii.js';
import { cellNotes, troubles } from './text/cell-notes.js';
import { curveChart } from './text/chart.js';
import { type Paint, painter, SEVERITY_STYLES, type Style } from './text/colour.js';
import { curveName } from './text/curve-name.js';
import { firstErrorText, tellingDetails } from './text/detail-columns.js';
import { visible } from './text/escape.js';
import { explaining, highestRates, subjectOf } from './text/findings.js';
import { fitSentence } from './text/fit-sentence.js';
import { likelyCauses } from './text/hypotheses.js';
import { cellsByTask, loadText, type TaskCells, taskTitle } from './text/job-details.js';
import { labelColumns, labelRows, labelsTitle, summedLabels } from './text/label-columns.js';
import { LEDGER_TITLE, ledgerColumns, ledgerPoints, withheldSentences } from './text/ledger-columns.js';
import { machineLine } from './text/machine-line.js';
import { type Notice, noticesOf } from './text/notices.js';
import { profileColumns, profileTitle } from './text/profile-columns.js';
import { type RowColumn, resultColumns } from './text/row-columns.js';
import { type Column, tableLines } from './text/table.js';
import { terminalColumns } from './text/terminal-columns.js';
import { isAdvised } from './text/verdict.js';
import { cutTo, hang, wrap } from './text/width.js';

/** How a report is shown on a terminal. */
export interface TerminalOptions {
  /** Columns; at least 40 are used. */
  readonly width: number;
  readonly colour: boolean;
  /** False turns everything into ASCII. */
  readonly unicode: boolean;
}

interface View {
  readonly report: Report;
  readonly width: number;
  readonly paint: Paint;
  /** Makes hostile text showable. */
  show(text: string): string;
}

/** Lines of the table of labels. */
const LABEL_ROWS = 24;
/** Charts that are still a summary; the page has all of them. */
const MOST_CHARTS = 4;
/** Columns of a row's first error. */
const LONGEST_ERROR = 42;
/** Functions of a profile: the few that matter. */
const PROFILE_ROWS = 8;
/** Columns of the longest paragraph; what is longer is cut. */
const LONGEST = 1000;

/** The report as text for people; ends in a newline. */
export function renderTerminal(report: Report, options: TerminalOptions): string {
  const show = (text: string) => {
    const cut = cutTo(visible(text), LONGEST);
    return options.unicode ? cut : toAscii(cut);
  };
  const view: View = { report, width: Math.max(40, options.width), paint: painter(options.colour), show };
  const sections = [
    heading(view),
    ...cellsByTask(report).map((task) => taskSection(view, task)),
    ...report.curves.map((curve) => chartSection(view, curve)),
    ...report.curves.map((curve) => ledgerSection(view, curve)),
    ...report.curves.map((curve) => causesSection(view, curve)),
    labelsSection(view),
    ...widestProfiles(report).map((profile) => profileSection(view, profile)),
    adviceSection(view),
    findingsSection(view),
  ];
  const text = `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
  return options.unicode ? text : toAscii(text);
}

function heading(view: View): readonly string[] {
  const { report, width, paint, show } = view;
  const { tool, study } = report;
  return [
    paint('bold', cutTo(show(`${tool.name} ${tool.version}: ${roundsText(study)}, seed ${study.seed}`), width)),
    ...wrap(show(machineLine(report.machine)), width),
    ...noticesOf(report).flatMap((notice) => bannerLines(view, notice)),
  ];
}

function roundsText({ budgetSeconds, rounds }: Report['study']): string {
  return budgetSeconds === null ? counted(rounds, 'round') : `adaptive, ${counted(budgetSeconds, 'second')} at most`;
}

/** What comes first in a report's head. Names of tasks are hostile. */
function bannerLines(view: View, { name, severity, text }: Notice): readonly string[] {
  const style = severity === 'critical' ? 'red' : 'yellow';
  return wrap(view.show(`${name.toUpperCase()}: ${text}.`), view.width).map((line) => view.paint(style, line));
}

function taskSection(view: View, { task, cells }: TaskCells): readonly string[] {
  return [
    ...taskHeading(view, task, cells),
    ...rowsTable(view, resultColumns(view.report, cells), cells),
    ...cells.flatMap((cell) => cellTroubles(view, cell)),
    ...(cells.some(lacksInterval)
      ? wrap('Too few rounds for an interval: figures without brackets are plain means.', view.width)
      : []),
    ...(view.report.simulated ? [] : detailLines(view, cells)),
  ];
}

function rowsTable(view: View, columns: readonly RowColumn[], cells: readonly CellReport[]): readonly string[] {
  return tableLines(terminalColumns(columns, view.show), cells, view.width, (text, line, tone) =>
    styled(view, cells[line - 1], text, tone),
  );
}

/** A second, compact table; the page, Markdown and CSV have all of its columns. */
function detailLines(view: View, cells: readonly CellReport[]): readonly string[] {
  const columns = tellingDetails(cells);
  return columns.length < 2 ? [] : ['', ...rowsTable(view, columns, cells)];
}

function taskHeading(view: View, task: string, cells: readonly CellReport[]): readonly string[] {
  const text = view.show(`${taskTitle(task, cells)}, ${loadText(cells)} a trial`);
  return wrap(text, view.width).map((line) => view.paint('bold', line));
}

function styled(view: View, cell: CellReport | undefined, text: string, tone: Style | null): string {
  if (cell === undefined) return view.paint('dim', text);
  if (cell.rounds === 0) return view.paint('red', text);
  const isChosen = view.report.advice.some((advice) => isAdvised(advice, cell));
  const style = tone ?? (isChosen ? 'green' : null);
  return style === null ? text : view.paint(style, text);
}

function cellTroubles(view: View, cell: CellReport): readonly string[] {
  const wrong = cellNotes(view.report, cell).includes('wrong result') ? 'wrong result' : null;
  const said = [troubles(cell), wrong, failedUnits(cell)].filter((text) => text !== null).join('; ');
  if (said === '') return [];
  const name = cutTo(view.show(cell.name), Math.floor(view.width / 2));
  return hang(`${name}: `, view.show(said), view.width).map((line) => view.paint('red', line));
}

/** Units that failed in trials that went on: where each failed trial has its first, that is told by its finding. */
function failedUnits({ units: { completed, failed, errors }, outcomes }: CellReport): string | null {
  if (failed === 0 || outcomes.failed > 0) return null;
  const first = firstErrorText(errors);
  return `${plain(failed)} of ${counted(completed + failed, 'unit')} failed${first === '' ? '' : `; ${cutTo(first, LONGEST_ERROR)}`}`;
}

function lacksInterval(cell: CellReport): boolean {
  return cell.throughput !== null && cell.throughput.low === null;
}

function chartSection(view: View, curve: Curve): readonly string[] {
  // Under a rate throughput is what arrived: there is nothing to see.
  const chart = curve.load.kind === 'rate' ? null : curveChart(curve, view.width);
  if (chart === null) return [];
  const [head = '', ...lines] = chart;
  const fit = fitSentence(curve);
  if (view.report.curves.length > MOST_CHARTS)
    return fit === null ? [] : wrap(prefix(view, curve) + view.show(fit), view.width);
  return [
    ...wrap(prefix(view, curve) + head, view.width),
    ...lines,
    ...(fit === null ? [] : wrap(view.show(fit), view.width)),
  ];
}

function ledgerSection(view: View, curve: Curve): readonly string[] {
  const points = ledgerPoints(curve);
  if (points.length === 0 || view.report.simulated) return [];
  return [
    ...wrap(`${prefix(view, curve)}${LEDGER_TITLE}`, view.width),
    ...plainTable(view, ledgerColumns(points), points),
    ...withheldSentences(points).flatMap((text) => wrap(text, view.width)),
  ];
}

/** The labels of all rows, or where they are too many those of the advised row and the widest; the page has all. */
/** What is likely to limit a curve; Markdown, the page and JSON have every hypothesis. */
function causesSection(view: View, curve: Curve): readonly string[] {
  const text = likelyCauses(curve);
  return text === null ? [] : wrap(prefix(view, curve) + view.show(text), view.width);
}

/** The labels of the cell with the most workers; Markdown and JSON have them all. */
function labelsSection(view: View): readonly string[] {
  const { report, width } = view;
  const all = labelRows(report.cells);
  if (all.length === 0) return [];
  const shown = summedLabels(all, LABEL_ROWS, (cell) => report.advice.some((advice) => isAdvised(advice, cell)));
  const left = all.length - shown.length;
  return [
    ...wrap(`${labelsTitle(all)}:`, width),
    ...plainTable(view, labelColumns(), shown),
    ...(left === 0 ? [] : wrap(`… ${counted(left, 'more row')} in report.html`, width)),
  ];
}

/** Of each executor the cell with the most workers; Markdown and JSON have them all. */
function widestProfiles({ profiles }: Report): readonly CellProfile[] {
  const isWider = (a: CellProfile, b: CellProfile) =>
    a.kind === b.kind && a.task === b.task && a.executor === b.executor && a.workers > b.workers;
  const widest = profiles.filter((profile) => !profiles.some((other) => isWider(other, profile)));
  const parallel = widest.filter(({ workers }) => workers > 0);
  return parallel.length > 0 ? parallel : widest;
}

function profileSection(view: View, profile: CellProfile): readonly string[] {
  const rows = profile.rows.slice(0, PROFILE_ROWS);
  return [...wrap(view.show(profileTitle(profile)), view.width), ...plainTable(view, profileColumns(profile), rows)];
}

/** A table of which only the head is set apart. */
function plainTable<Row>(view: View, columns: readonly Column<Row>[], rows: readonly Row[]): readonly string[] {
  return tableLines(columns, rows, view.width, (text, line) => (line === 0 ? view.paint('dim', text) : text));
}

/** Names a curve where there are several. */
function prefix(view: View, curve: Curve): string {
  return view.report.curves.length > 1 ? `${view.show(`${curve.task}, ${curveName(curve)}`)}: ` : '';
}

function adviceSection(view: View): readonly string[] {
  const { report, paint, show, width } = view;
  const bold = (text: string) => wrap(show(text), width).map((line) => paint('bold', line));
  const tried = (cure: string | null) => (cure === null ? [] : hang('  Try: ', show(cure), width));
  const answers = toldAnswers(report).flatMap(({ title, answer, curves }) => [
    ...bold((title === null ? '' : `${title}: `) + answer.reason),
    ...tried(answer.cure),
    ...curves.flatMap((advice) => hang('  ', show(`${curveName(advice)}: ${advice.reason}`), width)),
  ]);
  const rates = highestRates(report).flatMap(({ text, cure }) => [...bold(text), ...tried(cure)]);
  return [...answers, ...rates];
}

function findingsSection(view: View): readonly string[] {
  return gravestFirst(explaining(view.report)).flatMap((finding) => findingLines(view, finding));
}

function findingLines(view: View, finding: Finding): readonly string[] {
  const { report, paint, show, width } = view;
  const subject = subjectOf(finding, report);
  const doubt = finding.likelihood === 'likely' ? '' : ` (${finding.likelihood})`;
  const label = `${finding.severity}: `;
  const [first = '', ...rest] = hang(
    label,
    show((subject === null ? '' : `${subject}: `) + finding.text) + doubt,
    width,
  );
  return [
    paint(SEVERITY_STYLES[finding.severity], label) + first.slice(label.length),
    ...rest,
    ...(finding.cure === null ? [] : hang('  Try: ', show(finding.cure), width)),
  ];
}

/** What is printed at the end of a run: 80 columns, no colour. */
const terminal: Reporter = {
  name: 'terminal',
  summary: 'Table, chart, advice and findings for people',
  file: null,
  render: (report) => renderTerminal(report, { width: 80, colour: false, unicode: true }),
};
export default terminal;
