/** What the choice alone does not say: where more workers stop paying, where the sweep ended too soon, what starting costs. */
import type { StudyRecord } from '../model/journal.js';
import { ratioEstimate } from '../statistics/estimate.js';
import { cpusOf } from './cpu-bound.js';
import { keepsCpusBusy } from './cpu-demand.js';
import type { Decision } from './decision.js';
import { pairedRatios } from './pairing.js';
import type { CellTrials } from './trials.js';

/** Extra workers that bring less than this share of their number are past the knee. */
const POOR_RETURN = 0.1;
/** Growth from one count to the next that shows a sweep which ended too soon. */
const STILL_GAINS = 1.05;

/** From one row to another: how many times the workers, for how many times the throughput. */
export interface Knee {
  readonly from: CellTrials;
  readonly to: CellTrials;
  readonly workers: number;
  readonly throughput: number;
}

/**
 * The smallest row from which at least twice the workers, up to the chosen row, bring under a tenth of what
 * they would at full efficiency; null where every step up to the choice pays.
 */
export function kneeOf({ kind, row: to, contestants }: Decision): Knee | null {
  if (kind !== 'chosen' || to === null || to.cell.way.load.kind === 'rate') return null;
  const smaller = contestants.filter(({ cell }) => cell.workers > 0 && 2 * cell.workers <= to.cell.workers);
  for (const from of smaller.filter((row) => isOfCurve(row, to))) {
    const throughput = ratioOf(to, from);
    const workers = to.cell.workers / from.cell.workers;
    if (throughput !== null && throughput.value - 1 < POOR_RETURN * (workers - 1))
      return { from, to, workers, throughput: throughput.value };
  }
  return null;
}

/** Where the chosen row is the most that was measured, and is shown to gain over the one before. */
export interface Edge {
  readonly before: CellTrials;
  /** Times the throughput of the row before. */
  readonly gain: number;
  /** A worker count to try. */
  readonly next: number;
}

/** The edge of the sweep; null where the choice lies inside, or where more workers than CPUs cannot help. */
export function edgeOf({ kind, row, contestants, rows }: Decision, study: StudyRecord): Edge | null {
  if (kind !== 'chosen' || row === null || row.cell.workers === 0) return null;
  const curve = contestants.filter(
    (each) => isOfCurve(each, row) || (each.cell.workers === 0 && each.cell.way.cpus === row.cell.way.cpus),
  );
  if (rows.some((each) => each.cell.workers > row.cell.workers)) return null;
  const before = curve[curve.indexOf(row) - 1];
  const gain = before === undefined ? null : ratioOf(row, before);
  if (before === undefined || gain === null || (gain.low ?? 0) <= STILL_GAINS) return null;
  const cpus = Math.floor(cpusOf(row, study));
  const next =
    keepsCpusBusy(row, study) && row.cell.workers <= cpus ? Math.min(2 * row.cell.workers, cpus) : 2 * row.cell.workers;
  return next > row.cell.workers ? { before, gain: gain.value, next } : null;
}

/**
 * A cheaper row that ends a count of units sooner, start and end of its workers included, shown by an interval
 * over rounds; null where the chosen row does, and under other loads.
 */
export function quickestInAll({ kind, row, contestants }: Decision): CellTrials | null {
  if (kind !== 'chosen' || row === null || row.cell.way.load.kind !== 'count') return null;
  const cheaper = contestants.slice(0, contestants.indexOf(row));
  const sooner = cheaper.flatMap((each) => {
    const totals = new Map(row.completed.map((trial) => [trial.round, totalSeconds(trial)]));
    const ratios = each.completed.flatMap((trial) => {
      const total = totals.get(trial.round) ?? 0;
      return total > 0 ? [totalSeconds(trial) / total] : [];
    });
    const ratio = ratioEstimate(ratios);
    return ratio?.high != null && ratio.high < 1 ? [{ each, ratio: ratio.value }] : [];
  });
  return sooner.toSorted((a, b) => a.ratio - b.ratio)[0]?.each ?? null;
}

function totalSeconds({ measurement: m }: CellTrials['completed'][number]): number {
  return m.initSeconds + m.workSeconds + m.cleanupSeconds;
}

function isOfCurve({ cell }: CellTrials, { cell: other }: CellTrials): boolean {
  return cell.way.id === other.way.id;
}

function ratioOf(group: CellTrials, reference: CellTrials) {
  return ratioEstimate(pairedRatios(group, reference).map(({ ratio }) => ratio));
}
