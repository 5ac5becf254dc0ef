/** The top of the page of a matrix: what the answer depends on, then the points beside each other. */
import type { PointsReport } from '../../model/points.js';
import type { Report } from '../../model/report.js';
import { counted } from '../../words/counts.js';
import { capitalised } from '../../words/sentences.js';
import { pointColumns } from '../columns/points.js';
import { panelSvg } from '../pictures/panels.js';
import { pointPanels, pointPictures } from '../pictures/points.js';
import { becauseText, measuredText } from '../text/answers.js';
import { loadText } from '../text/job-details.js';
import { type Markup, markup } from '../text/markup.js';
import { noticesOf } from '../text/notices.js';
import { figureOf } from './figures.js';
import { pageColumns, sortableTable } from './table.js';

/** A study's points: in place of the single answer, which there is none of. */
export function pointsSection(report: Report, matrix: PointsReport): Markup {
  const { headline } = report.answer;
  const because = becauseText(report.answer);
  const rounds = counted(Math.max(0, ...report.cells.map((cell) => cell.rounds)), 'round');
  const banners = noticesOf(report).map(
    ({ name, severity, text }) => markup`<p class="banner ${severity}" role="note">${capitalised(name)}: ${text}.</p>
`,
  );
  return markup`<section id="answer" aria-label="Answer">
${banners}<p class="eyebrow">${subjectOf(report)} · ${counted(matrix.rows.length, 'point')} · ${rounds} · ${loadText(report.cells, report)} per trial</p>
<h1>${headline}</h1>
${because === '' ? null : markup`<p class="lede">${because}</p>`}<p class="quiet">${measuredText(report)}</p>
${sortableTable('The points, each with the row to use', pageColumns(pointColumns(report, matrix)), matrix.rows)}${panelsOf(report)}<div class="figures">${pointPictures(report).map((picture) => figureOf(picture, 'h3'))}</div></section>
`;
}

function subjectOf({ study }: Report): string {
  return study.tasks[0]?.point?.subject ?? '';
}

function panelsOf(report: Report): Markup | null {
  const panels = pointPanels(report);
  if (panels === null) return null;
  return markup`<figure id="${panels.id}">
<figcaption><h3>${panels.title}</h3><p>${panels.caption}</p></figcaption>
<div class="panels">${panels.panels.map((panel) => panelSvg(panels, panel))}</div></figure>
`;
}
