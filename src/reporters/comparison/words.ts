/** What every rendering of a comparison says, in words. Task names are hostile: escape what is shown. */

import type { Advice } from '../../model/advice.js';
import type { ComparedMetric, ComparedSide, Comparison, FigureChange } from '../../model/comparison.js';
import { counted, workersText } from '../../words/counts.js';
import { change, duration, NONE, percent, rate } from '../../words/numbers.js';
import { curveName, type NamedCurve } from '../../words/curves.js';

/** A metric's name in sentences. */
export function metricName(metric: ComparedMetric, { head }: Pick<Comparison, 'head'>): string {
  if (metric !== 'task_avg') return metric;
  return head.noun === 'run' ? 'time of a run' : 'task average';
}

/** What throughput is counted in. */
export function throughputUnit({ head }: Pick<Comparison, 'head'>): 'runs/s' | 'tasks/s' {
  return head.noun === 'run' ? 'runs/s' : 'tasks/s';
}

/** A row of the table: one worker count, a word in its place, or all of a curve together, with the change of each metric. */
export interface ChangeRow extends Pick<FigureChange, 'workers' | 'word'> {
  readonly changes: { readonly [metric in ComparedMetric]?: FigureChange };
}

/** The changes of one way. */
export interface ChangeTable {
  readonly way: string;
  readonly title: string;
  readonly rows: readonly ChangeRow[];
}

/** One table for each way, in the comparison's order. */
export function changeTables({ changes }: Comparison): readonly ChangeTable[] {
  const ways = new Map(changes.map((each) => [each.way, curveTitle(each)]));
  return [...ways].map(([way, title]) => {
    const mine = changes.filter((each) => each.way === way);
    const places = new Map(mine.map(({ workers, word }) => [`${word} ${workers}`, { workers, word }]));
    const rows = [...places.values()].toSorted(byCount).map((place) => ({
      ...place,
      changes: Object.fromEntries(
        mine
          .filter(({ workers, word }) => workers === place.workers && word === place.word)
          .map((each) => [each.metric, each]),
      ),
    }));
    return { way, title, rows };
  });
}

/** Counts ascend, words follow, and all counts together come last. */
function byCount(a: Pick<FigureChange, 'workers' | 'word'>, b: Pick<FigureChange, 'workers' | 'word'>): number {
  const rank = ({ workers, word }: typeof a) => (word === null ? 0 : 1) + (workers === null ? 2 : 0);
  return rank(a) - rank(b) || (a.workers ?? 0) - (b.workers ?? 0);
}

/** A curve's name with its task's: `sort, threads`, `sort, threads, 4 in flight`. */
export function curveTitle(curve: NamedCurve & { readonly task: string }): string {
  return `${curve.task}, ${curveName(curve)}`;
}

/** `sequential`, `4`, `auto`, `all counts`. */
export function countName({ workers, word }: Pick<FigureChange, 'workers' | 'word'>): string {
  if (word !== null) return word;
  if (workers === null) return 'all counts';
  return workers === 0 ? 'sequential' : String(workers);
}

/** A change with its interval, `-9.8 % [-11.9 %, -7.6 %]`. */
export function changeText({ ratio: { value, low, high } }: FigureChange): string {
  if (low === null || high === null) return change(value - 1);
  return `${change(value - 1)} [${change(low - 1)}, ${change(high - 1)}]`;
}

/** A figure in its metric's unit. */
export function figureText(metric: ComparedMetric, value: number | null): string {
  return metric === 'throughput' ? rate(value) : duration(value);
}

/** `0.0034`, `< 0.001`; a dash where there is no test. */
export function probabilityText(p: number | null): string {
  if (p === null) return NONE;
  return p < 0.001 ? '< 0.001' : p.toFixed(3);
}

/** The mark of a change that is shown: `worse`, `worse (critical)`, `better`; empty for no change. */
export function verdictText({ verdict, severity }: FigureChange): string {
  if (verdict !== 'worse') return verdict === 'better' ? 'better' : '';
  return severity === 'info' ? 'worse' : `worse (${severity})`;
}

/** A sentence of the answer. */
export interface ComparisonAnswer {
  readonly text: string;
  /** The change that it speaks of; null where none is shown. */
  readonly change: FigureChange | null;
}

/** The answer: a sentence for each place that changed, or that no change is shown. */
export function answers(comparison: Comparison): readonly ComparisonAnswer[] {
  const shown = comparison.changes.filter(({ verdict }) => verdict === 'better' || verdict === 'worse');
  const untold = shown.filter((each) => each.workers === null || !shown.some((other) => isCurveOf(other, each)));
  if (untold.length > 0)
    return [...groupsOf(untold).values()].map((group) => ({
      text: placeSentence(group, comparison),
      change: group[0] ?? null,
    }));
  const text = comparison.changes.some(({ verdict }) => verdict === 'no change shown')
    ? `No change is shown.${smallest(comparison)}`
    : 'Nothing can be shown: too few rounds.';
  return [{ text, change: null }];
}

/** Changes of one place and direction. */
function groupsOf(changes: readonly FigureChange[]): ReadonlyMap<string, readonly FigureChange[]> {
  const groups = new Map<string, FigureChange[]>();
  for (const each of changes) {
    const key = JSON.stringify([each.way, each.workers, each.word, each.verdict, each.severity]);
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return groups;
}

function placeSentence(changes: readonly FigureChange[], comparison: Comparison): string {
  const first = changes[0] as FigureChange;
  const figures = changes.map((each) => `${metricName(each.metric, comparison)} ${changeText(each)}`).join(', ');
  return `${verdictText(first)}: ${placeText(first)}: ${figures}.`;
}

function placeText(each: FigureChange): string {
  if (each.word !== null) return `${curveTitle(each)}, ${each.word}`;
  if (each.workers === 0) return curveTitle(each);
  const where = each.workers === null ? 'over all worker counts' : workersText(each.workers);
  return `${curveTitle(each)}, ${where}`;
}

/** Whether a change speaks of the whole curve that another belongs to, in the same direction. */
function isCurveOf(whole: FigureChange, part: FigureChange): boolean {
  return (
    whole.workers === null && whole.metric === part.metric && whole.verdict === part.verdict && whole.way === part.way
  );
}

/** One change in a sentence. */
export function sentence(each: FigureChange, comparison: Comparison): string {
  return placeSentence([each], comparison);
}

/** What the intervals leave open where no change is shown. */
function smallest({ changes }: Comparison): string {
  const known = changes.flatMap(({ metric, ratio: { low, high } }) =>
    metric === 'throughput' && low !== null && high !== null ? [Math.max(1 - low, high - 1)] : [],
  );
  return known.length === 0 ? '' : ` By the intervals, throughput changed by at most ${percent(Math.max(...known))}.`;
}

/** `head: 2 runs, 20 rounds, began 2026-11-22T10:00:00.000Z, commit 0123abcd`. */
export function sideText(name: string, { task, runs, rounds, startedAt, gitCommit }: ComparedSide): string {
  const commit = gitCommit === null ? '' : `, commit ${gitCommit.slice(0, 10)}`;
  return `${name}: ${task}, ${counted(runs, 'run')}, ${counted(rounds, 'round')}, began ${startedAt}${commit}`;
}

/** `4 workers before, 4 after`. */
export function adviceText(base: Advice, head: Advice): string {
  return `${recommended(base)} before, ${recommended(head)} after`;
}

function recommended({ workers, equivalent }: Advice): string {
  if (workers !== null) return workersText(workers);
  return equivalent.length === 0 ? 'none' : `one of ${equivalent.join(', ')}`;
}

/** How it was tested, in one sentence. */
export function methodText({ paired, repetition }: Comparison): string {
  const test = paired
    ? "Student's t on ratios within a round"
    : `Mann–Whitney over ${repetition === 'run' ? 'runs' : 'rounds'}`;
  const scope =
    paired || repetition === 'run'
      ? ''
      : ' It covers chance between rounds, not what changed on the machine from one run to the next.';
  return `${test}; brackets hold each figure's own 95 % interval, p is adjusted for all figures together.${scope}`;
}
