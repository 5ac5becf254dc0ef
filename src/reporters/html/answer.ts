/** The top of the page: the answer as a sentence, and how sure it is. */
import type { Advice, CellReport, Finding, Report } from '../../model.js';
import { bestSentences } from '../text/best-measured.js';
import { curveName } from '../text/curve-name.js';
import { highestRates } from '../text/findings.js';
import { cellsByTask, loadText, taskTitle } from '../text/job-details.js';
import { type Markup, markup, type Piece } from '../text/markup.js';
import { noticesOf } from '../text/notices.js';
import { counted, milliseconds, NONE, percent, probability, rate, ratio } from '../text/numbers.js';
import { isAdvised } from '../text/verdict.js';
import { workersText } from '../text/workers-text.js';

/** Longest headline; a longer sentence stays whole below a shorter one. */
const LONGEST_HEADLINE = 60;

/** Task, headline, sentence, certainty and the main figures; a card for each where there are several answers. */
export function answerSection(report: Report): Markup {
  const [only] = report.advice;
  const best = bestSentences(report).map((text) => markup`<p class="lede">${text}</p>`);
  const rates = highestRates(report);
  const cards = markup`<div class="cards">${report.advice.map((advice) => card(report, advice))}</div>`;
  const body =
    rates.length > 0
      ? [markup`<h1>The highest rates</h1>`, rates.map(rateLine), cards]
      : report.advice.length === 1 && only !== undefined
        ? answerOf(report, only, 'h1')
        : [markup`<h1>How many workers?</h1>`, cards];
  return markup`<section id="answer" aria-label="Answer">
${banners(report)}<p class="eyebrow">${studyLine(report)}</p>${body}${best}
</section>
`;
}

/** "The highest rate of threads, 2 workers: 161/s is sustained …" */
function rateLine({ text, cure }: Finding): Piece {
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
  return `${titles.join(', ')} · ${rounds} · ${loadText(report.cells)} a trial`;
}

function card(report: Report, advice: Advice): Markup {
  return markup`<article class="card"><p class="eyebrow">${advice.task}, ${curveName(advice)}</p>${answerOf(report, advice, 'h2')}</article>
`;
}

function answerOf(report: Report, advice: Advice, level: 'h1' | 'h2'): Piece {
  const [headline, rest] = split(advice);
  const heading = level === 'h1' ? markup`<h1>${headline}</h1>` : markup`<h2>${headline}</h2>`;
  return [
    heading,
    rest === '' ? null : markup`<p class="lede">${rest}</p>`,
    certainty(advice),
    advice.cure === null ? null : markup`<p class="cure"><b>Next:</b> ${advice.cure}</p>`,
    keyFigures(report, advice),
  ];
}

/** "Use 4 workers: the fastest measured." → "Use 4 workers", "The fastest measured." */
function split({ reason, workers }: Advice): readonly [headline: string, rest: string] {
  const found = /^(.+?)(?:: |: ?$)(.*)$/s.exec(reason);
  const headline = found?.[1] ?? reason;
  if (headline.length > LONGEST_HEADLINE) return [workers === null ? 'No single answer' : 'The answer', reason];
  const rest = found?.[2] ?? '';
  return [headline, capitalised(rest)];
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Under a rate all that keep up are as fast as one another: how often one is the best says nothing. */
function certainty({ probabilityBest, probabilityGoodEnough, equivalent, workers, load }: Advice): Piece {
  if (load.kind === 'rate' || workers === null || probabilityBest === null || probabilityGoodEnough === null)
    return null;
  const same = equivalent.length < 2 ? null : ` ${capitalised(workersText(equivalent))} cannot be told from the best.`;
  return markup`<p class="certainty">${meter(probabilityGoodEnough)}<span>Within 5 % of the best in <b>${probability(probabilityGoodEnough)}</b> of resamples, the very best in <b>${probability(probabilityBest)}</b>.${same}</span></p>
`;
}

/** A ring that is filled as far as the share. */
function meter(share: number): Markup {
  const length = 2 * Math.PI * 15;
  return markup`<svg class="meter" viewBox="0 0 40 40" aria-hidden="true"><circle cx="20" cy="20" r="15" class="track"/><circle cx="20" cy="20" r="15" class="value" stroke-dasharray="${(share * length).toFixed(1)} ${length.toFixed(1)}" transform="rotate(-90 20 20)"/></svg>`;
}

function keyFigures(report: Report, advice: Advice): Piece {
  const cell = report.cells.find((each) => isAdvised(advice, each));
  if (cell === undefined) return null;
  const { p50 = null, p99 = null } = cell.latency?.sojourn ?? {};
  const figures: readonly (readonly [name: string, value: string, range: string])[] = [
    ['speedup', ratio(cell.speedup?.value ?? null), rangeOf(cell.speedup, ratio)],
    ['tasks a second', rate(cell.throughput?.value ?? null), rangeOf(cell.throughput, rate)],
    ['efficiency', percent(cell.efficiency?.value ?? null), rangeOf(cell.efficiency, percent)],
    ['median of a unit', milliseconds(p50), p99 === null ? '' : `p99 ${milliseconds(p99)}`],
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
