/** What a speedup cannot exceed, and what it says about the serial part. */
import type { Estimate } from '../model/estimate.js';
import type { KernelRates } from '../model/measurement.js';
import { ratioEstimate } from '../statistics/estimate.js';
import { workersText } from '../words/counts.js';
import { short } from '../words/numbers.js';
import type { PairedRatio } from './pairing.js';
import type { CellTrials } from './trials.js';

/**
 * The speedup that T equal units on N workers cannot exceed: T over the units of the worker with the most, where
 * each takes `chunk` of them at a time. T / ceil(T / N) for a chunk of 1; 1 for sequential (N = 0).
 */
export function quantisationCeiling(units: number, workers: number, chunk: number): number {
  if (workers < 2) return 1;
  const wholeChunks = Math.floor(units / chunk);
  const rest = units % chunk;
  // The rest, a smaller chunk, goes to a worker that has one whole chunk less, if any has.
  const most = Math.ceil(wholeChunks / workers) * chunk + (wholeChunks % workers === 0 ? rest : 0);
  return units / most;
}

/**
 * The experimentally determined serial fraction, (1/S − 1/N) / (1 − 1/N) (Karp & Flatt, 1990). Negative
 * for a speedup above N; null for N below 2.
 */
export function serialFraction(speedup: number, workers: number): number | null {
  return workers < 2 ? null : (1 / speedup - 1 / workers) / (1 - 1 / workers);
}

/** What the machine's own kernels gain, and how a cell's speedup compares; null when they were not measured. */
export interface MachineCeiling {
  readonly machineCeiling: Estimate | null;
  readonly efficiencyOfMachine: Estimate | null;
  /** Why a ceiling that was measured is not given; null otherwise. */
  readonly doubt: string | null;
}

/** N workers cannot gain more than N times; so much more is noise, and beyond that the figure is wrong. */
const TOLERATED = 1.1;
/** An interval from half to twice what it is around says nothing. */
const WIDEST = 2;

/**
 * The best speedup of the machine's own kernels in the trials of a cell, against those of the rounds'
 * sequential trials. No task that keeps its workers busy can be expected to do better here. Kernels that
 * wait for memory may reach less than those that compute. `speedups` are the cell's own, a round each. What the
 * machine cannot have given, or is hardly known, is withheld.
 */
export function machineCeiling(
  group: CellTrials,
  baseline: CellTrials | null,
  speedups: readonly PairedRatio[],
): MachineCeiling {
  const kernels =
    baseline === null ? [] : [kernelRatios(group, baseline, 'spin'), kernelRatios(group, baseline, 'memory')];
  const value = (ratios: readonly PairedRatio[]) => ratioEstimate(ratios.map(({ ratio }) => ratio));
  const best = kernels.reduce<readonly PairedRatio[]>(
    (a, b) => ((value(b)?.value ?? 0) > (value(a)?.value ?? 0) ? b : a),
    [],
  );
  const ceiling = value(best);
  const doubt = ceiling === null ? null : doubtOf(ceiling, Math.max(1, group.cell.workers));
  if (doubt !== null) return { machineCeiling: null, efficiencyOfMachine: null, doubt };
  const byRound = new Map(best.map(({ round, ratio }) => [round, ratio]));
  const shares = speedups.flatMap(({ round, ratio }) => {
    const ofRound = byRound.get(round);
    return ofRound === undefined ? [] : [{ round, ratio: ratio / ofRound }];
  });
  return { machineCeiling: ceiling, efficiencyOfMachine: value(shares), doubt: null };
}

function doubtOf({ value, low, high }: Estimate, workers: number): string | null {
  if (value > workers * TOLERATED)
    return `the machine's own kernels seemed to gain ${short(value)} times, which ${workersText(workers)} cannot: their sequential trials were disturbed`;
  if (low === null || high === null || high <= low * WIDEST ** 2) return null;
  return `the machine's own kernels gained ${short(value)} times, somewhere between ${short(low)} and ${short(high)}: too uncertain to use`;
}

function kernelRatios(group: CellTrials, baseline: CellTrials, kernel: keyof KernelRates): readonly PairedRatio[] {
  const rates = new Map(
    baseline.completed.map(({ round, measurement }) => [round, measurement.kernels?.[kernel] ?? 0]),
  );
  return group.completed
    .map(({ round, measurement }) => ({ round, ratio: (measurement.kernels?.[kernel] ?? 0) / (rates.get(round) ?? 0) }))
    .filter(({ ratio }) => ratio > 0 && Number.isFinite(ratio));
}
