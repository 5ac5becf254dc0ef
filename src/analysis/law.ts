/**
 * The Universal Scalability Law, X(N) = lambda·N / (1 + sigma·(N−1) + kappa·N·(N−1)) (Gunther, Guerrilla
 * Capacity Planning, 2007, eq. 4.32), and what follows from it. With kappa = 0 it is Amdahl's law (1967),
 * with sigma = 0 too it is linear.
 */

import { RESOLUTION } from '../statistics/estimate.js';

/** Contention and coherency: the shape of a curve, without its height. */
export interface Shape {
  readonly sigma: number;
  readonly kappa: number;
}

/** What N workers lose against N times one: 1 + sigma·(N−1) + kappa·N·(N−1). Above 0 where the law holds. */
export function lossFactor({ sigma, kappa }: Shape, workers: number): number {
  return 1 + sigma * (workers - 1) + kappa * workers * (workers - 1);
}

/** The speedup of N workers against one, X(N) / X(1). */
export function capacity(shape: Shape, workers: number): number {
  return workers / lossFactor(shape, workers);
}

/**
 * The N of the highest throughput, sqrt((1 − sigma) / kappa) (Gunther 2007, eq. 4.33). With sigma of 1 or
 * more one worker is best; null when throughput never falls (kappa 0) or is flat (sigma 1, kappa 0).
 */
export function peakOf({ sigma, kappa }: Shape): number | null {
  if (kappa <= 0 && Math.abs(sigma - 1) <= RESOLUTION) return null;
  if (sigma >= 1) return 1;
  return kappa > 0 ? Math.max(1, Math.sqrt((1 - sigma) / kappa)) : null;
}
