/** The figures that are compared: one value an observation, on logarithms, for the cells that both sides have. */
import { mean } from 'simple-statistics';
import { COMPARED_METRICS, type ComparedMetric } from '../../model/comparison.js';
import type { Way } from '../../model/plan.js';
import { meanServiceSeconds } from '../cells.js';
import { groupBy } from '../grouping.js';
import { percentileSeconds } from '../latency.js';
import { type CellTrials, type CompletedTrial, groupTrials } from '../trials.js';
import type { MergedRuns } from './recordings.js';

/** Runs a side from which a run, and not a round, is the unit of repetition. */
export const MIN_RUNS = 5;

/** One figure of both sides; `workers` null sums up the rows in `of`. Logarithms, NaN where missing. */
export interface Row {
  readonly metric: ComparedMetric;
  /** Of the head. */
  readonly way: Way;
  readonly workers: number | null;
  /** Null for a count. */
  readonly word: string | null;
  readonly base: readonly number[];
  readonly head: readonly number[];
  readonly of: readonly number[] | null;
}

/** What the figures are made of: rounds, or runs where both sides have enough of them. */
export interface Figures {
  readonly repetition: 'round' | 'run';
  readonly rows: readonly Row[];
}

const FIGURES: { readonly [metric in ComparedMetric]: (trial: CompletedTrial) => number | null } = {
  throughput: (trial) => trial.throughput,
  task_avg: meanServiceSeconds,
  p50: ({ measurement }) => percentileSeconds(measurement.latency.sojourn, 0.5),
  p99: ({ measurement }) => percentileSeconds(measurement.latency.sojourn, 0.99),
};

interface Pair {
  readonly base: CellTrials;
  readonly head: CellTrials;
}

/**
 * The figures of every cell that both sides have and completed, then of every curve as a whole. With
 * `paired` the observations of both sides are the same rounds.
 */
export function figuresOf(base: MergedRuns, head: MergedRuns, paired: boolean): Figures {
  const byRun = !paired && Math.min(base.starts.length, head.starts.length) >= MIN_RUNS;
  const [bases, heads] = [new Observations(base, byRun), new Observations(head, byRun)];
  const pairs = pairsOf(base, head);
  const cells = COMPARED_METRICS.flatMap((metric) => pairs.flatMap((pair) => cellRow(metric, pair, bases, heads)));
  return { repetition: byRun ? 'run' : 'round', rows: [...cells, ...curveRows(cells)] };
}

/** Cells with the same key on both sides, in the head's order. */
function pairsOf(base: MergedRuns, head: MergedRuns): readonly Pair[] {
  const bases = new Map(groupTrials(base.recording).map((group) => [group.cell.id, group]));
  return groupTrials(head.recording).flatMap((group) => {
    const other = bases.get(group.cell.id);
    return other === undefined ? [] : [{ base: other, head: group }];
  });
}

function cellRow(metric: ComparedMetric, pair: Pair, bases: Observations, heads: Observations): readonly Row[] {
  const row = { base: bases.of(pair.base, FIGURES[metric]), head: heads.of(pair.head, FIGURES[metric]) };
  if (![row.base, row.head].every((values) => values.some((value) => !Number.isNaN(value)))) return [];
  const { way, workers, word = null } = pair.head.cell;
  return [{ metric, way, workers, word, ...row, of: null }];
}

/** All worker counts of a curve together: the mean of their logarithms in each observation. */
function curveRows(cells: readonly Row[]): readonly Row[] {
  const parallel = cells.filter(({ workers }) => workers !== 0);
  const curves = groupBy(parallel, ({ metric, way }) => `${metric} ${way.id}`);
  return [...curves.values()]
    .filter((rows) => rows.length > 1)
    .map((rows) => {
      const { metric, way } = rows[0] as Row;
      const means = (side: 'base' | 'head') => columnMeans(rows.map((row) => row[side]));
      return {
        metric,
        way,
        workers: null,
        word: null,
        base: means('base'),
        head: means('head'),
        of: rows.map((row) => cells.indexOf(row)),
      };
    });
}

function columnMeans(rows: readonly (readonly number[])[]): readonly number[] {
  return (rows[0] ?? []).map((_, i) => mean(rows.map((row) => row[i] as number)));
}

/** One side's observations, numbered from 0: its rounds, or its runs. */
class Observations {
  readonly #count: number;
  readonly #indexOf: (round: number) => number;

  constructor({ recording, starts }: MergedRuns, byRun: boolean) {
    const rounds = 1 + recording.trials.reduce((last, { round }) => Math.max(last, round), -1);
    this.#count = byRun ? starts.length : rounds;
    this.#indexOf = byRun ? (round) => starts.findLastIndex((start) => start <= round) : (round) => round;
  }

  /** Logarithms of a figure, a run's being the mean of its rounds'. */
  of({ completed }: CellTrials, figure: (trial: CompletedTrial) => number | null): readonly number[] {
    const logs = Array.from({ length: this.#count }, (): number[] => []);
    for (const trial of completed) {
      const value = figure(trial);
      if (value !== null && value > 0) logs[this.#indexOf(trial.round)]?.push(Math.log(value));
    }
    return logs.map((each) => (each.length === 0 ? Number.NaN : each.reduce((a, b) => a + b, 0) / each.length));
  }
}
