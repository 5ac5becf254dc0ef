/** Curves as characters: measured points against the ideal line. */
import plot from 'simple-ascii-chart';
import type { Curve } from '../../model/curve.js';

type Point = [workers: number, value: number];

import type { RateUnit } from '../../words/rates.js';

/** Points that a chart is worth. */
const FEWEST_POINTS = 4;

/** Steps of a chart's columns that the ideal line is drawn with. */
const IDEAL_STEPS = 240;

/**
 * A curve's speedup against its workers with the ideal line speedup = workers, or its throughput where
 * there is no baseline. Null with fewer than four worker counts. Lines take at most `width` columns.
 */
export function curveChart(curve: Curve, width: number, unit: RateUnit): readonly string[] | null {
  const speedups = pointsOf(curve, (point) => point.speedup?.value ?? null);
  if (speedups.length >= FEWEST_POINTS) {
    const line = curve.inFlight > 1 ? 'speedup = workers' : 'ideal';
    const head = `speedup against workers (● measured, · ${line})`;
    return draw(head, speedups, idealUpTo(speedups), width);
  }
  const throughputs = pointsOf(curve, (point) => point.throughput.value * unit.factor);
  if (throughputs.length < FEWEST_POINTS) return null;
  return draw(`${unit.title} against workers (● measured)`, throughputs, [], width);
}

function pointsOf(curve: Curve, value: (point: Curve['points'][number]) => number | null): Point[] {
  const points: Point[] = [];
  for (const point of curve.points) {
    const y = value(point);
    if (point.workers >= 1 && y !== null && Number.isFinite(y) && y >= 0) points.push([point.workers, y]);
  }
  return points.sort((a, b) => a[0] - b[0]);
}

/** The ideal line as far as it stays near the measured points; beyond, it would flatten them. */
function idealUpTo(points: readonly Point[]): Point[] {
  const first = points[0]?.[0] ?? 1;
  const last = Math.min(points.at(-1)?.[0] ?? 1, 1.2 * topOf(points));
  if (last <= first) return [];
  return Array.from({ length: IDEAL_STEPS + 1 }, (_, i) => first + ((last - first) * i) / IDEAL_STEPS).map((n) => [
    n,
    n,
  ]);
}

function draw(head: string, measured: Point[], ideal: Point[], width: number): readonly string[] {
  const top = Math.max(topOf(measured), topOf(ideal)) * 1.02 || 1;
  const yTicks = ticksUpTo(top);
  const margin = Math.max(...yTicks.map((tick) => String(tick).length)) + 6;
  const columns = Math.max(20, Math.min(width, 100) - margin);
  const chart = plot(
    [ideal, measured].filter((series) => series.length > 0),
    {
      width: columns,
      height: 12,
      yRange: [0, top],
      customXAxisTicks: readableTicks(
        measured.map(([workers]) => workers),
        columns,
      ),
      customYAxisTicks: yTicks,
      formatter: (value) => String(value),
      lineFormatter: ({ x, y, plotX, plotY }) => ({ x: plotX, y: plotY, symbol: isIn(measured, x, y) ? '●' : '·' }),
    },
  );
  return [
    head,
    ...chart
      .split('\n')
      .map((line) => line.trimEnd())
      .filter((line) => line !== ''),
  ];
}

function isIn(points: readonly Point[], x: number, y: number): boolean {
  return points.some(([px, py]) => px === x && py === y);
}

function topOf(points: readonly Point[]): number {
  return points.reduce((top, [, y]) => Math.max(top, y), 0);
}

/** Three to six round steps (1, 2 or 5 times a power of ten) from 0 up to `top`. */
function ticksUpTo(top: number): number[] {
  const power = 10 ** Math.floor(Math.log10(top / 3));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((each) => top / each <= 6) ?? power;
  return Array.from({ length: Math.floor(top / step) + 1 }, (_, i) => Number((i * step).toPrecision(12)));
}

/** The worker counts whose labels have room, the last one always among them. */
function readableTicks(workers: readonly number[], columns: number): number[] {
  const first = workers[0] ?? 0;
  const span = (workers.at(-1) ?? 0) - first || 1;
  const kept: number[] = [];
  for (const count of workers.toReversed()) {
    const next = kept[0];
    const room = next === undefined ? Number.POSITIVE_INFINITY : ((next - count) / span) * columns;
    if (room > String(count).length + 1) kept.unshift(count);
  }
  return kept;
}
