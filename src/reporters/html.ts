import type { Report } from '../model/report.js';
import type { Reporter } from '../seams/reporter.js';
import { answerSection } from './html/answer.js';
import { changeSection, reproductionSection } from './html/change.js';
import { factsSection } from './html/facts.js';
import { figureOf, figuresSection } from './html/figures.js';
import { findingsSection } from './html/findings.js';
import { pointsSection } from './html/points.js';
import { pageText } from './html/shell.js';
import { tablesSection } from './html/tables.js';
import { changePicture } from './pictures/change.js';
import { allOf, picturesOf, type TaskPictures } from './pictures/pictures.js';
import { pointPictures } from './pictures/points.js';
import { thinned } from './pictures/thin.js';
import { programLine } from './text/command.js';
import { type Excerpt, excerptOf, type Room } from './text/excerpt.js';
import { onPage } from './text/findings.js';
import { taskTitle } from './text/job-details.js';
import { type Markup, markup } from './text/markup.js';

/** Bytes of a page that still opens at once on a telephone. */
const MOST_BYTES = 1_500_000;

/** How much a page shows: rows of its tables and tasks, and points of a picture's lines. The first that fits is taken. */
const ROOMS: readonly (Room & { readonly points: readonly number[] })[] = [
  { rows: 400, tasks: 24, points: [Number.POSITIVE_INFINITY, 1600, 400, 100, 25] },
  { rows: 200, tasks: 12, points: [100, 25] },
  { rows: 100, tasks: 6, points: [25] },
];

/** The whole page: one file that loads nothing. Pictures lose points, and then tables rows, until it is small enough. */
function render(report: Report, runName?: string): string {
  let page = '';
  for (const { points, ...room } of ROOMS) {
    const excerpt = excerptOf(report, room);
    const pictures = picturesOf(excerpt.report);
    for (const most of points) {
      page = pageOf(report, excerpt, thinned(pictures, most), runName);
      if (sizeOf(page) <= MOST_BYTES) return page;
    }
  }
  return page;
}

function sizeOf(page: string): number {
  return new TextEncoder().encode(page).length;
}

function pageOf(
  whole: Report,
  { report, leftOut }: Excerpt,
  pictures: readonly TaskPictures[],
  runName: string | undefined,
): string {
  const { answer, tool, study, comparison } = whole;
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
      whole.matrix === null ? frontSection(whole, pictures) : pointsSection(whole, whole.matrix),
      leftOut === null ? null : markup`<p class="quiet">${leftOut}</p>`,
      ...[findingsSection(report), reproductionSection(whole.reproduction)],
      ...[chartsSection(report, pictures), tablesSection(report)],
      factsSection(whole, runName),
    ],
    pictures: [...(changed === null ? [] : [changed]), ...pointPictures(whole), ...pictures.flatMap(allOf)],
  });
}

/** The answer, and what it rests on: beside it where the page is wide, else right under it. */
function frontSection(report: Report, pictures: readonly TaskPictures[]): Markup {
  const leads = pictures.flatMap(({ lead, task }) => (lead === null ? [] : [{ lead, task }]));
  const { comparison } = report;
  const answer =
    comparison === null ? answerSection(report) : markup`${answerSection(report)}${changeSection(comparison)}`;
  if (leads.length === 0) return answer;
  const figures = leads.map(({ lead, task }) =>
    figureOf(pictures.length > 1 ? { ...lead, title: `${task}: ${lead.title.toLowerCase()}` } : lead, 'h2'),
  );
  return markup`<div class="front${leads.length === 1 && comparison === null ? ' beside' : ''}">
${answer}<div class="figures" id="lead">${figures}</div>
</div>
`;
}

function chartsSection(report: Report, pictures: readonly TaskPictures[]): Markup {
  const tasks = pictures.map((each) => {
    const cells = report.cells.filter(({ task }) => task === each.task);
    const shown = markup`${commandShown(report, each.task)}${allOf(each).length === 0 && each.said.answering.length === 0 ? markup`<p class="quiet">There is too little to draw: a picture needs two worker counts or two rounds.</p>` : figuresSection(each)}`;
    if (report.matrix === null)
      return markup`<section class="task">
<h2>${taskTitle(each.task, cells)}</h2>
${shown}</section>
`;
    // A point of many is opened when it is wanted; its first picture stands nowhere else.
    return markup`<details class="task"><summary><h2>${taskTitle(each.task, cells)}</h2></summary>
${adviceOf(report, each.task)}${each.lead === null ? null : markup`<div class="figures">${figureOf(each.lead, 'h3')}</div>`}${shown}</details>
`;
  });
  return markup`<div id="charts">${tasks}</div>
`;
}

/** What the answers of a point say. */
function adviceOf({ answers }: Report, task: string): Markup {
  const own = answers.filter((answer) => answer.task === task);
  return markup`${own.map(({ reason }) => markup`<p class="lede">${reason}</p>`)}`;
}

/** The command as it was given; nothing for a task. */
function commandShown(report: Report, task: string): Markup | null {
  const line = programLine(report, task);
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
