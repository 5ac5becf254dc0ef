/** How many units per second an instance is trusted with, and what their latency would be. */

import type { SizingBound, SizingOption, SizingRange } from '../../model/sizing.js';
import type { Limits } from '../../model/study.js';
import { meanNs, mergeHistograms } from '../../statistics/histogram.js';
import { predictedSojournMs, type Servers } from '../queueing.js';
import type { CellTrials } from '../trials.js';
import type { MeasuredRow } from './rows.js';

/** A utilisation is searched to 1 part in 2^12. */
const HALVINGS = 12;

/** What an instance is trusted with. */
export interface Capacity {
  readonly boundBy: SizingBound;
  /** See SizingOption. */
  readonly utilisationLimit: number | null;
  /** The limits that are predicted to break at any rate, in words; null when none. */
  readonly broken: string | null;
  /** Units per second: what is safe, what is expected, and the most that the measurements allow. */
  readonly perSecond: SizingRange;
}

/** What is asked of the latency and of the throughput that is kept free. */
interface Bounds {
  readonly limits: Limits;
  readonly headroom: number;
}

/**
 * The rate that was held in an open loop: real arrivals were measured, so there is nothing to reserve for. Of a closed
 * loop the largest share of its throughput that leaves the headroom and at which every percentile is predicted to
 * keep its limit.
 */
export function capacityOf(row: MeasuredRow, bounds: Bounds): Capacity {
  const { load } = row.group.cell.way;
  if (load.kind === 'rate') return { ...heldRate(row, load.perSecond), boundBy: 'held rate', utilisationLimit: null };
  const { boundBy, utilisationLimit, broken } = closedLoopLimit(row, bounds);
  const { value, low, high } = row.throughput;
  const perSecond = {
    safe: (low ?? value) * utilisationLimit,
    expected: value * utilisationLimit,
    least: (high ?? value) * utilisationLimit,
  };
  return { boundBy, utilisationLimit, broken: broken.join(', ') || null, perSecond };
}

/** A search's band: the rate that was held is safe, and more than what was too much is not to be had. */
function heldRate({ band }: MeasuredRow, held: number): Pick<Capacity, 'broken' | 'perSecond'> {
  const most = Math.max(held, band?.failedPerSecond ?? held);
  return {
    broken: band?.isSustained === false ? 'no rate that was offered is shown to be sustained' : null,
    perSecond: { safe: held, expected: Math.sqrt(held * most), least: most },
  };
}

function closedLoopLimit(row: MeasuredRow, { limits, headroom }: Bounds) {
  const servers = serversOf(row);
  let [boundBy, utilisationLimit]: [SizingBound, number] = ['headroom', 1 - headroom];
  const broken = [];
  const percentiles = [
    ['p50', 0.5, limits.p50Ms],
    ['p99', 0.99, limits.p99Ms],
  ] as const;
  for (const [name, quantile, limitMs] of percentiles) {
    if (limitMs === null) continue;
    const share = largestUtilisation(servers, quantile, limitMs, utilisationLimit);
    if (share === 0) broken.push(`${name} is predicted above ${limitMs} ms at any rate`);
    else if (share < utilisationLimit) [boundBy, utilisationLimit] = [name, share];
  }
  return { boundBy, utilisationLimit, broken };
}

/** The largest utilisation up to `most` at which the percentile is predicted within the limit; 0 when there is none. */
function largestUtilisation(servers: Servers, quantile: number, limitMs: number, most: number): number {
  const keeps = (utilisation: number) => predictedSojournMs(servers, utilisation, quantile) <= limitMs;
  if (keeps(most)) return most;
  let [low, high] = [0, most];
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2;
    if (keeps(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** What a closed loop's latencies would be for random arrivals; never below what was measured. Null for an open loop. */
export function predictionAt(
  row: MeasuredRow,
  perSecond: number,
  measured: Pick<SizingOption, 'p50Ms' | 'p99Ms'>,
): SizingOption['predicted'] {
  if (row.group.cell.way.load.kind === 'rate') return null;
  const servers = serversOf(row);
  const utilisation = perSecond / servers.perSecond;
  const predicted = (quantile: number, measuredMs: number | null) =>
    measuredMs === null ? null : Math.max(measuredMs, predictedSojournMs(servers, utilisation, quantile));
  return { p50Ms: predicted(0.5, measured.p50Ms), p99Ms: predicted(0.99, measured.p99Ms) };
}

/** A row's workers as the servers of a queue; of the throughput's interval the lower end counts. */
export function serversOf({ group, throughput: { value, low } }: Pick<MeasuredRow, 'group' | 'throughput'>): Servers {
  const { workers, streams } = streamsOf(group);
  const [service, sojourn] = (['service', 'sojourn'] as const).map((part) =>
    mergeHistograms(group.completed.map(({ measurement }) => measurement.latency[part])),
  ) as [Servers['service'], Servers['service']];
  // Units served at a time are throughput times service time (Little 1961), whatever each worker has in flight.
  const busy = Math.round((value * (meanNs(service) ?? 0)) / 1e9);
  return {
    count: Math.min(streams, Math.max(workers, busy)),
    perSecond: low ?? value,
    // With one unit in flight nothing waits in a closed loop, and the way there and back occupies a worker, too.
    service: streams === workers ? sojourn : service,
  };
}

function streamsOf({ completed }: CellTrials): { readonly workers: number; readonly streams: number } {
  const measured = completed[0]?.measurement.workers ?? [];
  const workers = Math.max(1, measured.length);
  return {
    workers,
    streams: Math.max(
      workers,
      measured.reduce((sum, { streams }) => sum + streams, 0),
    ),
  };
}
