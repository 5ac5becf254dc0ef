/** What was sampled over the timed part of one trial a cell. */
import type { CellTelemetry, Report } from '../../model/report.js';
import type { Telemetry } from '../../model/trial.js';
import { counted } from '../../words/counts.js';
import { capitalised } from '../../words/sentences.js';
import { rowName } from '../text/cell-figures.js';
import { isAdvised } from '../text/verdict.js';
import { linearAxis } from './axis.js';
import { type CurveGroup, chosenRows, colourOf, MOST_LINES } from './curve-series.js';
import type { LineSeries, XyPicture } from './picture.js';
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

/** One picture for each quantity that was sampled, with a line for each cell, or for each worker of one cell. */
export function telemetryPictures(group: CurveGroup, firstIndex: number): readonly XyPicture[] {
  const cells = group.report.telemetry.filter(({ task }) => task === group.task);
  const names = [...new Set(cells.flatMap(({ telemetry }) => Object.keys(telemetry.series)))];
  const whole = names.filter((name) => !name.includes('.'));
  const parts = [...new Set(names.filter((name) => name.includes('.')).map(baseOf))];
  const pictures = [
    ...whole.map((name) => draw(name, 'one trial of each row', byCell(chosenRows(group.report, cells), name))),
    ...parts.map((name) => byWorker(group.report, cells, name)),
  ];
  return pictures
    .filter((picture) => picture !== null)
    .map((picture, i) => ({ ...picture, id: `telemetry-${firstIndex + i + 1}` }));
}

function baseOf(name: string): string {
  return name.slice(0, name.lastIndexOf('.'));
}

function byCell(cells: readonly CellTelemetry[], name: string): readonly LineSeries[] {
  return cells.map((cell, i) => lineOf(rowName(cell), cell.telemetry, name, i));
}

/** The workers of the advised cell, or of the largest. */
function byWorker(report: Report, cells: readonly CellTelemetry[], base: string): XyPicture | null {
  const has = cells.filter(({ telemetry }) => Object.keys(telemetry.series).some((name) => isPart(name, base)));
  const cell = has.find((each) => report.advice.some((advice) => isAdvised(advice, each))) ?? has.at(-1);
  if (cell === undefined) return null;
  const names = Object.keys(cell.telemetry.series).filter((name) => isPart(name, base));
  const lines = names.map((name, i) => lineOf(name.slice(base.length + 1), cell.telemetry, name, i));
  return draw(base, `${cell.name}, each by its number`, lines);
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

function draw(name: string, whose: string, lines: readonly LineSeries[]): XyPicture | null {
  const series = lines.filter(({ points }) => points.length > 1);
  const points = series.flatMap((line) => line.points);
  if (points.length === 0) return null;
  const { title, quantity } = quantityOf(name);
  const values = points.map(([, y]) => y);
  const [low, high] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
  return {
    kind: 'xy',
    id: 'telemetry',
    title: `${title} over time`,
    caption: `Between ${formatted(quantity, low)} and ${formatted(quantity, high)} in the timed part of ${whose}; ${counted(series.length, 'line')}.`,
    x: linearAxis('since the timed part began', 'seconds', 0, Math.max(...series.map(lastOf))),
    y: linearAxis(title, quantity, low, high),
    series,
  };
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
