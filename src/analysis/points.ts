/** The points of a matrix beside each other: their answers, and which argument those depend on. */
import type { Answer } from '../model/advice.js';
import type { StudyRecord } from '../model/journal.js';
import type { ArgumentEffect, PointRow, PointsReport, ValueContrast } from '../model/points.js';
import type { CellReport } from '../model/row.js';
import type { Study } from '../model/study.js';
import { lawOf } from '../seams/subject.js';
import { counted, listText, workerCountsText } from '../words/counts.js';
import { ratio } from '../words/numbers.js';
import { type ComparedPoint, effectsOf } from './argument-effects.js';
import { rowNamer } from './row-names.js';
import type { CellTrials } from './trials.js';

/** What all points have to say together; null for a study without a matrix, or with a single point. */
export function pointsOf(
  { study, machine }: StudyRecord,
  groups: readonly CellTrials[],
  cells: readonly CellReport[],
  answers: readonly Answer[],
): PointsReport | null {
  const points = study.tasks.flatMap(({ name, point }) =>
    point === undefined ? [] : [{ task: name, point: point.values }],
  );
  if (points.length < 2) return null;
  const names = [...new Set(points.flatMap(({ point }) => Object.keys(point)))];
  const pointOf = (task: string) => points.find((one) => one.task === task)?.point ?? {};
  const alike = comparable(cells);
  const cpus = alike[0]?.cpus ?? machine.effectiveCpus;
  const comparedWorkers = comparedCount(
    alike,
    points.length,
    Math.min(...study.tasks.map((task) => lawOf(task)?.cpus ?? cpus)),
  );
  const same = alike.filter(({ workers }) => workers === comparedWorkers);
  const rows = answers.map((answer) => {
    const way = (answer.row ?? answer.leader)?.way;
    const own = cells.filter(({ task, workers, word, wrong }) => {
      return task === answer.task && workers === comparedWorkers && word === null && !wrong;
    });
    const shown = own.find((cell) => cell.way === way) ?? same.find(({ task }) => task === answer.task);
    return {
      ...rowOf(answer, pointOf(answer.task), cells),
      rowName: nameOf(answer, groups, study),
      comparedEfficiency: shown?.efficiency ?? null,
      comparedBand: shown?.efficiencyBands.vsSequential ?? null,
    };
  });
  const effects = effectsOf(names, compared(answers, points, same, comparedWorkers));
  return { names, rows, effects, comparedWorkers, sentences: sentencesOf(effects, rows, comparedWorkers) };
}

function rowOf(
  answer: Answer,
  point: PointRow['point'],
  cells: readonly CellReport[],
): Omit<PointRow, 'rowName' | 'comparedEfficiency' | 'comparedBand'> {
  const { task, load, row, leader, headline, provisional } = answer;
  const shown = row ?? leader;
  const cell = shown === null ? undefined : cells.find(({ way, name }) => way === shown.way && name === shown.name);
  return {
    ...{ task, point, load, row, leader, headline, provisional },
    throughput: cell?.throughput ?? null,
    speedup: cell?.speedup ?? null,
    efficiency: cell?.efficiency ?? null,
    p99Ms: cell?.latency?.sojourn.p99 ?? null,
    joulesPerUnit: cell?.resources.joulesPerUnit ?? null,
  };
}

function nameOf({ task, row, leader }: Answer, groups: readonly CellTrials[], study: Study): string | null {
  const shown = row ?? leader;
  const own = groups.filter(({ cell }) => cell.way.task.name === task);
  const group = own.find(({ cell }) => cell.way.id === shown?.way && cell.workers === shown.workers);
  return group === undefined ? null : rowNamer(own, study)(group);
}

/** The most workers that every point was measured with, up to the CPUs that all have; the fewest beyond, where all are more. */
function comparedCount(alike: readonly CellReport[], points: number, cpus: number): number | null {
  const parallel = alike.filter(({ workers }) => workers > 1);
  const counts = [...new Set(parallel.map(({ workers }) => workers))].toSorted((a, b) => a - b);
  const common = counts.filter(
    (count) => new Set(parallel.filter(({ workers }) => workers === count).map(({ task }) => task)).size === points,
  );
  const within = common.filter((count) => count <= Math.max(2, Math.ceil(cpus)));
  return within.at(-1) ?? common[0] ?? null;
}

/** The rows of the first way to run units of each point, sound ones only; none under a rate, where throughput is what arrived. */
function comparable(cells: readonly CellReport[]): readonly CellReport[] {
  const first = cells.find(({ workers, load }) => workers > 0 && load.kind !== 'rate');
  if (first === undefined) return [];
  const key = ({ executor, inFlight, order, load, cpus }: CellReport) =>
    JSON.stringify([executor, inFlight, order, load, cpus]);
  return cells.filter((cell) => key(cell) === key(first) && cell.word === null && !cell.wrong);
}

function compared(
  answers: readonly Answer[],
  points: readonly Pick<PointRow, 'task' | 'point'>[],
  same: readonly CellReport[],
  workers: number | null,
): readonly ComparedPoint[] {
  return points.map(({ task, point }) => {
    const cell = same.find((row) => row.task === task);
    const answer = answers.find((one) => one.task === task);
    const byRound = (figure: (round: CellReport['points'][number]) => number | null) =>
      new Map(
        (cell?.points ?? []).flatMap((round) => {
          const value = figure(round);
          return value !== null && value > 0 ? [[round.round, Math.log(value)] as const] : [];
        }),
      );
    return {
      ...{ task, point },
      row: answer?.row == null ? null : rowKey(answer.row),
      best: answer?.row == null ? [] : [answer.row, ...answer.equivalent].map(rowKey),
      efficiency: byRound(({ speedup }) => (speedup === null ? null : speedup / Math.max(1, workers ?? 1))),
      throughput: byRound(({ throughput }) => throughput),
    };
  });
}

/** What a row is called in every point. */
function rowKey({ executor, workers, inFlight, order, cpus }: NonNullable<Answer['row']>): string {
  return JSON.stringify([workers === 0 ? '' : executor, workers, inFlight, order, cpus]);
}

function sentencesOf(
  effects: readonly ArgumentEffect[],
  rows: readonly PointRow[],
  workers: number | null,
): readonly string[] {
  const answers = answerSentence(effects, rows);
  if (workers === null) return [answers];
  const known = effects.flatMap(({ efficiency, throughput }) => [efficiency, throughput]).filter((one) => one !== null);
  if (known.length > 0 && known.every(({ ratio: { low } }) => low === null))
    return [answers, 'Too few rounds to tell which argument efficiency and throughput depend on.'];
  return [
    answers,
    figureSentence('Efficiency', effects, ({ efficiency }) => efficiency, workers),
    figureSentence('Throughput', effects, ({ throughput }) => throughput, workers),
  ].filter((sentence) => sentence !== null);
}

/** "The answer depends on bytes: 1 worker for a, 2 workers for b." */
function answerSentence(effects: readonly ArgumentEffect[], rows: readonly PointRow[]): string {
  const doubt = rows.some(({ provisional }) => provisional !== null) ? ' (provisional)' : '';
  const different = effects.filter(({ answer }) => answer === 'differs');
  const countOf = (task: string) => {
    const row = rows.find((one) => one.task === task)?.row;
    return row == null ? '' : `${workerCountsText([row.workers])} for ${task}`;
  };
  if (different.length > 0) {
    const examples = different.map(({ name, example }) => `${name} (${(example ?? []).map(countOf).join(', ')})`);
    return `How many workers to use depends on ${listText(examples)}${doubt}.`;
  }
  const counts = new Set(rows.map(({ row }) => row?.workers ?? null));
  const [only] = counts;
  if (rows.every(({ row }) => row === null)) return `No answer yet for any of ${counted(rows.length, 'point')}.`;
  if (counts.size === 1 && only != null)
    return `Use ${workerCountsText([only])} for each of ${counted(rows.length, 'point')}${doubt}.`;
  return 'No argument is shown to change how many workers to use.';
}

/** "Efficiency at 2 workers depends most on bytes: …; on hash no difference is shown." */
function figureSentence(
  figure: string,
  effects: readonly ArgumentEffect[],
  contrastOf: (effect: ArgumentEffect) => ValueContrast | null,
  workers: number,
): string | null {
  const known = effects.flatMap((effect) => {
    const contrast = contrastOf(effect);
    return contrast === null ? [] : [{ name: effect.name, contrast }];
  });
  if (known.length === 0) return null;
  const at = `${figure} with ${counted(workers, 'worker')}`;
  if (known.some(({ contrast }) => contrast.ratio.low === null))
    return `${at}: too few rounds to tell which argument it depends on.`;
  const shown = known
    .filter(({ contrast }) => contrast.isShown)
    .toSorted((a, b) => b.contrast.ratio.value - a.contrast.ratio.value);
  const others = known.filter(({ contrast }) => !contrast.isShown).map(({ name }) => name);
  if (shown.length === 0) return `${at} is not shown to depend on ${listText(others, ', ', ' or ')}.`;
  const told = shown.map(({ name, contrast }) => `${name} (${contrastText(contrast)})`);
  const rest = others.length === 0 ? '' : `; that it depends on ${listText(others, ', ', ' or ')} is not shown`;
  return `${at} depends ${shown.length > 1 ? 'most on' : 'on'} ${told.join(', then on ')}${rest}.`;
}

function contrastText({ low, high, ratio: times }: ValueContrast): string {
  const { value, low: least, high: most } = times;
  const interval = least === null || most === null ? '' : `, 95 %: ${ratio(least)} to ${ratio(most)}`;
  return `${high} has ${ratio(value)} times that of ${low}${interval}`;
}
