/** The top of the page: the answer as a sentence, and how sure it is; of two versions what changed. */

import type { Advice } from '../../model/advice.js';
import type { Report } from '../../model/report.js';
import type { CellReport } from '../../model/row.js';
import { speedupBaseline } from '../../seams/subject.js';
import { counted, workerCountsText } from '../../words/counts.js';
import { duration, mebibytes, milliseconds, NONE, percent, ratio } from '../../words/numbers.js';
import { capitalised } from '../../words/sentences.js';
import { capacityTables } from '../columns/capacities.js';
import { becauseText, certaintySentence, hasTable, measuredText, onlyAdvice } from '../text/answers.js';
import { commandManner, rateUnit } from '../text/command.js';
import { cellsByTask, loadText, taskTitle } from '../text/job-details.js';
import { type Markup, markup, type Piece } from '../text/markup.js';
import { noticesOf } from '../text/notices.js';
import { headlineSection } from './shell.js';
import { legend, pageColumns, sortableTable, unfolded } from './table.js';

/** The answer as the page's headline, why, how sure, the main figures, a line a curve, and where it comes from. */
export function answerSection(report: Report): Markup {
  const { answer } = report;
  const { headline, cure, row, lines } = answer;
  const because = becauseText(answer);
  const cell = row === null ? undefined : report.cells.find(({ way, name }) => way === row.way && name === row.name);
  const only = onlyAdvice(report);
  return headlineSection(
    'Answer',
    headline,
    markup`${banners(report)}<p class="eyebrow">${studyLine(report)}</p>
`,
    markup`${because === '' ? null : markup`<p class="lede">${because}</p>`}${only === null ? null : certainty(only)}${cure === null ? null : markup`<p class="cure"><b>Next:</b> ${cure}</p>`}${keyFigures(report, cell)}${lines.length === 0 || hasTable(report) ? null : markup`<ul class="curves">${lines.map(({ title, text }) => markup`<li><b>${title}</b>: ${text}</li>`)}</ul>`}${capacityPieces(report)}${targetLines(report)}<p class="quiet">${measuredText(report)}</p>
`,
  );
}

/** What is missing to the rate that the study wants. */
function targetLines({ targets }: Report): Piece {
  return targets.map(
    ({ task, text }) => markup`<p class="target">${targets.length === 1 ? null : markup`<b>${task}</b>: `}${text}</p>
`,
  );
}

/** One task with its arguments, or the names of several: their headings further down have the arguments. */
function studyLine(report: Report): string {
  const tasks = cellsByTask(report);
  const titles = tasks.map(({ task, cells }) => taskTitle(task, tasks.length > 1 ? [] : cells));
  const rounds = counted(Math.max(0, ...report.cells.map((cell) => cell.rounds)), 'round');
  return [titles.join(', '), commandManner(report, report.cells), rounds, `${loadText(report.cells, report)} per trial`]
    .filter((text) => text !== null)
    .join(' · ');
}

function certainty(advice: Advice): Piece {
  const { probabilityGoodEnough, equivalent } = advice;
  const sentence = certaintySentence(advice);
  if (sentence === null || probabilityGoodEnough === null) return null;
  const same =
    equivalent.length < 2 ? null : ` ${capitalised(workerCountsText(equivalent))} cannot be told from the fastest.`;
  return markup`<p class="certainty">${meter(probabilityGoodEnough)}<span>${sentence}${same}</span></p>
`;
}

/** A ring that is filled as far as the share. */
function meter(share: number): Markup {
  const length = 2 * Math.PI * 15;
  return markup`<svg class="meter" viewBox="0 0 40 40" aria-hidden="true"><circle cx="20" cy="20" r="15" class="track"/><circle cx="20" cy="20" r="15" class="value" stroke-dasharray="${(share * length).toFixed(1)} ${length.toFixed(1)}" transform="rotate(-90 20 20)"/></svg>`;
}

function keyFigures(report: Report, cell: CellReport | undefined): Piece {
  if (cell === undefined) return null;
  const { p50 = null, p99 = null } = cell.latency?.sojourn ?? {};
  const unit = rateUnit(report);
  const { wallSeconds = null, rssPeakBytes = null } = cell.command ?? {};
  const figures: readonly (readonly [name: string, value: string, range: string])[] = [
    [
      `speedup${cell.command === null ? '' : ` vs ${speedupBaseline(report.study).name}`}`,
      ratio(cell.speedup?.value ?? null),
      rangeOf(cell.speedup, ratio),
    ],
    [unit.words, unit.format(cell.throughput?.value ?? null), rangeOf(cell.throughput, unit.format)],
    // Several units in flight per worker are more streams than workers.
    ...(cell.inFlight > 1
      ? []
      : [['efficiency', percent(cell.efficiency?.value ?? null), rangeOf(cell.efficiency, percent)] as const]),
    ...(cell.command === null
      ? [['median latency', milliseconds(p50), p99 === null ? '' : `p99 ${milliseconds(p99)}`] as const]
      : [
          ['time of a run', duration(wallSeconds?.value ?? null), rangeOf(wallSeconds, duration)] as const,
          ['peak memory of a run', mebibytes(rssPeakBytes), ''] as const,
        ]),
  ];
  const known = figures.filter(([, value]) => value !== NONE);
  const shown = known.map(
    ([name, value, range]) =>
      markup`<div><dt>${name}</dt><dd>${value}${range === '' ? null : markup`<small>${range}</small>`}</dd></div>`,
  );
  return markup`<dl class="key">${shown}</dl>
`;
}

function rangeOf(estimate: CellReport['speedup'], format: (value: number | null) => string): string {
  return estimate?.low == null || estimate.high === null ? '' : `${format(estimate.low)} to ${format(estimate.high)}`;
}

/** The highest rate of each worker count, of a search: it is the answer's own table. */
function capacityPieces(report: Report): Piece {
  const tables = capacityTables(report).map(({ curve, title, columns, lines }) => {
    // Sentences would make the rows high: they have a list of their own.
    const figures = columns.filter(({ align }) => align === 'right');
    const isMarked = ({ point }: (typeof lines)[0]) => point.workers === curve.workers;
    return [sortableTable(title, pageColumns(figures), lines, isMarked), legend(columns)];
  });
  const told = report.answer.lines.map(({ title, text }) => markup`<li><b>${title}</b>: ${text}</li>`);
  if (tables.length === 0) return null;
  return [...tables, unfolded('What was too much', 'each worker count', markup`<ul class="curves">${told}</ul>`)];
}

/** What has to be said of the whole report before its figures. */
export function banners(report: Report): Piece {
  return noticesOf(report).map(
    ({ name, severity, text }) => markup`<p class="banner ${severity}" role="note">${capitalised(name)}: ${text}.</p>
`,
  );
}
