/** A report that fits the screen: the answer, the table, the findings that matter most, the answer again. */
import { counted } from '../../words/counts.js';
import { changeSections, warningLines } from '../comparison/terminal.js';
import type { GroupedFinding } from '../text/findings.js';
import { cellsByTask } from '../text/job-details.js';
import { answerLines, closingLines, headLines } from './answer.js';
import { findingLines, orderedFindings } from './findings.js';
import { briefTask, capacitySection, pointsSection } from './tables.js';
import type { View } from './view.js';

/** Lines of a whole report with one curve, and with several; what `run` prints below it has its own. */
const [ONE_CURVE, SEVERAL] = [40, 60];
/** Lines below the report: a blank one, and where the page and the table are. */
const FOOTER = 3;
/** Findings that are told. */
const MOST_FINDINGS = 3;
/** What a finding may take. */
const ROOM = { text: 3, cure: 2 };
/** Rows that a table keeps where there is little room. */
const FEWEST_ROWS = 6;

type Section = readonly string[];

/** The sections of a brief report: at most 40 lines with one curve, 60 with several, where 80 columns are to be had. */
export function briefSections(view: View): readonly Section[] {
  const { report } = view;
  const [answer, head, closing] = [answerLines(view, true), headLines(view), closingLines(view)];
  const limit = (report.curves.length > 1 ? SEVERAL : ONE_CURVE) - FOOTER;
  const room = limit - lineCount([answer, head, closing]);
  const most = orderedFindings(report).slice(0, MOST_FINDINGS);
  const fewest = lineCount(tables(view, FEWEST_ROWS));
  const told = fitting(most, (findings) => lineCount([findingsSection(view, findings)]) + fewest <= room);
  const findings = findingsSection(view, told);
  const shown = tablesWithin(view, room - lineCount([findings]));
  return [answer, head, ...shown, findings, closing];
}

/** Lines that sections take with the blank ones between them, and the one that follows. */
function lineCount(sections: readonly Section[]): number {
  const filled = sections.filter((lines) => lines.length > 0);
  return filled.reduce((sum, lines) => sum + lines.length, filled.length);
}

/** As many of the first as fit; one is always told. */
function fitting(
  findings: readonly GroupedFinding[],
  fits: (some: readonly GroupedFinding[]) => boolean,
): readonly GroupedFinding[] {
  for (let count = findings.length; count > 1; count--)
    if (fits(findings.slice(0, count))) return findings.slice(0, count);
  return findings.slice(0, 1);
}

function findingsSection(view: View, findings: readonly GroupedFinding[]): Section {
  const left = orderedFindings(view.report).length - findings.length;
  return [
    ...findings.flatMap((finding) => findingLines(view, finding, ROOM)),
    ...(left <= 0 ? [] : [`${counted(left, 'more finding')} with --verbose, or on the page.`]),
  ];
}

/** The tables with as many rows as there is room for, and as many tables. */
function tablesWithin(view: View, room: number): readonly Section[] {
  const most = Math.max(
    FEWEST_ROWS,
    ...cellsByTask(view.report).map(({ cells }) => cells.length),
    view.report.matrix?.rows.length ?? 0,
  );
  // Each row takes a line.
  for (let rows = Math.min(most, room); rows > FEWEST_ROWS; rows--) {
    const sections = tables(view, rows);
    if (lineCount(sections) <= room) return sections;
  }
  const all = tables(view, FEWEST_ROWS);
  const firstOf = (kept: number) => {
    const left = all.length - kept;
    const note = `${counted(left, 'more table')} with --verbose, or on the page.`;
    return left === 0 ? all : [...all.slice(0, kept), [note]];
  };
  let kept = all.length;
  while (kept > 1 && lineCount(firstOf(kept)) > room) kept--;
  return firstOf(kept);
}

/** Of two versions what changed, of any other study its rows. */
function tables(view: View, rows: number): readonly Section[] {
  const { comparison, matrix } = view.report;
  if (matrix !== null) return [pointsSection(view, rows)];
  const capacities = capacitySection(view);
  if (capacities.length > 0)
    return [
      [...capacities, `${counted(view.report.cells.length, 'row')}, one for each rate, with --verbose, or on the page`],
    ];
  if (comparison === null) return cellsByTask(view.report).map((task) => briefTask(view, task, rows));
  return [warningLines(comparison, view, 2), ...changeSections(comparison, view)].filter((lines) => lines.length > 0);
}
