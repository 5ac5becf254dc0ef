/** What changed between two versions: the paired chart, then a table for each way. */
import type { Comparison } from '../../model/comparison.js';
import { verdictText } from '../../words/changes.js';
import { capitalised } from '../../words/sentences.js';
import { changeColumns, figuresIn } from '../comparison/columns.js';
import { type ChangeTable, changeTables, methodText, sideText } from '../comparison/words.js';
import { changePicture } from '../pictures/change.js';
import { type Markup, markup } from '../text/markup.js';
import { figureOf } from './figures.js';
import { pageColumns, sortableTable } from './table.js';

/** Warnings, chart and tables of a comparison. */
export function changeSection(comparison: Comparison): Markup {
  const picture = changePicture(comparison);
  const warnings = comparison.warnings.map(
    (text) => markup`<p class="banner warning" role="note">${capitalised(text)}.</p>
`,
  );
  return markup`<section id="change">
<h2>What changed</h2>
${warnings}${picture === null ? null : markup`<div class="figures">${figureOf(picture, 'h3')}</div>`}
${changeTables(comparison).map((table) => tableOf(table, comparison))}<p class="quiet">${methodText(comparison)} ${sideText('base', comparison.base)}; ${sideText('head', comparison.head)}.</p>
</section>
`;
}

function tableOf(table: ChangeTable, comparison: Comparison): Markup {
  const columns = pageColumns(changeColumns(comparison));
  return sortableTable(table.title, columns, figuresIn(table), (change) => verdictText(change) !== '');
}
