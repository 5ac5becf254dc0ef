import { script, scriptHash, style, styleHash } from '#page';
import type { Report } from '../model/report.js';
import type { Reporter } from '../seams/reporter.js';
import { answerSection } from './html/answer.js';
import { factsSection } from './html/facts.js';
import { figureOf, figuresSection } from './html/figures.js';
import { findingsSection } from './html/findings.js';
import { pointsSection } from './html/points.js';
import { tablesSection } from './html/tables.js';
import type { Picture } from './pictures/picture.js';
import { allOf, picturesOf, type TaskPictures } from './pictures/pictures.js';
import { pointPictures } from './pictures/points.js';
import { thinned } from './pictures/thin.js';
import { programLine } from './text/command.js';
import { visible } from './text/escape.js';
import { type Excerpt, excerptOf, type Room } from './text/excerpt.js';
import { explaining } from './text/findings.js';
import { taskTitle } from './text/job-details.js';
import { escaped } from './text/json-text.js';
import { type Markup, markup, ownSource } from './text/markup.js';

/** Nothing is loaded and nothing runs but our own style sheet and script, known by their hashes. */
const POLICY = [
  "default-src 'none'",
  `script-src '${scriptHash}'`,
  `style-src '${styleHash}'`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** What JSON in a script element must not hold as it is. */
const STEERING = /[<>&\u2028\u2029]/g;

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
  return `${markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${pageTitle(whole)}</title>
<link rel="icon" href="data:,">
<style>${ownSource(style)}</style>
</head>
<body>
<a class="skip" href="#answer">Skip to the answer</a>
${pageHead(report)}<main>
${whole.matrix === null ? frontSection(whole, pictures) : pointsSection(whole, whole.matrix)}${leftOut === null ? null : markup`<p class="quiet">${leftOut}</p>`}${findingsSection(report)}${chartsSection(report, pictures)}${tablesSection(report)}${factsSection(whole, runName)}</main>
<script type="application/json" id="pictures">${island([...pointPictures(whole), ...pictures.flatMap(allOf)])}</script>
<script>${ownSource(script)}</script>
</body>
</html>`}\n`;
}

function pageTitle(report: Report): string {
  const [advice] = report.advice;
  const answer =
    report.advice.length === 1 && advice !== undefined ? `${advice.task}: ${advice.reason}` : 'How many workers?';
  return `${answer} – ${report.tool.name}`;
}

function pageHead(report: Report): Markup {
  const { tool } = report;
  return markup`<header><p class="brand">${tool.name} <span>${tool.version}</span></p>
<nav aria-label="Sections"><a href="#answer">Answer</a>${explaining(report).length > 0 ? markup`<a href="#findings">Findings</a>` : null}<a href="#charts">Charts</a><a href="#tables">Tables</a><a href="#provenance">Provenance</a></nav>
<button type="button" id="theme" hidden>Dark</button></header>
`;
}

/** The answer, and what it rests on: beside it where the page is wide, else right under it. */
function frontSection(report: Report, pictures: readonly TaskPictures[]): Markup {
  const leads = pictures.flatMap(({ lead, task }) => (lead === null ? [] : [{ lead, task }]));
  if (leads.length === 0) return answerSection(report);
  const figures = leads.map(({ lead, task }) =>
    figureOf(pictures.length > 1 ? { ...lead, title: `${task}: ${lead.title.toLowerCase()}` } : lead, 'h2'),
  );
  return markup`<div class="front${leads.length === 1 ? ' beside' : ''}">
${answerSection(report)}<div class="figures" id="lead">${figures}</div>
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

/** The pictures for the page's script, as data that cannot end its element. */
function island(pictures: readonly Picture[]): Markup {
  const json = JSON.stringify(pictures, shownValue);
  return ownSource(json.replace(STEERING, escaped));
}

/** Texts as they are shown; figures to the seven digits that no screen shows more of. */
function shownValue(_key: string, value: unknown): unknown {
  if (typeof value === 'string') return visible(value);
  return typeof value === 'number' ? Number(value.toPrecision(7)) : value;
}

/** The page for people: the answer first, then why, in one file that works offline. */
const html: Reporter = {
  name: 'html',
  summary: 'Answer, findings, interactive charts and sortable tables in one page that works offline',
  file: 'report.html',
  render,
};
export default html;
