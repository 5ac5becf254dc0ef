/** The one answer of a study: what every output says first, over all of its curves, tasks and rates. */
import type { Advice, Answer, AnswerLine, AnswerRow, StudyAnswer } from '../model/advice.js';
import type { Comparison } from '../model/comparison.js';
import type { PointsReport } from '../model/points.js';
import type { Report } from '../model/report.js';
import { speedupBaseline, unitNoun } from '../seams/subject.js';
import { untoldLines } from '../words/changes.js';
import { agreeing, counted, listText, workersText } from '../words/counts.js';
import { curveName, curveTitle } from '../words/curves.js';
import { plain, ratio } from '../words/numbers.js';
import { rateUnitFor } from '../words/rates.js';
import { uncapitalised } from '../words/sentences.js';
import { twoCountsCure } from './advice-cure.js';
import { PROVISIONAL } from './advice-text.js';
import { highestRate } from './highest-rates.js';
import { oneThreadText, rowNamer } from './row-names.js';
import type { CellTrials } from './trials.js';

/** Answers that a headline has room for. */
const MOST_IN_HEADLINE = 3;
/** Rivals that a headline names. */
const MOST_RIVALS = 2;

/** What the answer is made from. */
export interface Answered
  extends Pick<
    Report,
    'statusReason' | 'study' | 'cells' | 'advice' | 'answers' | 'matrix' | 'maxRates' | 'capacityCurves'
  > {
  readonly groups: readonly CellTrials[];
}

/** The answer of a study that compares no versions. */
export function studyAnswer(report: Answered): StudyAnswer {
  const { statusReason } = report;
  const bare = bareAnswer(report);
  const isWrong = statusReason === 'wrong results' && bare.row !== null;
  return marked(isWrong ? { ...bare, provisional: joined('a result was wrong', bare.provisional) } : bare);
}

/** The verdict on two versions, then what each curve of both says. */
export function answerOfVersions({ answers, advice, ...report }: Report, { verdict }: Comparison): StudyAnswer {
  const { headline, because } = verdict;
  const told = advice.map((each) => ({ ...lineOf(each, report), title: curveTitle(each) }));
  const provisional = answers.find((answer) => answer.provisional !== null)?.provisional ?? null;
  return marked({
    ...{ ...NOTHING, kind: 'versions', headline, because, provisional },
    lines: [...untoldLines(verdict).map(({ title, text }) => ({ title, text, way: null })), ...told],
  });
}

const NOTHING = {
  ...{ certainty: null, provisional: null, because: '', cure: null, row: null },
  ...{ rivals: [], lines: [] },
} as const;

function marked(bare: StudyAnswer): StudyAnswer {
  return bare.provisional === null ? bare : { ...bare, headline: bare.headline + PROVISIONAL };
}

function joined(...reasons: readonly (string | null)[]): string {
  return reasons.filter((reason) => reason !== null).join('; ');
}

/** With a headline that does not say yet that it is provisional. */
function bareAnswer(report: Answered): StudyAnswer {
  const [answer, second] = report.answers;
  if (report.maxRates.length > 0) return { ...NOTHING, kind: 'rates', ...highestRate(report) };
  if (answer === undefined) return { ...NOTHING, kind: 'none', ...nothingText(report) };
  if (report.matrix !== null) return pointsAnswer(report, report.matrix);
  return second === undefined ? oneAnswer(answer, report) : severalAnswers(report);
}

function nothingText({ cells, study }: Answered): Pick<StudyAnswer, 'headline' | 'cure'> {
  return cells.some(({ rounds }) => rounds > 0)
    ? {
        headline: 'No answer: nothing was measured to compare with',
        cure: twoCountsCure(unitNoun(study)),
      }
    : { headline: 'No answer: no trial completed', cure: 'See the findings for what went wrong, and measure again.' };
}

function oneAnswer(answer: Answer, report: Answered): StudyAnswer {
  const { certainty, provisional, because, cure, row, rivals } = answer;
  const curves = curvesOf(answer, report);
  const isCurve = curves.length === 1 && curves[0]?.reason === answer.reason;
  return {
    kind: isCurve ? 'curve' : 'best',
    headline: headlineOf(answer, report) + rivalsText(answer, report),
    ...{ because, certainty, provisional, cure, row, rivals },
    lines: isCurve ? [] : curves.map((advice) => lineOf(advice, report)),
  };
}

function curvesOf({ task, load }: Answer, { advice }: Pick<Answered, 'advice'>): readonly Advice[] {
  const loadKey = JSON.stringify(load);
  return advice.filter((each) => each.task === task && JSON.stringify(each.load) === loadKey);
}

/** "Use 2 workers: 1,849 tasks/s". */
function headlineOf(answer: Answer, report: Answered): string {
  const figure = figureOf(answer.row ?? answer.leader, report);
  const head = bareHeadline(answer);
  return figure === null ? head : `${head}${head.includes(':') ? ',' : ':'} ${figure}`;
}

function bareHeadline({ headline, provisional }: Pick<Answer, 'headline' | 'provisional'>): string {
  return provisional === null ? headline : headline.slice(0, -PROVISIONAL.length);
}

/** "1,849 tasks/s"; null without a row, and under a rate, where it is what arrived. */
function figureOf(
  row: Pick<AnswerRow, 'way' | 'workers'> | null,
  { study, cells }: Pick<Report, 'study' | 'cells'>,
): string | null {
  const cell = cells.find((each) => each.way === row?.way && each.workers === row.workers && each.word === null);
  if (cell === undefined || cell.throughput === null || cell.load.kind === 'rate') return null;
  const highest = Math.max(0, ...cells.map(({ throughput }) => throughput?.value ?? 0));
  const unit = rateUnitFor(unitNoun(study), highest);
  return `${unit.format(cell.throughput.value)} ${unit.title}`;
}

/** "; one thread with 16 in flight (async) is as fast". */
function rivalsText({ rivals, task }: Answer, { groups, study }: Answered): string {
  const own = groups.filter(({ cell }) => cell.way.task.name === task);
  const name = rowNamer(own, study);
  const named = (isAsFast: boolean, singular: string, plural: string) => {
    const rows = rivals.filter((rival) => rival.isAsFast === isAsFast);
    const names = rows.flatMap(({ way, workers }) =>
      own.filter(({ cell }) => cell.way.id === way && cell.workers === workers).map(name),
    );
    const left = names.length - MOST_RIVALS;
    const shown = left > 1 ? [...names.slice(0, MOST_RIVALS), counted(left, 'other row')] : names;
    return names.length === 0 ? [] : [`${listText(shown)} ${agreeing(names.length, singular, plural)}`];
  };
  const told = [
    ...named(true, 'is as fast', 'are as fast'),
    ...named(false, 'cannot be told from it', 'cannot be told from it'),
  ];
  return told.length === 0 ? '' : `; ${told.join(', and ')}`;
}

/** What a curve says in a line: "use 2 workers, 1,218 tasks/s, 1.73 times sequential (provisional)". */
function lineOf(advice: Advice, report: Pick<Report, 'study' | 'cells'>): AnswerLine {
  const { workers, leader, provisional, reason, way } = advice;
  const count = workers ?? leader;
  const told = { title: curveName(advice), way: workers === null ? null : way };
  // Why there is none matters more than that there is none.
  if (count === null) return { ...told, text: uncapitalised(firstSentence(reason)) };
  const cell = report.cells.find((each) => each.way === way && each.workers === count && each.word === null);
  const baseline = speedupBaseline(report.study).name;
  const speedup = cell?.speedup?.value ?? null;
  // As the headline over all curves calls it.
  const crew = oneThreadText(count, advice, report.study) ?? workersText(count);
  const parts = [
    bareHeadline(advice).replace(workersText(count), crew),
    figureOf({ way, workers: count }, report),
    speedup === null || count === 0 ? null : `${ratio(speedup)} times ${baseline}`,
  ];
  const text = parts.filter((part) => part !== null).join(', ');
  return { ...told, text: uncapitalised(text) + (provisional === null ? '' : PROVISIONAL) };
}

function firstSentence(text: string): string {
  return text.split(/\.(?: |$)/, 1)[0] as string;
}

/** Tasks cannot be compared, nor can rates: each has its own. */
function severalAnswers(report: Answered): StudyAnswer {
  const { answers } = report;
  const isOneTask = answers.every(({ task }) => task === answers[0]?.task);
  const lines = answers.map((answer): AnswerLine => {
    const { row, provisional, load, task } = answer;
    const rate = load.kind === 'rate' ? `${plain(load.perSecond)}/s` : null;
    const title = [isOneTask ? null : task, rate].filter((part) => part !== null).join(', ');
    const whole = row === null && answer.leader === null ? firstSentence(answer.reason) : headlineOf(answer, report);
    const text = rate === null ? whole : whole.replace(` for ${rate}`, '');
    return {
      title: title === '' ? task : title,
      text: uncapitalised(text) + (provisional === null ? '' : PROVISIONAL),
      way: row?.way ?? null,
    };
  });
  const cures = new Set(answers.flatMap(({ cure }) => cure ?? []));
  const isRates = isOneTask && answers.every(({ load }) => load.kind === 'rate');
  return {
    ...NOTHING,
    kind: isRates ? 'rates' : 'several',
    headline: isRates ? ratesHeadline(report) : tasksHeadline(lines, answers),
    cure: cures.size === 1 ? ([...cures][0] ?? null) : null,
    lines,
  };
}

/** What the answer depends on, over the points of a matrix. */
function pointsAnswer(report: Answered, { sentences, rows }: PointsReport): StudyAnswer {
  const [first = '', ...others] = sentences;
  const provisional = rows.find((row) => row.provisional !== null)?.provisional ?? null;
  const whole = first.replace(/\.$/, '');
  return {
    ...severalAnswers(report),
    kind: 'several',
    headline: whole.endsWith(PROVISIONAL) ? whole.slice(0, -PROVISIONAL.length) : whole,
    because: others.join(' '),
    provisional,
  };
}

function tasksHeadline(lines: readonly AnswerLine[], answers: readonly Answer[]): string {
  const tasks = new Set(answers.map(({ task }) => task)).size;
  if (lines.length > MOST_IN_HEADLINE)
    return `An answer for each ${tasks === lines.length ? `of ${tasks} tasks` : `task and rate, ${lines.length} in all`}`;
  return lines.map(({ title, text }) => `${title}: ${text}`).join('; ');
}

/** "Use 1 worker for 50 and 100/s, 2 workers for 300/s; no answer for 500/s": neighbours that are alike are told together. */
function ratesHeadline({ answers, groups, study }: Answered): string {
  const name = rowNamer(groups, study);
  const nameOf = ({ row }: Answer) => {
    const found = groups.find(({ cell }) => cell.way.id === row?.way && cell.workers === row.workers);
    return found === undefined ? null : name(found);
  };
  const runs: { readonly name: string | null; readonly rates: string[] }[] = [];
  for (const answer of answers) {
    const told = nameOf(answer);
    const rate = answer.load.kind === 'rate' ? plain(answer.load.perSecond) : '';
    if (runs.at(-1)?.name === told) runs.at(-1)?.rates.push(rate);
    else runs.push({ name: told, rates: [rate] });
  }
  const rates = (list: readonly string[]) => `for ${listText(list)}/s`;
  const use = (name: string, isFirst: boolean) => {
    if (name.startsWith(workersText(0))) return `${isFirst ? 'Stay' : 'stay'} ${name}`;
    return isFirst ? `Use ${name}` : name;
  };
  const named = runs.flatMap(({ name, rates }) => (name === null ? [] : [{ name, rates }]));
  const used = named.map((run, i) => `${use(run.name, i === 0)} ${rates(run.rates)}`);
  const open = runs.filter((run) => run.name === null).flatMap((run) => run.rates);
  const parts = [
    ...(used.length === 0 ? [] : [used.join(', ')]),
    ...(open.length === 0 ? [] : [`${used.length === 0 ? 'No' : 'no'} answer ${rates(open)}`]),
  ];
  return parts.join('; ');
}
