/** Findings on a terminal: whose, how grave, what to try. */
import type { Report } from '../../model/report.js';
import { gravestFirst } from '../../words/severity.js';
import { SEVERITY_STYLES } from '../text/colour.js';
import { explaining, type GroupedFinding, grouped, groupSubject } from '../text/findings.js';
import { clipped, hang } from '../text/width.js';
import type { View } from './view.js';

/** How many lines of the terminal a finding may take; null for all. */
export interface Room {
  readonly text: number;
  readonly cure: number;
}

/** The findings that a terminal tells, the gravest first: where the answer waits for more rounds, it says so itself. */
export function orderedFindings(report: Report): readonly GroupedFinding[] {
  const waits = report.advice.some(({ leader }) => leader !== null);
  // What sets of CPUs are not is said below their table.
  const hasTable = new Set(report.cells.map(({ cpus }) => cpus)).size > 1;
  const said = [...(waits ? ['too-few-rounds'] : []), ...(hasTable ? ['cpu-set'] : [])];
  const shown = gravestFirst(explaining(report)).filter(({ code }) => !said.includes(code));
  return grouped(shown, report);
}

/** A finding with its cure; cut to the room that it has, with an ellipsis. */
export function findingLines(view: View, group: GroupedFinding, room: Room | null = null): readonly string[] {
  const { report, paint, show, width } = view;
  const { finding } = group;
  const subject = groupSubject(group, report);
  const doubt = finding.likelihood === 'likely' ? '' : ` (${finding.likelihood})`;
  const label = `${finding.severity}: `;
  const clip = (lines: readonly string[], most: number | undefined) =>
    most === undefined ? lines : clipped(lines, most, width);
  const text = show((subject === null ? '' : `${subject}: `) + finding.text) + doubt;
  const [first = '', ...rest] = clip(hang(label, text, width), room?.text);
  return [
    paint(SEVERITY_STYLES[finding.severity], label) + first.slice(label.length),
    ...rest,
    ...(finding.cure === null ? [] : clip(hang('  Try: ', show(finding.cure), width), room?.cure)),
  ];
}
