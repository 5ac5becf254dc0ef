/** Ratios of throughput between cells, paired within a round so that drift between rounds cancels. */
import type { Estimate } from '../model/estimate.js';
import { isCommand, OFF } from '../seams/subject.js';
import type { Table } from '../statistics/additive.js';
import { ratioEstimate } from '../statistics/estimate.js';
import type { CellTrials } from './trials.js';
import { areAlike } from './ways.js';

/** One cell's throughput over another's in the same round. */
export interface PairedRatio {
  readonly round: number;
  readonly ratio: number;
}

/**
 * Throughput of `group` over that of `reference`, for every round in which both completed, ascending.
 * Throughput is per unit, so cells of different unit counts compare rightly.
 */
export function pairedRatios(group: CellTrials, reference: CellTrials): readonly PairedRatio[] {
  const references = new Map(reference.completed.map((trial) => [trial.round, trial.throughput]));
  return group.completed.flatMap(({ round, throughput }) => {
    const base = references.get(round);
    return base === undefined ? [] : [{ round, ratio: throughput / base }];
  });
}

/** One row's throughput over another's, paired by round; null without a round in common. */
export function speedupOver(row: CellTrials, baseline: CellTrials): Estimate | null {
  return ratioEstimate(pairedRatios(row, baseline).map(({ ratio }) => ratio));
}

/**
 * What a cell's speedup is against: the sequential cell of its task and load, of the same executor (simulated) or the one
 * that all share; of a command or a service, which nobody runs without workers, one worker of the same way, or the word `off`.
 */
export function baselineOf(group: CellTrials, groups: readonly CellTrials[]): CellTrials | null {
  const { way } = group.cell;
  if (isCommand(way.task) || group.isService) {
    const own = groups.filter(({ cell }) => areAlike(cell.way, way));
    return own.find(({ cell }) => cell.workers === 1) ?? own.find(({ cell }) => cell.word === OFF) ?? null;
  }
  const sequential = groups.filter(
    ({ cell }) => cell.workers === 0 && areAlike(cell.way, way, 'executor', 'inFlight', 'order'),
  );
  return sequential.find(({ cell }) => cell.way.executor === way.executor) ?? sequential[0] ?? null;
}

/** The rows of a curve and its baseline, each once: one worker may be both, and a word is never a candidate. */
export function withBaseline(curve: {
  readonly cells: readonly CellTrials[];
  readonly baseline: CellTrials | null;
}): readonly CellTrials[] {
  const { cells, baseline } = curve;
  const isBeside = baseline !== null && baseline.cell.word === undefined && !cells.includes(baseline);
  return isBeside ? [baseline, ...cells] : cells;
}

/** Logarithms of throughput, rounds by cells; NaN where a trial is missing. */
export function throughputTable(groups: readonly CellTrials[]): Table {
  const columns = groups.map(({ completed }) => new Map(completed.map(({ round, throughput }) => [round, throughput])));
  const rounds = [...new Set(columns.flatMap((column) => [...column.keys()]))].toSorted((a, b) => a - b);
  return rounds.map((round) => columns.map((column) => Math.log(column.get(round) ?? Number.NaN)));
}
