/**
 * Whether a fitted law misses the measured curve by more than chance explains: the classical F test for lack
 * of fit against replicates (Draper & Smith, Applied Regression Analysis, 3rd ed. 1998, sect. 2.1), rounds
 * being the replicates and their heights taken out.
 */
import { mean } from 'simple-statistics';
import { fitEffects } from '../statistics/additive.js';
import { fisherQuantile } from '../statistics/distributions.js';
import { RESOLUTION } from '../statistics/estimate.js';
import { groupBy } from './grouping.js';
import { capacity } from './law.js';
import type { Observation, ShapeFit } from './shape-fit.js';

/** A law that is nowhere this far off describes the curve well enough, however sure the difference is. */
export const NOTABLE_MISS = 0.05;

/** Where a law is furthest from the curve. */
export interface Miss {
  readonly workers: number;
  /** Measured over fitted throughput, less 1. */
  readonly off: number;
}

/** The largest miss of a law that chance does not explain (F test, 1 %) and that is notable; null without one. */
export function lackOfFit(observations: readonly Observation[], fit: ShapeFit): Miss | null {
  const counts = [...new Set(observations.map(({ workers }) => workers))];
  const effects = fitEffects(tableOf(observations, counts));
  const extra = counts.length - 1 - fit.free.length;
  if (effects.degreesOfFreedom < 1 || extra < 1) return null;
  const pureError = Math.max(effects.residual / effects.degreesOfFreedom, RESOLUTION ** 2);
  const ratio = (fit.sumOfSquares - effects.residual) / extra / pureError;
  if (!(ratio > fisherQuantile(0.99, extra, effects.degreesOfFreedom))) return null;
  const miss = worstMiss(counts, effects.columns, fit);
  return Math.abs(miss.off) > NOTABLE_MISS ? miss : null;
}

function tableOf(observations: readonly Observation[], counts: readonly number[]): readonly (readonly number[])[] {
  return [...groupBy(observations, ({ round }) => String(round)).values()].map((round) =>
    counts.map((n) => Math.log(round.find(({ workers }) => workers === n)?.throughput ?? Number.NaN)),
  );
}

function worstMiss(counts: readonly number[], columns: readonly number[], fit: ShapeFit): Miss {
  const off = counts.map((workers, i) => (columns[i] as number) - Math.log(capacity(fit, workers)));
  const height = mean(off);
  return counts
    .map((workers, i) => ({ workers, off: Math.exp((off[i] as number) - height) - 1 }))
    .reduce((a, b) => (Math.abs(b.off) > Math.abs(a.off) ? b : a));
}
