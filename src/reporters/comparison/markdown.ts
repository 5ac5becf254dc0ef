import { COMPARED_METRICS, type ComparedCurve, type Comparison, type FigureChange } from '../../model/comparison.js';
import { changeText, metricName, untoldLines, verdictText } from '../../words/changes.js';
import { curveTitle } from '../../words/curves.js';
import { percent } from '../../words/numbers.js';
import { markdownTable, markdownText } from '../text/markdown-cell.js';
import { efficiencyText } from './terminal.js';
import {
  adviceText,
  type ChangeTable,
  changeTables,
  countName,
  figureText,
  methodText,
  probabilityText,
  sideText,
} from './words.js';

/** The comparison for pull requests (GitHub's Markdown), its verdict first; ends in a newline. */
export function comparisonMarkdown(comparison: Comparison): string {
  const { verdict } = comparison;
  const untold = untoldLines(verdict);
  const sections = [
    [
      `## ${markdownText(verdict.headline)}`,
      ...(verdict.because === '' ? [] : ['', markdownText(verdict.because)]),
      ...(untold.length === 0 ? [] : ['']),
      ...untold.map((line) => `- **${verdictText(line)}**: ${markdownText(`${line.title}: ${line.text}`)}`),
    ],
    ...changeMarkdown(comparison),
    ...comparison.curves.map(curveSection),
    [`${markdownText(sideText('base', comparison.base))}  `, markdownText(sideText('head', comparison.head))],
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

/** What clouds the comparison, a table for each way, and how it was tested. */
export function changeMarkdown(comparison: Comparison): readonly (readonly string[])[] {
  const { thresholds, warnings } = comparison;
  return [
    warnings.map((text) => `- warning: ${markdownText(text)}`),
    ...changeTables(comparison).map((table) => tableSection(table, comparison)),
    [
      markdownText(
        `${methodText(comparison)} A change for the worse is a warning from ${percent(thresholds.warning)}, critical from ${percent(thresholds.critical)}.`,
      ),
    ],
  ];
}

function tableSection({ title, rows }: ChangeTable, comparison: Comparison): readonly string[] {
  const head = ['Workers', 'Figure', 'Before', 'After', 'Change', 'p', 'Verdict'];
  const lines = rows.flatMap((row) =>
    COMPARED_METRICS.flatMap((metric) => {
      const each = row.changes[metric];
      return each === undefined ? [] : [changeRow(each, [countName(row), metricName(metric, comparison)])];
    }),
  );
  return [`### ${markdownText(title)}`, '', ...markdownTable(head, lines)];
}

function changeRow(each: FigureChange, names: readonly string[]): readonly string[] {
  const { metric, base, head, adjustedPValue } = each;
  const figures = [base, head].map((value) => (value === null ? '' : figureText(metric, value)));
  const cells = [...names, ...figures, changeText(each), probabilityText(adjustedPValue)];
  return [...cells.map((text) => text.replace('<', '&lt;')), verdictText(each) || each.verdict];
}

function curveSection(curve: ComparedCurve): readonly string[] {
  const rows = curve.efficiency.flatMap(({ workers }) => {
    const text = efficiencyText(curve, workers);
    return text === '' ? [] : [[String(workers), text]];
  });
  return [
    `Recommended for ${markdownText(curveTitle(curve))}: ${markdownText(adviceText(curve.base, curve.head))}.`,
    ...(rows.length === 0 ? [] : ['', ...markdownTable(['Workers', 'Efficiency'], rows)]),
  ];
}
