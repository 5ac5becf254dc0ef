/** What was sampled over the timed part of one trial a cell. */
import type { CellTelemetry, Report } from '../../model/report.js';
import type { Telemetry } from '../../model/trial.js';
import { capitalised } from '../../words/sentences.js';
import { rowName } from '../text/cell-figures.js';
import { isAdvised } from '../text/verdict.js';
import { linearAxis } from './axis.js';
import { type CurveGroup, chosenRows, colourOf, MOST_LINES } from './curve-series.js';
import { isFlat, sentence } from './flat.js';
import type { LineSeries, Sentence, XyPicture } from './picture.js';
import { formatted, type Quantity } from './quantity.js';

/** How a series is shown, by the unit at the end of its name. */
const QUANTITIES: readonly (readonly [ending: RegExp, Quantity])[] = [
  [/Bytes$/, 'bytes'],
  [/Share$/, 'share'],
  [/Celsius$/, 'celsius'],
  [/Seconds$/, 'seconds'],
  [/PerSecond$/, 'rate'],
];

/** Names that their words alone do not make. */
const TITLES: { readonly [words: string]: string } = {
  rss: 'Resident memory',
  cpu: 'CPU use',
  gc: 'Garbage collection',
  'tree cpu': 'CPU use of the measured processes',
  load1: 'Load average',
  runnable: 'Runnable threads',
  'frequency mhz': 'Clock in MHz',
  watts: 'Power in watts',
};

/** Samples that the longest line needs: fewer show no course. */
const FEWEST_SAMPLES = 5;

/**
 * One picture for each quantity that was sampled, with a line for each cell, or for each worker of one cell. What
 * stayed the same, or was sampled too seldom to have a course, is a sentence.
 */
export function telemetryPictures(group: CurveGroup, firstIndex: number): readonly (XyPicture | Sentence)[] {
  const cells = group.report.telemetry.filter(({ task }) => task === group.task);
  const names = [...new Set(cells.flatMap(({ telemetry }) => Object.keys(telemetry.series)))];
  const whole = names.filter((name) => !name.includes('.'));
  const parts = [...new Set(names.filter((name) => name.includes('.')).map(baseOf))];
  const pictures = [
    ...whole.map((name) => draw(name, '', byCell(chosenRows(group.report, cells), name))),
    ...parts.map((name) => byWorker(group.report, cells, name)),
  ];
  let drawn = firstIndex;
  return pictures
    .filter((picture) => picture !== null)
    .map((picture) => (picture.kind === 'sentence' ? picture : { ...picture, id: `telemetry-${++drawn}` }));
}

function baseOf(name: string): string {
  return name.slice(0, name.lastIndexOf('.'));
}

function byCell(cells: readonly CellTelemetry[], name: string): readonly LineSeries[] {
  return cells.map((cell, i) => lineOf(rowName(cell), cell.telemetry, name, i));
}

/** The workers of the advised cell, or of the largest. */
function byWorker(report: Report, cells: readonly CellTelemetry[], base: string): XyPicture | Sentence | null {
  const has = cells.filter(({ telemetry }) => Object.keys(telemetry.series).some((name) => isPart(name, base)));
  const cell = has.find((each) => report.advice.some((advice) => isAdvised(advice, each))) ?? has.at(-1);
  if (cell === undefined) return null;
  const names = Object.keys(cell.telemetry.series).filter((name) => isPart(name, base));
  const lines = names.map((name, i) => lineOf(name.slice(base.length + 1), cell.telemetry, name, i));
  return draw(base, `worker `, lines, ` of ${cell.name}`);
}

function isPart(name: string, base: string): boolean {
  return name.includes('.') && baseOf(name) === base;
}

function lineOf(name: string, { atSeconds, series }: Telemetry, key: string, index: number): LineSeries {
  const values = series[key] ?? [];
  const points = atSeconds.flatMap((seconds, i) => {
    const value = values[i] ?? null;
    return value === null ? [] : [[seconds, value] as const];
  });
  const dash = index < MOST_LINES ? 'solid' : index < 2 * MOST_LINES ? 'dashed' : 'dotted';
  return { kind: 'line', name, colour: colourOf(index), dash, points };
}

function draw(name: string, before: string, lines: readonly LineSeries[], after = ''): XyPicture | Sentence | null {
  const series = lines.filter(({ points }) => points.length > 1);
  const values = series.flatMap((line) => line.points.map(([, y]) => y));
  if (values.length === 0) return null;
  const { title, quantity } = quantityOf(name);
  const caption = extremes(series, quantity, (line) => `${before}${line.name}`, after);
  if (isFlat(values) || series.every(({ points }) => points.length < FEWEST_SAMPLES))
    return sentence(`${title}: ${caption}`);
  const [low, high] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
  return {
    kind: 'xy',
    id: 'telemetry',
    title: `${title} over time`,
    caption: capitalised(caption),
    x: linearAxis('since the timed part began', 'seconds', 0, Math.max(...series.map(lastOf))),
    y: linearAxis(title, quantity, low, high),
    series,
  };
}

/** Between what the lines lay, and which ones: `from 51 MiB (sequential) to 230 MiB (parallel_4)`. */
function extremes(
  lines: readonly LineSeries[],
  quantity: Quantity,
  nameOf: (line: LineSeries) => string,
  whose: string,
): string {
  const all = lines.flatMap((line) => line.points.map(([, y]) => ({ y, line })));
  const lowest = all.reduce((a, b) => (b.y < a.y ? b : a));
  const highest = all.reduce((a, b) => (b.y > a.y ? b : a));
  const [low, high] = [formatted(quantity, lowest.y), formatted(quantity, highest.y)];
  if (low === high) return `${low} throughout${whose}.`;
  if (lowest.line === highest.line) return `from ${low} to ${high}, both in ${nameOf(lowest.line)}${whose}.`;
  return `from ${low} (${nameOf(lowest.line)}) to ${high} (${nameOf(highest.line)})${whose}.`;
}

function lastOf({ points }: LineSeries): number {
  return points.at(-1)?.[0] ?? 0;
}

/** `rssBytes` → "Rss" in MiB; a name of no known unit is shown as it is. */
function quantityOf(name: string): { readonly title: string; readonly quantity: Quantity } {
  const known = QUANTITIES.find(([ending]) => ending.test(name));
  const bare = known === undefined ? name : name.replace(known[0], '');
  const words = bare.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  const title = TITLES[words] ?? capitalised(words);
  return { title, quantity: known?.[1] ?? 'count' };
}
