import type { Report } from '../model/report.js';
import type { Reporter } from '../seams/reporter.js';
import { answerSection } from './html/answer.js';
import { factsSection } from './html/facts.js';
import { figuresSection } from './html/figures.js';
import { findingsSection } from './html/findings.js';
import { pageText } from './html/shell.js';
import { tablesSection } from './html/tables.js';
import { changePicture } from './pictures/change.js';
import { allOf, picturesOf, type TaskPictures } from './pictures/pictures.js';
import { thinned } from './pictures/thin.js';
import { commandLine } from './text/command.js';
import { onPage } from './text/findings.js';
import { taskTitle } from './text/job-details.js';
import { type Markup, markup } from './text/markup.js';

/** Bytes of a page that still opens at once on a telephone. */
const MOST_BYTES = 1_500_000;

/** Points of a picture's lines on a page that is too large, at first and at last. */
const [MOST_POINTS, LEAST_POINTS] = [1600, 25];

/** The whole page: one file that loads nothing. Its pictures lose points, evenly, until it is small enough. */
function render(report: Report, runName?: string): string {
  const pictures = picturesOf(report);
  let page = pageOf(report, pictures, runName);
  for (let points = MOST_POINTS; points >= LEAST_POINTS && sizeOf(page) > MOST_BYTES; points /= 2) {
    page = pageOf(report, thinned(pictures, points), runName);
  }
  return page;
}

function sizeOf(page: string): number {
  return new TextEncoder().encode(page).length;
}

function pageOf(report: Report, pictures: readonly TaskPictures[], runName: string | undefined): string {
  const { answer, tool, study, comparison } = report;
  const changed = comparison === null ? null : changePicture(comparison);
  const tasks = answer.kind === 'versions' ? '' : `${study.tasks.map(({ name }) => name).join(', ')}: `;
  return pageText({
    title: `${tasks}${answer.headline} – ${tool.name}`,
    tool,
    sections: [
      ['answer', 'Answer'],
      ...(comparison === null ? [] : [['change', 'Change'] as const]),
      ...(onPage(report).length > 0 ? [['findings', 'Findings'] as const] : []),
      ...([
        ['charts', 'Charts'],
        ['tables', 'Tables'],
        ['provenance', 'Provenance'],
      ] as const),
    ],
    main: [
      ...[answerSection(report), findingsSection(report), chartsSection(report, pictures)],
      ...[tablesSection(report), factsSection(report, runName)],
    ],
    pictures: [...(changed === null ? [] : [changed]), ...pictures.flatMap(allOf)],
  });
}

function chartsSection(report: Report, pictures: readonly TaskPictures[]): Markup {
  const tasks = pictures.map((each) => {
    const cells = report.cells.filter(({ task }) => task === each.task);
    return markup`<section class="task">
<h2>${taskTitle(each.task, cells)}</h2>
${commandShown(report, each.task)}${allOf(each).length === 0 ? markup`<p class="quiet">There is too little to draw: a picture needs two worker counts or two rounds.</p>` : figuresSection(each)}</section>
`;
  });
  return markup`<div id="charts">${tasks}</div>
`;
}

/** The command as it was given; nothing for a task. */
function commandShown(report: Report, task: string): Markup | null {
  const line = commandLine(report, task);
  return line === null
    ? null
    : markup`<p class="command"><code>${line}</code></p>
`;
}

/** The page for people: the answer first, then why, in one file that works offline. */
const html: Reporter = {
  name: 'html',
  summary: 'Answer, findings, interactive charts and sortable tables in one page that works offline',
  file: 'report.html',
  render,
};
export default html;
