/** What changed between two versions: the paired change of throughput at each worker count. */
import type { Comparison, FigureChange } from '../../model/comparison.js';
import { changeText, placeText, verdictText } from '../../words/changes.js';
import { curveName } from '../../words/curves.js';
import { change } from '../../words/numbers.js';
import { linearAxis, workersAxis } from './axis.js';
import { type DotSeries, type LineSeries, SERIES_COLOURS, type XyPicture } from './picture.js';

/** Changes of throughput with their intervals and, where both were measured in the same rounds, each round's; null without any. */
export function changePicture(comparison: Comparison): XyPicture | null {
  const { changes, paired, verdict } = comparison;
  const rows = changes.filter(
    ({ metric, workers, word }) => metric === 'throughput' && workers !== null && word === null,
  );
  if (rows.length === 0) return null;
  const ways = [...new Set(rows.map(({ way }) => way))];
  const series = ways.flatMap((way, i) =>
    seriesOf(
      rows.filter((row) => row.way === way),
      SERIES_COLOURS[i % SERIES_COLOURS.length] ?? 'blue',
    ),
  );
  const values = series.flatMap(({ dots }) => dots.flatMap(({ y, low, high }) => [y, low ?? y, high ?? y]));
  const counts = rows.map(({ workers }) => workers ?? 0);
  const x = workersAxis(counts);
  return {
    kind: 'xy',
    id: 'change',
    title: `Change of throughput from ${comparison.base.task} to ${comparison.head.task}`,
    caption: `${verdict.headline}. ${paired ? 'Small dots are rounds, in each of which both versions ran; b' : 'B'}ars are 95 % intervals: one that meets 0 shows no change.`,
    x: { ...x, title: 'workers (0 is sequential)' },
    y: linearAxis('change', 'change', Math.min(0, ...values), Math.max(0, ...values)),
    series: [zeroLine(x.max), ...series],
  };
}

function seriesOf(rows: readonly FigureChange[], colour: DotSeries['colour']): readonly DotSeries[] {
  const [first] = rows;
  if (first === undefined) return [];
  const name = curveName(first);
  const rounds = rows.flatMap(({ workers, byRound }) =>
    byRound.map((ratio, round) => ({
      ...{ x: workers ?? 0, y: ratio - 1, low: null, high: null, emphasis: null },
      label: `${name}, round ${round + 1}: ${change(ratio - 1)}`,
    })),
  );
  const means = rows.map((row) => ({
    x: row.workers ?? 0,
    y: row.ratio.value - 1,
    low: row.ratio.low === null ? null : row.ratio.low - 1,
    high: row.ratio.high === null ? null : row.ratio.high - 1,
    label: `${placeText(row)}: ${changeText(row)} ${verdictText(row)}`.trim(),
    emphasis: null,
  }));
  return [
    ...(rounds.length === 0
      ? []
      : [{ kind: 'dots', name: `${name}, rounds`, colour: 'quiet', line: 'none', dots: rounds, dense: true } as const]),
    { kind: 'dots', name, colour, line: 'none', dots: means },
  ];
}

function zeroLine(last: number): LineSeries {
  const points = [[0, 0] as const, [last, 0] as const];
  return { kind: 'line', name: 'no change', colour: 'ink', dash: 'dotted', points };
}
