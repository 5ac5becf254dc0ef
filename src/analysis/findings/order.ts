/** What keeping an order of units costs, beside the same workers without it in the same rounds. */
import type { Estimate } from '../../model/estimate.js';
import type { Finding } from '../../model/finding.js';
import type { UnitOrder } from '../../model/load.js';
import { ratioEstimate } from '../../statistics/estimate.js';
import { workersText } from '../../words/counts.js';
import { short, wholePercent } from '../../words/numbers.js';
import { pairedRatios } from '../pairing.js';
import type { CellTrials } from '../trials.js';
import { areAlike, groupAlike, rowWay } from '../ways.js';
import { type FindingContext, medianSojournMs } from './context.js';

const ORDER_TEXT: { readonly [order in UnitOrder]: string } = {
  none: 'No order',
  key: 'Order by key',
  completion: 'Order of completion',
};

/** For each task, executor and order: its price at every worker count, told at the one with the most workers. */
export function orderFindings({ groups }: FindingContext): readonly Finding[] {
  const measured = groups.filter(({ cell, completed }) => cell.workers > 0 && completed.length > 0);
  const free = measured.filter(({ cell }) => cell.way.order === 'none');
  const ordered = measured.filter(({ cell }) => cell.way.order !== 'none');
  return groupAlike(ordered, rowWay, 'load').flatMap((cells) => costOf(cells, free));
}

/** An ordered cell, and the same workers without an order. */
interface Pair {
  readonly ordered: CellTrials;
  readonly free: CellTrials;
  readonly ratio: Estimate;
}

function costOf(cells: readonly CellTrials[], free: readonly CellTrials[]): readonly Finding[] {
  const pairs = cells.flatMap((ordered) => pairOf(ordered, free)).toSorted((a, b) => workersOf(a) - workersOf(b));
  const last = pairs.at(-1);
  if (last === undefined) return [];
  const { cell } = last.ordered;
  const isDear = (last.ratio.high ?? last.ratio.value) < 1;
  const others = pairs.slice(0, -1).map((pair) => [`throughputRatioAt${workersOf(pair)}`, pair.ratio.value] as const);
  const [before, after] = [medianSojournMs(last.free), medianSojournMs(last.ordered)];
  const underway =
    before === null || after === null
      ? ''
      : ` The median unit takes ${short(after)} ms instead of ${short(before)} ms.`;
  return [
    {
      code: 'order-cost',
      severity: 'info',
      likelihood: last.ratio.low === null ? 'possible' : 'likely',
      text: `${ORDER_TEXT[cell.way.order]} ${priceText(last.ratio)} at ${workersText(cell.workers)}.${underway}`,
      cure:
        cell.way.order === 'key' && isDear
          ? 'Use more keys, or shorter units per key, so that more units run side by side.'
          : null,
      task: cell.way.task.name,
      executor: cell.way.executor,
      evidence: {
        workers: cell.workers,
        order: cell.way.order,
        throughputRatio: last.ratio.value,
        throughputRatioLow: last.ratio.low,
        throughputRatioHigh: last.ratio.high,
        sojournMs: after,
        sojournMsWithoutOrder: before,
        ...Object.fromEntries(others),
      },
    },
  ];
}

function pairOf(ordered: CellTrials, all: readonly CellTrials[]): readonly Pair[] {
  const { cell } = ordered;
  const free = all.find((group) => group.cell.workers === cell.workers && areAlike(group.cell.way, cell.way, 'order'));
  const ratio = free === undefined ? null : ratioEstimate(pairedRatios(ordered, free).map((pair) => pair.ratio));
  return free === undefined || ratio === null ? [] : [{ ordered, free, ratio }];
}

function workersOf({ ordered }: Pair): number {
  return ordered.cell.workers;
}

function priceText({ value, low, high }: Estimate): string {
  if (low === null || high === null) return `has ${short(value)} times the throughput of no order`;
  if (high < 1)
    return `costs ${wholePercent(1 - value)} of the throughput [${wholePercent(1 - high)}, ${wholePercent(1 - low)}]`;
  return `has ${short(value)} times the throughput of no order [${short(low)}, ${short(high)}]: no cost is shown`;
}
