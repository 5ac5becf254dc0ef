import type { ComparedCurve, Comparison, FigureChange } from '../../model/comparison.js';
import { change, percent, rate } from '../../words/numbers.js';
import type { TerminalOptions } from '../terminal/view.js';
import { toAscii } from '../text/ascii.js';
import { painter, type Style } from '../text/colour.js';
import { visible } from '../text/escape.js';
import { type Column, tableLines } from '../text/table.js';
import { hang, wrap } from '../text/width.js';
import {
  adviceText,
  answers,
  type ChangeRow,
  type ChangeTable,
  changeTables,
  changeText,
  countName,
  curveTitle,
  methodText,
  probabilityText,
  sideText,
  throughputUnit,
  verdictText,
} from './words.js';

/** The comparison as text for people; ends in a newline. */
export function renderComparison(comparison: Comparison, options: TerminalOptions): string {
  const width = Math.max(40, options.width);
  const paint = painter(options.colour);
  const sections = [
    [
      ...wrap(visible(sideText('base', comparison.base)), width),
      ...wrap(visible(sideText('head', comparison.head)), width),
    ],
    comparison.warnings.flatMap((text) => hang('warning: ', visible(text), width).map((line) => paint('yellow', line))),
    ...changeTables(comparison).map((table) => tableSection(table, comparison, width, paint)),
    wrap(
      `${methodText(comparison)}${hasStars(comparison) ? ' A time with a * has a change that is shown.' : ''}`,
      width,
    ),
    answers(comparison).flatMap(({ text, change }) =>
      wrap(visible(text), width).map((line) => paint(styleOf(change) ?? 'bold', line)),
    ),
    comparison.curves.flatMap((curve) =>
      wrap(visible(`Recommended for ${curveTitle(curve)}: ${adviceText(curve.base, curve.head)}.`), width),
    ),
  ];
  const text = `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
  return options.unicode ? text : toAscii(text);
}

/** Times have no verdict of their own in the table: a star marks those that are shown to have changed. */
function hasStars({ changes }: Comparison): boolean {
  return changes.some((each) => each.metric !== 'throughput' && verdictText(each) !== '');
}

function tableSection(
  table: ChangeTable,
  comparison: Comparison,
  width: number,
  paint: (style: Style, text: string) => string,
): readonly string[] {
  const curve = comparison.curves.find(({ way }) => way === table.way) ?? null;
  const styled = (text: string, line: number) => {
    const style = styleOf(table.rows[line - 1]?.changes.throughput);
    return line === 0 ? paint('dim', text) : style === null ? text : paint(style, text);
  };
  return [
    ...wrap(visible(table.title), width).map((line) => paint('bold', line)),
    ...tableLines(columnsOf(curve, table.rows, comparison), table.rows, width, styled),
  ];
}

function styleOf(change: FigureChange | null | undefined): Style | null {
  if (change === null || change === undefined) return null;
  if (change.verdict === 'better') return 'green';
  if (change.verdict !== 'worse') return null;
  return change.severity === 'critical' ? 'red' : 'yellow';
}

function columnsOf(
  curve: ComparedCurve | null,
  rows: readonly ChangeRow[],
  comparison: Comparison,
): readonly Column<ChangeRow>[] {
  const hasEfficiency = curve?.efficiency.some(({ base, head }) => base !== null && head !== null) ?? false;
  const throughput = (text: (each: FigureChange) => string) => (row: ChangeRow) =>
    row.changes.throughput === undefined ? '' : text(row.changes.throughput);
  const time = (title: string, expendable: number, metric: 'task_avg' | 'p50' | 'p99') => {
    // A trial of one run has no percentiles.
    if (rows.every(({ changes }) => changes[metric] === undefined)) return [];
    const text = ({ changes: { [metric]: each } }: ChangeRow) =>
      each === undefined ? '' : change(each.ratio.value - 1) + (verdictText(each) === '' ? '' : ' *');
    return [figure(title, expendable, text)];
  };
  return [
    { title: 'workers', align: 'left', expendable: 0, text: countName },
    figure(
      throughputUnit(comparison),
      5,
      throughput(({ base, head }) => (base === null || head === null ? '' : `${rate(base)} → ${rate(head)}`)),
    ),
    figure('change', 0, throughput(changeText)),
    figure(
      'p',
      1,
      throughput(({ adjustedPValue }) => probabilityText(adjustedPValue)),
    ),
    ...time(comparison.head.noun === 'run' ? 'run' : 'task avg', 3, 'task_avg'),
    ...time('p50', 6, 'p50'),
    ...time('p99', 2, 'p99'),
    ...(hasEfficiency ? [figure('efficiency', 4, (row) => efficiencyText(curve, row.workers))] : []),
    { title: '', align: 'left', expendable: 0, text: throughput(verdictText) },
  ];
}

function figure(title: string, expendable: number, text: (row: ChangeRow) => string): Column<ChangeRow> {
  return { title, align: 'right', expendable, text };
}

/** `96 % → 88 %`; empty for rows that are no point of the curve. */
export function efficiencyText(curve: ComparedCurve | null, workers: number | null): string {
  const point = curve?.efficiency.find((each) => each.workers === workers);
  if (point === undefined || point.base === null || point.head === null) return '';
  return `${percent(point.base.value)} → ${percent(point.head.value)}`;
}
