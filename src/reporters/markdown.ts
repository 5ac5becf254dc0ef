import type { Advice } from '../model/advice.js';
import type { CellProfile, Report } from '../model/report.js';
import type { CellReport } from '../model/row.js';
import type { RenderedFile, Reporter } from '../seams/reporter.js';
import { counted } from '../words/counts.js';
import { gravestFirst } from '../words/severity.js';
import { LABEL_COLUMNS, labelRows, labelsTitle } from './columns/labels.js';
import { pointColumns } from './columns/points.js';
import { profileColumns, profileTitle } from './columns/profile.js';
import { changeMarkdown } from './comparison/markdown.js';
import { curveSection } from './markdown/curves.js';
import { nextSection, reproductionSections, targetSection } from './markdown/outlook.js';
import { capacitySections, choiceSection, legendSection, taskTables } from './markdown/tables.js';
import { changePicture } from './pictures/change.js';
import { panelsFile } from './pictures/panels.js';
import type { Picture } from './pictures/picture.js';
import { allOf, picturesOf, type TaskPictures } from './pictures/pictures.js';
import { pointPanels, pointPictures } from './pictures/points.js';
import { svgFile } from './pictures/svg.js';
import { thinned } from './pictures/thin.js';
import { becauseText, certaintySentence, hasTable, measuredText, onlyAdvice } from './text/answers.js';
import { againstSentence } from './text/cell-figures.js';
import { commandManner, programLine } from './text/command.js';
import { configurationOf } from './text/configuration.js';
import { evidenceOf } from './text/evidence.js';
import { excerptOf } from './text/excerpt.js';
import { explaining, type GroupedFinding, grouped, groupSubject } from './text/findings.js';
import { loadText, taskTitle } from './text/job-details.js';
import { columnsTable, markdownText } from './text/markdown-cell.js';
import { type Notice, noticesOf } from './text/notices.js';
import { provenanceOf } from './text/provenance.js';

/** What people read of a text, and GitHub shows (its comments end at 65,536 characters). */
const ROOM = { rows: 100, tasks: 12 };

/** Points of a picture's lines in a file of its own. */
const MOST_POINTS = 1600;

/** The report for pull requests and wikis (GitHub's Markdown); ends in a newline. */
function render(whole: Report): string {
  const { report, leftOut } = excerptOf(whole, ROOM);
  const pictures = thinned(picturesOf(report), MOST_POINTS);
  const sections = [
    heading(whole),
    pointsSection(whole),
    ...capacitySections(whole),
    leftOut === null ? [] : [markdownText(leftOut)],
    ...versionsSections(whole),
    ...pictures.map((each) => taskSection(report, each)),
    pictures.flatMap(allOf).length === 0 ? [] : [PICTURES_NOTE],
    targetSection(report),
    ...reproductionSections(report),
    ...report.advice.map(choiceSection),
    causesSection(report),
    ...report.curves.map((curve) => curveSection(report, curve)),
    labelsSection(report.cells),
    profilesSection(report.profiles),
    nextSection(report),
    legendSection(report),
    factsSection('Configuration', configurationOf(report.study)),
    factsSection('Provenance', provenanceOf(report)),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

/** The answer is the title. */
function heading(report: Report): readonly string[] {
  const { answer, tool, status } = report;
  const notices = noticesOf(report);
  const gravest = notices.find(({ name }) => name === status);
  const because = sentences(becauseText(answer), onlyAdvice(report));
  const lines = hasTable(report) ? [] : answer.lines;
  return [
    `# ${markdownText(answer.headline)}`,
    ...(because === '' ? [] : ['', markdownText(because)]),
    ...(answer.cure === null ? [] : ['', `**Next:** ${markdownText(answer.cure)}`]),
    ...(lines.length === 0 ? [] : ['']),
    ...lines.map(({ title, text }) => `- **${markdownText(title)}**: ${markdownText(text)}`),
    '',
    `${markdownText(`${tool.name} ${tool.version}: ${measuredText(report)}`)}`,
    '',
    `Status: **${status}${gravest === undefined ? '' : `: ${gravest.text}`}**`,
    ...notices.filter((notice) => notice !== gravest).flatMap(noticeLines),
  ];
}

/** Names of tasks are hostile. */
function noticeLines({ name, text }: Notice): readonly string[] {
  return ['', `**${name.toUpperCase()}**: ${markdownText(text)}.`];
}

function sentences(reason: string, advice: Advice | null): string {
  const certainty = advice === null ? null : certaintySentence(advice);
  return [reason, certainty].filter((text) => text !== null && text !== '').join(' ');
}

/** What changed between two versions, before the tables of each. */
function versionsSections({ comparison }: Report): readonly (readonly string[])[] {
  if (comparison === null) return [];
  const picture = changePicture(comparison);
  return [
    ['## What changed', ...(picture === null ? [] : ['', image(picture), '', markdownText(picture.caption)])],
    ...changeMarkdown(comparison),
  ];
}

/** The points of a matrix beside each other. */
function pointsSection(report: Report): readonly string[] {
  const { matrix } = report;
  if (matrix === null) return [];
  return [
    `## ${counted(matrix.rows.length, 'point')}`,
    '',
    ...columnsTable(pointColumns(report, matrix), matrix.rows),
    ...[pointPanels(report) ?? [], pointPictures(report)]
      .flat()
      .flatMap((picture) => ['', image(picture), '', markdownText(picture.caption)]),
  ];
}
/** A text that is pasted elsewhere leaves its pictures behind, and no site shows pictures that are data inside a text. */
const PICTURES_NOTE =
  "The pictures are SVG files beside this text, in the run's folder. Where they are missing, the captions and the tables say the same.";

function taskSection(report: Report, pictures: TaskPictures): readonly string[] {
  const cells = report.cells.filter((cell) => cell.task === pictures.task);
  return [
    `## ${markdownText(taskTitle(pictures.task, cells))}`,
    '',
    ...commandLines(report, pictures.task, cells),
    `${counted(Math.max(0, ...cells.map(({ rounds }) => rounds)), 'round')}, ${loadText(cells, report)} per trial. Brackets hold 95 % intervals. ${againstSentence(report.study)}`,
    '',
    ...taskTables(report, cells),
    ...allOf(pictures).flatMap((picture) => ['', image(picture), '', markdownText(picture.caption)]),
    ...[...pictures.said.answering, ...pictures.said.telemetry].flatMap((text) => ['', markdownText(text)]),
  ];
}

/** A command as it was given, and what its workers are; nothing for a task. */
function commandLines(report: Report, task: string, cells: readonly CellReport[]): readonly string[] {
  const [line, manner] = [programLine(report, task), commandManner(report, cells)];
  return line === null || manner === null ? [] : [`${markdownText(line)}: ${markdownText(manner)}.`, ''];
}

function image({ id, title }: Pick<Picture, 'id' | 'title'>): string {
  return `![${markdownText(title)}](${id}.svg)`;
}

function labelsSection(cells: readonly CellReport[]): readonly string[] {
  const rows = labelRows(cells);
  if (rows.length === 0) return [];
  return [`## ${labelsTitle(rows)}`, '', ...columnsTable(LABEL_COLUMNS, rows)];
}

/** Every profile's table, and the files for viewers. */
function profilesSection(profiles: readonly CellProfile[]): readonly string[] {
  if (profiles.length === 0) return [];
  return [
    '## Profiles',
    '',
    'From extra trials, which no other figure comes from. Self is without what a function called, total with it.',
    ...profiles.flatMap((profile) => [
      '',
      `### ${markdownText(profileTitle(profile))}`,
      '',
      ...columnsTable(profileColumns(profile), profile.rows),
      '',
      `Files: ${profile.files.map(markdownText).join(', ')}`,
    ]),
  ];
}

/** The gravest and likeliest first. */
function causesSection(report: Report): readonly string[] {
  const findings = grouped(gravestFirst(explaining(report)), report);
  if (findings.length === 0) return [];
  return ['## Why', '', ...findings.map((group, i) => causeLine(group, i + 1, report))];
}

function causeLine(group: GroupedFinding, rank: number, report: Report): string {
  const { finding } = group;
  const { severity, likelihood, text } = finding;
  const subject = groupSubject(group, report);
  const figures = evidenceOf(finding).map(([name, value]) => `${name} ${value}`);
  const shown = figures.length === 0 ? '' : ` Evidence: ${markdownText(figures.join(', '))}.`;
  return `${rank}. **${severity}** (${likelihood}): ${markdownText(subject === null ? text : `${subject}: ${text}`)}${shown}`;
}

function factsSection(title: string, facts: readonly (readonly [name: string, value: string])[]): readonly string[] {
  return [`## ${title}`, '', ...facts.map(([name, value]) => `- ${markdownText(name)}: ${markdownText(value)}`)];
}

/** The pictures that the text shows. */
function companions(report: Report): readonly RenderedFile[] {
  const { comparison } = report;
  const change = comparison === null ? null : changePicture(comparison);
  const others = thinned(picturesOf(excerptOf(report, ROOM).report), MOST_POINTS).flatMap(allOf);
  const panels = pointPanels(report);
  return [
    ...(panels === null ? [] : [{ file: `${panels.id}.svg`, text: panelsFile(panels) }]),
    ...[...(change === null ? [] : [change]), ...pointPictures(report), ...others].map((picture) => ({
      file: `${picture.id}.svg`,
      text: svgFile(picture),
    })),
  ];
}

/** The report for pull requests and wikis. */
const markdown: Reporter = {
  name: 'markdown',
  summary: 'Answer, tables, pictures, causes and provenance for pull requests and wikis',
  file: 'report.md',
  render,
  companions,
};
export default markdown;
