import type { Curve } from '../model/curve.js';
import type { Finding } from '../model/finding.js';
import type { Report } from '../model/report.js';
import type { Reporter } from '../seams/reporter.js';
import { counted } from '../words/counts.js';
import { gravestFirst } from '../words/severity.js';
import { likelyCauses } from './columns/hypotheses.js';
import {
  labelsSection,
  ledgerSection,
  pointsSection,
  profileSection,
  taskSection,
  widestProfiles,
} from './terminal/tables.js';
import { type TerminalOptions, type View, viewOf } from './terminal/view.js';
import { toldAnswers } from './text/answers.js';
import { toAscii } from './text/ascii.js';
import { curveChart } from './text/chart.js';
import { SEVERITY_STYLES } from './text/colour.js';
import { rateUnit } from './text/command.js';
import { curveName } from './text/curve-name.js';
import { explaining, grouped, subjectOf } from './text/findings.js';
import { fitSentence } from './text/fit-sentence.js';
import { cellsByTask } from './text/job-details.js';
import { machineLine } from './text/machine-line.js';
import { type Notice, noticesOf } from './text/notices.js';
import { cutTo, hang, wrap } from './text/width.js';

/** Charts that are still a summary; the page has all of them. */
const MOST_CHARTS = 4;

/** Points of a matrix of which each has tables of its own; the page has all of them. */
const MOST_POINTS = 3;

/** The report as text for people; ends in a newline. */
export function renderTerminal(report: Report, options: TerminalOptions): string {
  const view = viewOf(report, options);
  const isBrief = report.matrix !== null && report.matrix.rows.length > MOST_POINTS;
  const sections = isBrief
    ? [heading(view), pointsSection(view), wrap(ALL_POINTS, view.width), findingsSection(view)]
    : wholeSections(view);
  const text = `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
  return options.unicode ? text : toAscii(text);
}

const ALL_POINTS = 'report.html has the rows, the curve and the answer of each point.';

function wholeSections(view: View): readonly (readonly string[])[] {
  const { report } = view;
  return [
    heading(view),
    ...cellsByTask(report).map((task) => taskSection(view, task)),
    ...report.curves.map((curve) => chartSection(view, curve)),
    ...report.curves.map((curve) => ledgerSection(view, curve, prefix(view, curve))),
    ...report.curves.map((curve) => causesSection(view, curve)),
    labelsSection(view),
    ...widestProfiles(report).map((profile) => profileSection(view, profile)),
    adviceSection(view),
    pointsSection(view),
    findingsSection(view),
  ];
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

function chartSection(view: View, curve: Curve): readonly string[] {
  // Under a rate throughput is what arrived: there is nothing to see.
  const chart = curve.load.kind === 'rate' ? null : curveChart(curve, view.width, rateUnit(view.report));
  if (chart === null) return [];
  const [head = '', ...lines] = chart;
  const fit = fitSentence(curve, rateUnit(view.report));
  if (view.report.curves.length > MOST_CHARTS)
    return fit === null ? [] : wrap(prefix(view, curve) + view.show(fit), view.width);
  return [
    ...wrap(prefix(view, curve) + head, view.width),
    ...lines,
    ...(fit === null ? [] : wrap(view.show(fit), view.width)),
  ];
}

/** What is likely to limit a curve; Markdown, the page and JSON have every hypothesis. */
function causesSection(view: View, curve: Curve): readonly string[] {
  const text = likelyCauses(curve);
  return text === null ? [] : wrap(prefix(view, curve) + view.show(text), view.width);
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
  const rates = report.maxRates.flatMap(({ text, cure }) => [...bold(text), ...tried(cure)]);
  return [...answers, ...rates];
}

function findingsSection(view: View): readonly string[] {
  // What sets of CPUs are not is said below their table.
  const hasTable = new Set(view.report.cells.map(({ cpus }) => cpus)).size > 1;
  const shown = gravestFirst(explaining(view.report).filter(({ code }) => code !== 'cpu-set' || !hasTable));
  return grouped(shown, view.report).flatMap(({ finding, others }) => findingLines(view, finding, others));
}

function findingLines(view: View, finding: Finding, others: number): readonly string[] {
  const { report, paint, show, width } = view;
  const one = subjectOf(finding, report);
  const subject = one === null || others === 0 ? one : `${one}, and ${others} more like it`;
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
