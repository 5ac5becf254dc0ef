/** What changed between two versions: the paired chart, then a table for each way. */
import type { Comparison, FigureChange } from '../../model/comparison.js';
import { COMPARED_METRICS } from '../../model/comparison.js';
import { changeText, metricName, verdictText } from '../../words/changes.js';
import {
  type ChangeTable,
  changeTables,
  countName,
  figureText,
  methodText,
  probabilityText,
  sideText,
} from '../comparison/words.js';
import { changePicture } from '../pictures/change.js';
import { type Markup, markup } from '../text/markup.js';
import { figureOf } from './figures.js';
import { type HtmlColumn, sortableTable } from './table.js';

/** Warnings, chart and tables of a comparison. */
export function changeSection(comparison: Comparison): Markup {
  const picture = changePicture(comparison);
  const warnings = comparison.warnings.map(
    (text) => markup`<p class="banner warning" role="note">${text}.</p>
`,
  );
  return markup`<section id="change">
<h2>What changed</h2>
${warnings}${picture === null ? null : markup`<div class="figures">${figureOf(picture, 'h3')}</div>`}
${changeTables(comparison).map((table) => tableOf(table, comparison))}<p class="quiet">${methodText(comparison)} ${sideText('base', comparison.base)}; ${sideText('head', comparison.head)}.</p>
</section>
`;
}

interface Row {
  readonly name: string;
  readonly change: FigureChange;
}

function tableOf({ title, rows }: ChangeTable, comparison: Comparison): Markup {
  const flat = rows.flatMap((row) =>
    COMPARED_METRICS.flatMap((metric): Row[] => {
      const change = row.changes[metric];
      return change === undefined ? [] : [{ name: countName(row), change }];
    }),
  );
  return sortableTable(title, columnsOf(comparison), flat, ({ change }) => verdictText(change) !== '');
}

function columnsOf(comparison: Comparison): readonly HtmlColumn<Row>[] {
  const side = (which: 'base' | 'head', title: string): HtmlColumn<Row> => ({
    title,
    align: 'right',
    cell: ({ change }) => (change[which] === null ? '' : figureText(change.metric, change[which])),
    sort: ({ change }) => change[which],
  });
  return [
    { title: 'workers', align: 'left', cell: ({ name }) => name, sort: ({ change }) => change.workers },
    { title: 'figure', align: 'left', cell: ({ change }) => metricName(change.metric, comparison) },
    side('base', 'before'),
    side('head', 'after'),
    {
      title: 'change',
      align: 'right',
      cell: ({ change }) => changeText(change),
      sort: ({ change }) => change.ratio.value,
    },
    {
      title: 'p',
      align: 'right',
      cell: ({ change }) => probabilityText(change.adjustedPValue),
      sort: ({ change }) => change.adjustedPValue,
    },
    { title: 'verdict', align: 'left', cell: ({ change }) => verdictText(change) || change.verdict },
  ];
}
