/** The top of the page: the answer as a sentence, and how sure it is. */

import type { Advice } from '../../model/advice.js';
import type { MaxRateReport, Report } from '../../model/report.js';
import type { CellReport } from '../../model/row.js';
import { speedupBaseline } from '../../seams/subject.js';
import { counted, workerCountsText } from '../../words/counts.js';
import { duration, mebibytes, milliseconds, NONE, percent, ratio } from '../../words/numbers.js';
import { capitalised } from '../../words/sentences.js';
import { becauseText, certaintySentence, type ToldAnswer, toldAnswers } from '../text/answers.js';
import { commandManner, rateUnit } from '../text/command.js';
import { curveName } from '../../words/curves.js';
import { cellsByTask, loadText, taskTitle } from '../text/job-details.js';
import { type Markup, markup, type Piece } from '../text/markup.js';
import { noticesOf } from '../text/notices.js';

/** Task, headline, sentence, certainty and the main figures; a card for each where there are several answers. */
export function answerSection(report: Report): Markup {
  const told = toldAnswers(report);
  const [first] = told;
  const rates = report.maxRates;
  const body =
    rates.length > 0
      ? [markup`<h1>The highest rates</h1>`, rates.map(rateLine), told.map((each) => card(report, each))]
      : told.length === 1 && first !== undefined
        ? answerOf(report, first, 'h1')
        : [
            markup`<h1>${told.length} answers</h1>`,
            markup`<div class="cards">${told.map((each) => card(report, each))}</div>`,
          ];
  return markup`<section id="answer" aria-label="Answer">
${banners(report)}<p class="eyebrow">${studyLine(report)}</p>${body}
</section>
`;
}

/** "The highest rate of threads, 2 workers: 161/s is sustained …" */
function rateLine({ text, cure }: MaxRateReport): Piece {
  return [
    markup`<p class="lede">${text}</p>
`,
    cure === null
      ? null
      : markup`<p class="cure"><b>Next:</b> ${cure}</p>
`,
  ];
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

function card(report: Report, told: ToldAnswer): Markup {
  return markup`<article class="card"><p class="eyebrow">${told.title ?? told.answer.task}</p>${answerOf(report, told, 'h2')}</article>
`;
}

function answerOf(report: Report, { answer, curves, only }: ToldAnswer, level: 'h1' | 'h2'): Piece {
  const { headline, cure, row } = answer;
  const heading = level === 'h1' ? markup`<h1>${headline}</h1>` : markup`<h2>${headline}</h2>`;
  const lines = curves.map((advice) => markup`<li><b>${curveName(advice)}</b>: ${advice.reason}</li>`);
  const cell = row === null ? undefined : report.cells.find(({ way, name }) => way === row.way && name === row.name);
  return [
    heading,
    markup`<p class="lede">${becauseText(answer)}</p>`,
    only === null ? null : certainty(only),
    cure === null ? null : markup`<p class="cure"><b>Next:</b> ${cure}</p>`,
    keyFigures(report, cell),
    lines.length === 0 ? null : markup`<ul class="curves">${lines}</ul>`,
  ];
}

function certainty(advice: Advice): Piece {
  const { probabilityGoodEnough, equivalent } = advice;
  const sentence = certaintySentence(advice);
  if (sentence === null || probabilityGoodEnough === null) return null;
  const same =
    equivalent.length < 2 ? null : ` ${capitalised(workerCountsText(equivalent))} cannot be told from the best.`;
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
    ['efficiency', percent(cell.efficiency?.value ?? null), rangeOf(cell.efficiency, percent)],
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

function banners(report: Report): Piece {
  return noticesOf(report).map(
    ({ name, severity, text }) => markup`<p class="banner ${severity}" role="note">${capitalised(name)}: ${text}.</p>
`,
  );
}
