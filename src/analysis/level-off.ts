/**
 * A curve that grows in proportion to its workers and then stays: what a lock, a pool or a quota does. No scaling law
 * has that shape, and a law that is fitted to it has parameters that mean nothing.
 */
import { mean } from 'simple-statistics';
import { groupBy } from './grouping.js';
import type { Observation } from './shape-fit.js';

/** Places of the bend that are tried, evenly on a logarithmic scale. */
const PLACES = 200;

/** The best fit of X = level · min(N, bend). */
export interface LevelOff {
  /** The bend, in workers: as many times one worker's throughput is the level. */
  readonly workers: number;
  /** Of the logarithms, each round with a height of its own. */
  readonly sumOfSquares: number;
}

/** The least-squares fit over rounds; null where the bend would lie at the last worker count or beyond. */
export function fitLevelOff(observations: readonly Observation[]): LevelOff | null {
  const rounds = [...groupBy(observations, ({ round }) => String(round)).values()];
  const most = Math.max(...observations.map(({ workers }) => workers));
  const tried = Array.from({ length: PLACES }, (_, i) => most ** ((i + 1) / (PLACES + 1)));
  const fits = tried.map((workers) => ({ workers, sumOfSquares: errorOf(rounds, workers) }));
  const best = fits.reduce((a, b) => (b.sumOfSquares < a.sumOfSquares ? b : a));
  return best.workers === tried.at(-1) ? null : best;
}

function errorOf(rounds: readonly (readonly Observation[])[], bend: number): number {
  let error = 0;
  for (const round of rounds) {
    const logs = round.map(({ workers, throughput }) => Math.log(throughput / Math.min(workers, bend)));
    const height = mean(logs);
    for (const log of logs) error += (log - height) ** 2;
  }
  return error;
}
