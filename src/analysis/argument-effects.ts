/** What each name of a matrix changes: points that are alike in all other names, compared round by round. */
import type { ArgumentEffect, PointRow, ValueContrast } from '../model/points.js';
import type { PointValue } from '../model/study.js';
import { describe, ratioFromLogs } from '../statistics/estimate.js';
import { groupBy } from './grouping.js';

/** A point with its answer, and with figures by round at the worker count that all points have. */
export interface ComparedPoint extends Pick<PointRow, 'task' | 'point'> {
  /** Rows that cannot be told from the best, its own among them; empty without an answer. */
  readonly best: readonly string[];
  /** The row to use; null without. */
  readonly row: string | null;
  /** Round → logarithm of the figure. */
  readonly efficiency: ReadonlyMap<number, number>;
  readonly throughput: ReadonlyMap<number, number>;
}

type Figure = 'efficiency' | 'throughput';
const FIGURES: readonly Figure[] = ['efficiency', 'throughput'];

/** One contrast before its interval is known. */
interface Contrast {
  readonly name: string;
  readonly figure: Figure;
  readonly values: readonly [low: PointValue, high: PointValue];
  /** The mean logarithm of the ratio, a round. */
  readonly logs: readonly number[];
}

/** The effect of each name. */
export function effectsOf(names: readonly string[], points: readonly ComparedPoint[]): readonly ArgumentEffect[] {
  const contrasts = names.flatMap((name) => FIGURES.flatMap((figure) => contrastsOf(name, figure, points)));
  const confidence = 1 - 0.05 / Math.max(1, contrasts.length);
  return names.map((name) => {
    const largest = (figure: Figure) =>
      largestOf(
        contrasts.filter((one) => one.name === name && one.figure === figure),
        confidence,
      );
    return {
      name,
      ...answerEffect(alikeBut(name, points)),
      efficiency: largest('efficiency'),
      throughput: largest('throughput'),
    };
  });
}

/** Points in groups that differ in one name alone; a point without a value for it is like no other. */
function alikeBut(name: string, points: readonly ComparedPoint[]): readonly (readonly ComparedPoint[])[] {
  const having = points.filter(({ point }) => Object.hasOwn(point, name));
  const others = ({ point }: ComparedPoint) =>
    JSON.stringify(
      Object.entries(point)
        .filter(([other]) => other !== name)
        .toSorted(([a], [b]) => (a < b ? -1 : 1)),
    );
  return [...groupBy(having, others).values()].filter((group) => group.length > 1);
}

function answerEffect(groups: readonly (readonly ComparedPoint[])[]): Pick<ArgumentEffect, 'answer' | 'example'> {
  const pairs = groups.flatMap((group) => {
    const answered = group.filter(({ row }) => row !== null);
    return answered.flatMap((one, i) => answered.slice(i + 1).map((other) => [one, other] as const));
  });
  const apart = pairs.find(([one, other]) => !one.best.some((row) => other.best.includes(row)));
  if (apart !== undefined) return { answer: 'differs', example: [apart[0].task, apart[1].task] };
  if (pairs.length === 0) return { answer: 'none', example: null };
  return { answer: pairs.every(([one, other]) => one.row === other.row) ? 'same' : 'unclear', example: null };
}

/** A contrast for each two values of a name that some points have side by side. */
function contrastsOf(name: string, figure: Figure, points: readonly ComparedPoint[]): readonly Contrast[] {
  const groups = alikeBut(name, points);
  const values = [...new Set(points.flatMap(({ point }) => (Object.hasOwn(point, name) ? [point[name]] : [])))];
  return values.flatMap((a, i) =>
    values.slice(i + 1).flatMap((b) => {
      const logs = meanRatios(groups, name, figure, a, b);
      if (logs.length === 0) return [];
      const isUp = logs.reduce((sum, log) => sum + log, 0) >= 0;
      return [
        {
          ...{ name, figure },
          values: (isUp ? [a, b] : [b, a]) as [PointValue, PointValue],
          logs: isUp ? logs : logs.map((log) => -log),
        },
      ];
    }),
  );
}

/** For each round in which every pair was measured, the mean over pairs of the logarithm of b's figure over a's. */
function meanRatios(
  groups: readonly (readonly ComparedPoint[])[],
  name: string,
  figure: Figure,
  a: PointValue | undefined,
  b: PointValue | undefined,
): readonly number[] {
  const pairs = groups.flatMap((group) => {
    const [from, to] = [a, b].map((value) => group.find(({ point }) => point[name] === value)?.[figure]);
    return from === undefined || to === undefined || from.size === 0 || to.size === 0 ? [] : [{ from, to }];
  });
  const rounds = [...(pairs[0]?.from.keys() ?? [])];
  return rounds.flatMap((round) => {
    const logs = pairs.flatMap(({ from, to }) => {
      const [was, is] = [from.get(round), to.get(round)];
      return was === undefined || is === undefined ? [] : [is - was];
    });
    return logs.length < pairs.length ? [] : [logs.reduce((sum, log) => sum + log, 0) / logs.length];
  });
}

/** Of those that are shown the largest; else the largest of all. */
function largestOf(contrasts: readonly Contrast[], confidence: number): ValueContrast | null {
  const judged = contrasts.map(({ values: [low, high], logs }): ValueContrast => {
    const ratio = ratioFromLogs(describe(logs), confidence);
    return { low, high, ratio, isShown: ratio.low !== null && ratio.low > 1 };
  });
  const shown = judged.filter(({ isShown }) => isShown);
  const among = shown.length > 0 ? shown : judged;
  return among.toSorted((x, y) => y.ratio.value - x.ratio.value)[0] ?? null;
}
