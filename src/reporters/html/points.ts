/** The top of the page of a matrix: what the answer depends on, then the points beside each other. */
import type { PointsReport } from '../../model/points.js';
import type { Report } from '../../model/report.js';
import { counted } from '../../words/counts.js';
import { pointColumns } from '../columns/points.js';
import { keysOf, panelSvg } from '../pictures/panels.js';
import { pointPanels, pointPictures } from '../pictures/points.js';
import { becauseText, measuredText } from '../text/answers.js';
import { loadText } from '../text/job-details.js';
import { type Markup, markup } from '../text/markup.js';
import { banners } from './answer.js';
import { figureOf } from './figures.js';
import { headlineSection } from './shell.js';
import { pageColumns, sortableTable } from './table.js';

/** A study's points: in place of the single answer, which there is none of. */
export function pointsSection(report: Report, matrix: PointsReport): Markup {
  const { headline, cure } = report.answer;
  const because = becauseText(report.answer);
  const rounds = counted(Math.max(0, ...report.cells.map((cell) => cell.rounds)), 'round');
  return headlineSection(
    'Answer',
    headline,
    markup`${banners(report)}<p class="eyebrow">${subjectOf(report)} · ${counted(matrix.rows.length, 'point')} · ${rounds} · ${loadText(report.cells, report)} per trial</p>
`,
    markup`${because === '' ? null : markup`<p class="lede">${because}</p>`}${cure === null ? null : markup`<p class="cure"><b>Next:</b> ${cure}</p>`}<p class="quiet">${measuredText(report)}</p>
${sortableTable('The points, each with the row to use', pageColumns(pointColumns(report, matrix)), matrix.rows)}${panelsOf(report)}<div class="figures">${pointPictures(report).map((picture) => figureOf(picture, 'h3'))}</div>`,
  );
}

function subjectOf({ study }: Report): string {
  return study.tasks[0]?.point?.subject ?? '';
}

function panelsOf(report: Report): Markup | null {
  const panels = pointPanels(report);
  if (panels === null) return null;
  const keys = keysOf(panels).map(({ name, colour }) => markup`<span><b class="c-${colour}">●</b> ${name}</span>`);
  return markup`<figure id="${panels.id}">
<figcaption><h3>${panels.title}</h3><p>${panels.caption}</p>${keys.length === 0 ? null : markup`<p class="keys">${keys}</p>`}</figcaption>
<div class="panels">${panels.panels.map((panel) => panelSvg(panels, panel))}</div></figure>
`;
}
