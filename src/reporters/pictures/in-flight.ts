/** Throughput against units in flight, where these were swept and worker counts were not. */
import type { CellReport } from '../../model/row.js';
import { scaleEstimate } from '../../statistics/estimate.js';
import { workersText } from '../../words/counts.js';
import { milliseconds, rate, withInterval } from '../../words/numbers.js';
import { rateUnit, throughputText } from '../text/command.js';
import { linearAxis, workersAxis } from './axis.js';
import { type CurveGroup, colourOf, dotOf, emphasisOf, extentOf, pictureId } from './curve-series.js';
import type { DotSeries, XyPicture } from './picture.js';

type Measured = CellReport & { readonly throughput: NonNullable<CellReport['throughput']> };

/** A line for each executor, order and CPU set; null where units in flight do not differ, or worker counts do. */
export function inFlightPicture({ report, task, index }: CurveGroup): XyPicture | null {
  const cells = report.cells.filter(
    (cell): cell is Measured =>
      cell.task === task && cell.workers > 0 && cell.load.kind !== 'rate' && cell.throughput !== null,
  );
  const counts = new Set(cells.map(({ inFlight }) => inFlight));
  if (counts.size < 2 || new Set(cells.map(({ workers }) => workers)).size > 1) return null;
  const unit = rateUnit(report);
  const series = linesOf(cells).map(([name, row], i): DotSeries => {
    const dots = row.map((cell) => {
      const estimate = scaleEstimate(cell.throughput, unit.factor);
      const label = `${cell.inFlight} in flight: ${withInterval(estimate, rate)} ${unit.title}`;
      return dotOf(cell.inFlight, estimate, label, emphasisOf(report, task, cell));
    });
    return { kind: 'dots', name, colour: colourOf(i), line: 'solid', dots };
  });
  return {
    kind: 'xy',
    id: pictureId('in-flight', index),
    title: 'Throughput against units in flight',
    caption: caption(report, cells),
    x: workersAxis([...counts], 'units in flight per worker'),
    y: linearAxis(unit.title, 'rate', 0, Math.max(...extentOf(series)) * 1.05),
    series,
  };
}

function linesOf(cells: readonly Measured[]): readonly (readonly [name: string, cells: readonly Measured[]])[] {
  const lines = new Map<string, Measured[]>();
  for (const cell of cells) {
    const set = cell.cpus === null ? '' : `, ${cell.cpus} CPUs`;
    const name = `${cell.executor}, ${workersText(cell.workers)}${cell.order === 'none' ? '' : `, order ${cell.order}`}${set}`;
    lines.set(name, [...(lines.get(name) ?? []), cell]);
  }
  return [...lines].map(([name, row]) => [name, row.toSorted((a, b) => a.inFlight - b.inFlight)]);
}

/** More in flight buys throughput with latency: both are told, of the row that did the most. */
function caption(report: CurveGroup['report'], cells: readonly Measured[]): string {
  const best = cells.reduce((a, b) => (b.throughput.value > a.throughput.value ? b : a));
  const p50 = best.latency?.sojourn.p50 ?? null;
  const most = `${best.inFlight} in flight did the most, ${throughputText(report, best.throughput)} ${rateUnit(report).words}`;
  return p50 === null ? `${most}.` : `${most}; the median unit was then underway for ${milliseconds(p50)}.`;
}
