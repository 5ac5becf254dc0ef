/** What more workers than the best cost, in throughput and in latency. */
import type { BeyondPeak } from '../model/curve.js';
import type { Estimate } from '../model/estimate.js';
import { ratioEstimate } from '../statistics/estimate.js';
import { percentilesOf } from './latency.js';
import { sojournsOf } from './limits.js';
import { isOpenLoop } from './loads.js';
import { pairedRatios } from './pairing.js';
import type { CellTrials } from './trials.js';

/** Of the cells of one curve, by ascending workers. */
export function beyondPeak(cells: readonly CellTrials[]): BeyondPeak | null {
  const measured = cells.filter(({ cell, completed }) => completed.length > 0 && !isOpenLoop(cell.way));
  const [first] = measured;
  if (first === undefined) return null;
  const peak = measured.reduce((best, group) => (meanOf(group) > meanOf(best) ? group : best), first);
  const rows = measured
    .filter(({ cell }) => cell.workers > peak.cell.workers)
    .flatMap((group) => {
      const ratio = ratioEstimate(pairedRatios(group, peak).map((pair) => pair.ratio));
      if (ratio === null) return [];
      return [
        {
          workers: group.cell.workers,
          throughput: lessOne(ratio),
          p50: over(medianOf(group), medianOf(peak)),
          labels: labelsOf(group).map((label) => ({
            label,
            p50: over(medianOf(group, label), medianOf(peak, label)),
          })),
        },
      ];
    });
  return rows.length === 0 ? null : { peakWorkers: peak.cell.workers, rows };
}

function meanOf({ completed }: CellTrials): number {
  return completed.reduce((sum, { throughput }) => sum + throughput, 0) / completed.length;
}

function lessOne({ value, low, high }: Estimate): Estimate {
  return { value: value - 1, low: low === null ? null : low - 1, high: high === null ? null : high - 1 };
}

function labelsOf({ completed }: CellTrials): readonly string[] {
  return [...new Set(completed.flatMap(({ measurement }) => measurement.labels.map(({ label }) => label)))];
}

function medianOf(group: CellTrials, label: string | null = null): number | null {
  const sojourns =
    label === null ? group.completed.map(({ measurement }) => measurement.latency.sojourn) : sojournsOf(group, label);
  return sojourns.length === 0 ? null : percentilesOf(sojourns).p50;
}

function over(part: number | null, whole: number | null): number | null {
  return part === null || whole === null || !(whole > 0) ? null : part / whole;
}
