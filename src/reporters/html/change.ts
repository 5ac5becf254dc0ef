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
  return markup`<section id="change">
<h2>What changed</h2>
${warningsOf(comparison)}${picture === null ? null : markup`<div class="figures">${figureOf(picture, 'h3')}</div>`}
${tablesOf(comparison)}</section>
`;
}

/** Whether an earlier run's figures come out again; nothing where there is none to compare with. */
export function reproductionSection(comparison: Comparison | null): Markup | null {
  if (comparison === null) return null;
  const { headline, because } = comparison.verdict;
  return markup`<section id="reproduction">
<h2>Against an earlier run</h2>
<p>${headline}. ${because}</p>
${warningsOf(comparison)}${tablesOf(comparison)}</section>
`;
}

function warningsOf({ warnings }: Comparison): readonly Markup[] {
  return warnings.map(
    (text) => markup`<p class="banner warning" role="note">${capitalised(text)}.</p>
`,
  );
}

function tablesOf(comparison: Comparison): Markup {
  return markup`${changeTables(comparison).map((table) => tableOf(table, comparison))}<p class="quiet">${methodText(comparison)} ${sideText('base', comparison.base)}; ${sideText('head', comparison.head)}.</p>
`;
}

function tableOf(table: ChangeTable, comparison: Comparison): Markup {
  const columns = pageColumns(changeColumns(comparison));
  return sortableTable(table.title, columns, figuresIn(table), (change) => verdictText(change) !== '');
}
