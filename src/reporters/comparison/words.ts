/** What every rendering of a comparison says, in words. Task names are hostile: escape what is shown. */

import type { Advice } from '../../model/advice.js';
import type { ComparedMetric, ComparedSide, Comparison, FigureChange } from '../../model/comparison.js';
import { counted, workersText } from '../../words/counts.js';
import { curveTitle } from '../../words/curves.js';
import { duration, NONE, rate } from '../../words/numbers.js';

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

/** `sequential`, `4`, `auto`, `all counts`. */
export function countName({ workers, word }: Pick<FigureChange, 'workers' | 'word'>): string {
  if (word !== null) return word;
  if (workers === null) return 'all counts';
  return workers === 0 ? 'sequential' : String(workers);
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
