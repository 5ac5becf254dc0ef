/** The table of a comparison that the page and Markdown have: a row for each figure that was compared. */
import { COMPARED_METRICS, type Comparison, type FigureChange } from '../../model/comparison.js';
import { changeText, metricName, verdictText } from '../../words/changes.js';
import { type Column, textOf } from '../columns/column.js';
import { type ChangeTable, countName, figureText, probabilityText } from './words.js';

/** The figures of a table, row by row. */
export function figuresIn({ rows }: ChangeTable): readonly FigureChange[] {
  return rows.flatMap(({ changes }) => COMPARED_METRICS.flatMap((metric) => changes[metric] ?? []));
}

/** Where, which figure, before and after, the change, how probable by chance, and the verdict. */
export function changeColumns(comparison: Comparison): readonly Column<FigureChange>[] {
  const right = (
    title: string,
    text: (change: FigureChange) => string,
    value: (change: FigureChange) => number | null,
  ): Column<FigureChange> => ({ title, align: 'right', expendable: 0, text, value });
  const side = (which: 'base' | 'head') => (change: FigureChange) =>
    change[which] === null ? '' : figureText(change.metric, change[which]);
  return [
    { ...textOf<FigureChange>('workers', 0, countName), value: ({ workers }) => workers },
    textOf('figure', 0, ({ metric }) => metricName(metric, comparison)),
    right('before', side('base'), ({ base }) => base),
    right('after', side('head'), ({ head }) => head),
    right('change', changeText, ({ ratio }) => ratio.value),
    right(
      'p',
      ({ adjustedPValue }) => probabilityText(adjustedPValue),
      ({ adjustedPValue }) => adjustedPValue,
    ),
    textOf('verdict', 0, (change) => verdictText(change) || change.verdict),
  ];
}
