import type { ComparedCurve, Comparison, FigureChange } from '../../model/comparison.js';
import { changeText, untoldLines, verdictText } from '../../words/changes.js';
import { curveTitle } from '../../words/curves.js';
import { change, percent, rate } from '../../words/numbers.js';
import type { TerminalOptions } from '../terminal/view.js';
import { toAscii } from '../text/ascii.js';
import { type Paint, painter, type Style } from '../text/colour.js';
import { visible } from '../text/escape.js';
import { type Column, tableLines } from '../text/table.js';
import { clipped, hang, wrap } from '../text/width.js';
import {
  adviceText,
  type ChangeRow,
  type ChangeTable,
  changeTables,
  countName,
  methodText,
  probabilityText,
  sideText,
  throughputUnit,
} from './words.js';

/** What a comparison's parts are written with. */
interface Page {
  readonly width: number;
  readonly paint: Paint;
}

/** The comparison as text for people, its verdict first and last; ends in a newline. */
export function renderComparison(comparison: Comparison, options: TerminalOptions): string {
  const page = { width: Math.max(40, options.width), paint: painter(options.colour) };
  const { verdict, base, head, curves } = comparison;
  const sections = [
    verdictLines(comparison, page),
    [...wrap(visible(sideText('base', base)), page.width), ...wrap(visible(sideText('head', head)), page.width)],
    warningLines(comparison, page),
    ...changeSections(comparison, page),
    curves.flatMap((curve) =>
      wrap(visible(`Recommended for ${curveTitle(curve)}: ${adviceText(curve.base, curve.head)}.`), page.width),
    ),
    headline(verdict.headline, comparison, page),
  ];
  const text = `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
  return options.unicode ? text : toAscii(text);
}

function verdictLines(comparison: Comparison, page: Page): readonly string[] {
  const { headline: text, because } = comparison.verdict;
  return [
    ...headline(text, comparison, page),
    ...(because === '' ? [] : wrap(because, page.width)),
    ...untoldLines(comparison.verdict).flatMap((line) =>
      hang('  ', visible(`${line.title}: ${verdictText(line)}, ${line.text}`), page.width),
    ),
  ];
}

function headline(text: string, { verdict }: Comparison, { paint, width }: Page): readonly string[] {
  const severity = verdict.lines.some((line) => line.severity === 'critical') ? 'critical' : 'warning';
  const style = styleOf(verdict.outcome === 'better' ? { verdict: 'better', severity: null } : null);
  const worse = verdict.outcome === 'worse' ? styleOf({ verdict: 'worse', severity }) : null;
  return wrap(visible(text), width).map((line) => paint(style ?? worse ?? 'bold', line));
}

/** What clouds the comparison; each in so many lines at most. */
export function warningLines(
  { warnings }: Comparison,
  { width, paint }: Page,
  most = Number.POSITIVE_INFINITY,
): readonly string[] {
  return warnings.flatMap((text) =>
    clipped(hang('warning: ', visible(text), width), most, width).map((line) => paint('yellow', line)),
  );
}

/** A table for each way, and how to read them. */
export function changeSections(comparison: Comparison, page: Page): readonly (readonly string[])[] {
  const stars = hasStars(comparison) ? ' A time with a * has a change that is shown.' : '';
  return [
    ...changeTables(comparison).map((table) => tableSection(table, comparison, page)),
    wrap(methodText(comparison) + stars, page.width),
  ];
}

/** Times have no verdict of their own in the table: a star marks those that are shown to have changed. */
function hasStars({ changes }: Comparison): boolean {
  return changes.some((each) => each.metric !== 'throughput' && verdictText(each) !== '');
}

function tableSection(table: ChangeTable, comparison: Comparison, { width, paint }: Page): readonly string[] {
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

function styleOf(change: Pick<FigureChange, 'verdict' | 'severity'> | null | undefined): Style | null {
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
    { title: 'verdict', align: 'left', expendable: 0, text: throughput(rowVerdict) },
  ];
}

/** The table's last column: every row has a word. */
function rowVerdict(change: FigureChange): string {
  return verdictText(change) || (change.verdict === 'too few rounds' ? 'few rounds' : 'none shown');
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
