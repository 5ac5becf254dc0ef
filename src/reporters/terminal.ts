import type { Curve } from '../model/curve.js';
import type { Report } from '../model/report.js';
import type { Reporter } from '../seams/reporter.js';
import { curveTitle } from '../words/curves.js';
import { likelyCauses } from './columns/hypotheses.js';
import { changeSections, warningLines } from './comparison/terminal.js';
import { answerLines, closingLines, headLines } from './terminal/answer.js';
import { briefSections } from './terminal/brief.js';
import { findingLines, orderedFindings } from './terminal/findings.js';
import {
  capacitySection,
  labelsSection,
  ledgerSection,
  pointsSection,
  profileSection,
  taskSection,
  widestProfiles,
} from './terminal/tables.js';
import { type TerminalOptions, type View, viewOf } from './terminal/view.js';
import { toAscii } from './text/ascii.js';
import { curveChart } from './text/chart.js';
import { rateUnit } from './text/command.js';
import { fitSentence } from './text/fit-sentence.js';
import { cellsByTask } from './text/job-details.js';
import { wrap } from './text/width.js';

/** Charts that are still a summary; the page has all of them. */
const MOST_CHARTS = 4;

/** The report as text for people: the answer, tables and findings, the answer again. Ends in a newline. */
export function renderTerminal(report: Report, options: TerminalOptions): string {
  const view = viewOf(report, options);
  const sections = options.verbose === true ? allSections(view) : briefSections(view);
  const text = `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
  return options.unicode ? text : toAscii(text);
}

/** Everything that a terminal can show. */
function allSections(view: View): readonly (readonly string[])[] {
  const { report } = view;
  const { comparison, curves } = report;
  return [
    answerLines(view),
    headLines(view),
    ...(comparison === null ? [] : [warningLines(comparison, view), ...changeSections(comparison, view)]),
    pointsSection(view),
    capacitySection(view),
    ...cellsByTask(report).map((task) => taskSection(view, task)),
    ...curves.map((curve) => chartSection(view, curve)),
    ...curves.map((curve) => ledgerSection(view, curve, prefix(view, curve))),
    ...curves.map((curve) => causesSection(view, curve)),
    labelsSection(view),
    ...widestProfiles(report).map((profile) => profileSection(view, profile)),
    orderedFindings(report).flatMap((each) => findingLines(view, each)),
    closingLines(view),
  ];
}

function chartSection(view: View, curve: Curve): readonly string[] {
  // Under a rate throughput is what arrived: there is nothing to see.
  const isSeen = curve.load.kind !== 'rate' && view.report.curves.length <= MOST_CHARTS;
  const chart = isSeen ? curveChart(curve, view.width, rateUnit(view.report)) : null;
  const fit = fitSentence(curve, rateUnit(view.report));
  const law = fit === null ? [] : wrap(view.show(fit), view.width);
  if (chart === null) return fit === null ? [] : wrap(prefix(view, curve) + view.show(fit), view.width);
  const [head = '', ...lines] = chart;
  return [...wrap(prefix(view, curve) + head, view.width), ...lines, ...law];
}

/** What is likely to limit a curve; Markdown, the page and JSON have every hypothesis. */
function causesSection(view: View, curve: Curve): readonly string[] {
  const text = likelyCauses(curve);
  return text === null ? [] : wrap(prefix(view, curve) + view.show(text), view.width);
}

/** Names a curve where there are several. */
function prefix(view: View, curve: Curve): string {
  return view.report.curves.length > 1 ? `${view.show(curveTitle(curve))}: ` : '';
}

/** What is printed at the end of a run: 80 columns, no colour. */
const terminal: Reporter = {
  name: 'terminal',
  summary: 'The answer, its table and what matters most, for people',
  file: null,
  render: (report) => renderTerminal(report, { width: 80, colour: false, unicode: true }),
};
export default terminal;
