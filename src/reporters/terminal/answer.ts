/** The answer on a terminal: first with what it rests on, and last once more. */
import type { AnswerLine } from '../../model/advice.js';
import { counted } from '../../words/counts.js';
import { becauseText, hasTable, measuredText } from '../text/answers.js';
import { type Notice, noticesOf } from '../text/notices.js';
import { clipped, cutTo, hang, wrap } from '../text/width.js';
import type { View } from './view.js';

/** Lines below the answer of a brief report. */
const MOST_LINES = 10;
/** From so many lines on each has to fit on one of the terminal's. */
const CROWDED = 4;
/** Lines of the terminal for the reason and for what to do next, in a brief report. */
const [MOST_REASON, MOST_CURE] = [4, 2];

/** Headline, reason, what to do next, and a line a curve. `isBrief` cuts what is long, with an ellipsis. */
export function answerLines(view: View, isBrief = false): readonly string[] {
  const { report, show, width } = view;
  const { answer } = report;
  const clip = (lines: readonly string[], most: number) => (isBrief ? clipped(lines, most, width) : lines);
  const because = becauseText(answer);
  return [
    ...closingLines(view),
    ...(because === '' ? [] : clip(wrap(show(because), width), MOST_REASON)),
    ...(answer.cure === null ? [] : clip(hang('Next: ', show(answer.cure), width), MOST_CURE)),
    ...curveLines(view, isBrief),
    ...report.targets.flatMap(({ text }) => clip(wrap(show(text), width), MOST_CURE)),
    ...(report.reproduction === null
      ? []
      : clip(hang('Against the earlier run: ', show(report.reproduction.verdict.headline), width), MOST_CURE)),
  ];
}

function curveLines({ report, show, width }: View, isBrief: boolean): readonly string[] {
  const lines = hasTable(report) ? [] : report.answer.lines;
  const text = ({ title, text }: AnswerLine) => show(`${title}: ${text}`);
  if (!isBrief) return lines.flatMap((line) => hang('  ', text(line), width));
  const shown = lines.slice(0, lines.length > MOST_LINES ? MOST_LINES - 1 : MOST_LINES);
  const left = lines.length - shown.length;
  return [
    ...shown.flatMap((line) =>
      lines.length > CROWDED ? [`  ${cutTo(text(line), width - 2)}`] : clipped(hang('  ', text(line), width), 2, width),
    ),
    ...(left === 0 ? [] : [`  … ${counted(left, 'more line')} with --verbose, or on the page`]),
  ];
}

/** The headline alone. */
export function closingLines({ report, show, width, paint }: View): readonly string[] {
  return wrap(show(report.answer.headline), width).map((line) => paint('bold', line));
}

/** Where the figures come from, and what has to be said before them. */
export function headLines(view: View): readonly string[] {
  const { report, width, paint, show } = view;
  const { name, version } = report.tool;
  return [
    ...wrap(show(`${name} ${version}: ${measuredText(report)}`), width).map((line) => paint('dim', line)),
    ...noticesOf(report).flatMap((notice) => bannerLines(view, notice)),
  ];
}

/** Names of tasks are hostile. */
function bannerLines(view: View, { name, severity, text }: Notice): readonly string[] {
  const style = severity === 'critical' ? 'red' : 'yellow';
  return wrap(view.show(`${name.toUpperCase()}: ${text}.`), view.width).map((line) => view.paint(style, line));
}
