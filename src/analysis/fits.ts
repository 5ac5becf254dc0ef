/** The report's fits: linear, Amdahl and USL over one curve, and the choice between them. */

import { mean } from 'simple-statistics';
import type { Fit } from '../model/curve.js';
import type { Estimate } from '../model/estimate.js';
import { MIN_ROUNDS, RESOLUTION } from '../statistics/estimate.js';
import { workersText } from '../words/counts.js';
import { wholePercent } from '../words/numbers.js';
import {
  contradicts,
  fitGeneralLaw,
  type GeneralLaw,
  type Interval,
  lambdaOf,
  parameterInterval,
  peakInterval,
} from './general-law.js';
import { groupBy } from './grouping.js';
import { lackOfFit, type Miss } from './lack-of-fit.js';
import { capacity, peakOf } from './law.js';
import { fitLevelOff } from './level-off.js';
import { type Free, fitShape, type Observation, roundsOf, type ShapeFit } from './shape-fit.js';

/** Distinct worker counts that a fit needs: three parameters, and as many to check them by. */
export const MIN_WORKER_COUNTS = 6;

/** The fits of a curve. */
export interface CurveFits {
  readonly fits: readonly Fit[];
  readonly general: GeneralLaw | null;
  /** Why no fit is selected; null when one is. */
  readonly contradiction: Contradiction | null;
}

/** What speaks against every feasible law. */
export interface Contradiction {
  /** A clause for people. */
  readonly reason: string;
  /** Where the closest law is furthest off; null when its parameters are what is impossible. */
  readonly miss: Miss | null;
  /** Up to how many workers the curve grows, where growing and then staying describes it better; null elsewhere. */
  readonly levelsOffAt: number | null;
}

/** How much lower its AICc has to be for growing and then staying to describe a curve better (Burnham & Anderson 2002, sect. 2.6). */
const BETTER = 2;

/**
 * Fits the three laws to at least 6 distinct worker counts; throws RangeError under that. Where units are seen to wait
 * for something shared (`hasContention`), a law that does without contention is not selected.
 */
export function fitCurve(observations: readonly Observation[], hasContention = false): CurveFits {
  const distinct = new Set(observations.map(({ workers }) => workers)).size;
  if (distinct < MIN_WORKER_COUNTS) throw new RangeError(`${distinct} distinct worker counts are too few for a fit`);
  const general = fitGeneralLaw(observations);
  const models = feasibleModels(observations, general);
  const best = models.reduce((a, b) => (b.aicc < a.aicc ? b : a));
  const contradiction = contradictionOf(best, general, observations, hasContention);
  const chosen = contradiction === null ? best : null;
  return { fits: models.map((model) => reportFit(model, observations, chosen, general)), general, contradiction };
}

interface Model {
  readonly name: Fit['model'];
  readonly fit: ShapeFit;
  readonly aicc: number;
}

/** The laws with no negative parameter. When the general law has one, its bound is a smaller law's own fit. */
function feasibleModels(observations: readonly Observation[], general: GeneralLaw | null): readonly Model[] {
  const candidates: readonly [Fit['model'], ShapeFit | null][] = [
    ['linear', linearFit(observations)],
    ['amdahl', fitShape(observations, ['sigma'])],
    ['usl', uslFit(observations, general)],
  ];
  return candidates.flatMap(([name, fit]) => {
    if (fit === null || fit.sigma < 0 || fit.kappa < 0) return [];
    return [{ name, fit, aicc: correctedAkaike(observations, fit.sumOfSquares, fit.free.length) }];
  });
}

function uslFit(observations: readonly Observation[], general: GeneralLaw | null): ShapeFit | null {
  if (general === null) return null;
  const { sigma, kappa } = general.fit;
  if (sigma >= 0 && kappa >= 0) return general.fit;
  return kappa < 0 ? null : fitShape(observations, ['kappa']);
}

function linearFit(observations: readonly Observation[]): ShapeFit | null {
  return fitShape(observations, [] satisfies Free);
}

/**
 * AICc = n·ln(SSE / n) + 2k + 2k(k + 1) / (n − k − 1) (Burnham & Anderson, 2002, eq. 2.4 with sect. 2.4), k counting the
 * height and the variance too, n the observations less the rounds' further heights.
 */
function correctedAkaike(observations: readonly Observation[], sumOfSquares: number, free: number): number {
  const n = observations.length - (roundsOf(observations) - 1);
  const k = free + 2;
  const error = Math.max(sumOfSquares / n, RESOLUTION ** 2);
  return n * Math.log(error) + 2 * k + (2 * k * (k + 1)) / (n - k - 1);
}

function reportFit(
  model: Model,
  observations: readonly Observation[],
  best: Model | null,
  general: GeneralLaw | null,
): Fit {
  const selected = model === best;
  const { fit } = model;
  const height = lambdaOf(observations, fit).value;
  const of = (value: number, interval: Interval | Estimate | null) => estimateOf(value, selected ? interval : null);
  return {
    model: model.name,
    lambda: of(height, general?.lambda ?? null),
    sigma: of(fit.sigma, general?.sigma ?? null),
    kappa: of(fit.kappa, general?.kappa ?? null),
    r2: explainedShare(observations, fit, height),
    aicc: model.aicc,
    selected,
    ...peakFigures(fit, observations, selected ? general : null),
    speedupLimit: limitOf(fit, selected && roundsOf(observations) >= MIN_ROUNDS),
  };
}

/**
 * A feasible value with the feasible part of its interval, which always holds the value. Where nothing of
 * the interval is feasible it would be a point: its half-width from the value upwards is given instead, what
 * the rounds could have told (Mandelkern, 2002, sect. 4).
 */
function estimateOf(value: number, interval: Interval | Estimate | null): Estimate {
  if (interval === null || interval.low === null || interval.high === null) return { value, low: null, high: null };
  const { low, high } = interval;
  if (high <= 0) return { value, low: 0, high: value + (high - low) / 2 };
  return { value, low: Math.max(0, Math.min(value, low)), high: Math.max(value, high) };
}

function peakFigures(
  fit: ShapeFit,
  observations: readonly Observation[],
  general: GeneralLaw | null,
): Pick<Fit, 'peak' | 'peakWorkers'> {
  const peak = peakOf(fit);
  if (peak === null) return { peak: 'none', peakWorkers: null };
  const counts = observations.map(({ workers }) => workers);
  if (peak >= Math.max(...counts) || peak < Math.min(...counts)) return { peak: 'not observed', peakWorkers: null };
  const interval = general === null ? null : peakInterval(general, roundsOf(observations));
  if (interval === null) return { peak: 'observed', peakWorkers: { value: peak, low: null, high: null } };
  const high = interval.high === null ? null : Math.max(peak, interval.high);
  return { peak: 'observed', peakWorkers: { value: peak, low: Math.min(peak, interval.low), high } };
}

/**
 * Amdahl's limit, with the interval of Amdahl's own fit: the figure means something only where that law
 * holds, and there its estimate does not depend on the coherency by which it was chosen.
 */
function limitOf(fit: ShapeFit, hasInterval: boolean): Estimate | null {
  if (fit.kappa > 0 || fit.sigma <= 0) return null;
  const value = 1 / fit.sigma;
  if (!hasInterval) return { value, low: null, high: null };
  const { low, high } = parameterInterval(fit, 'sigma');
  return { value, low: 1 / high, high: low > 0 ? 1 / low : null };
}

/** R² = 1 − SSE / SST of the mean throughput at each N. */
function explainedShare(observations: readonly Observation[], fit: ShapeFit, height: number): number {
  const means = [...groupBy(observations, ({ workers }) => String(workers)).values()].map((group) => ({
    workers: (group[0] as Observation).workers,
    throughput: mean(group.map(({ throughput }) => throughput)),
  }));
  const centre = mean(means.map(({ throughput }) => throughput));
  const squares = (of: (point: { workers: number; throughput: number }) => number) =>
    means.reduce((sum, point) => sum + of(point) ** 2, 0);
  const error = squares(({ workers, throughput }) => throughput - height * capacity(fit, workers));
  const total = squares(({ throughput }) => throughput - centre);
  const rounding = means.length * (centre * RESOLUTION) ** 2;
  return error <= rounding ? 1 : 1 - error / Math.max(total, rounding);
}

/** Why not even the best law may be selected; null when it may. */
function contradictionOf(
  best: Model,
  general: GeneralLaw | null,
  observations: readonly Observation[],
  hasContention: boolean,
): Contradiction | null {
  if (general !== null && contradicts(general, best.fit)) {
    const { sigma, kappa } = general.fit;
    const figures = `contention ${sigma.toPrecision(2)}, coherency ${kappa.toPrecision(2)}`;
    const reason = `the curve has another shape than any feasible law; the ${best.name} law comes closest, and without bounds it would take ${figures}`;
    return { reason, miss: null, levelsOffAt: null };
  }
  if (hasContention && best.name === 'usl' && best.fit.sigma === 0) {
    const reason =
      'the curve has another shape than any feasible law; the usl law comes closest, but without any contention, while units wait for something shared';
    return { reason, miss: null, levelsOffAt: null };
  }
  const bend = levelOffOf(best, observations);
  if (bend !== null) {
    const times = Number(bend.toPrecision(2));
    const reason = `the curve has another shape than any of the laws: it grows with its workers up to about ${times} times one worker's throughput and then stays, as a lock, a pool or a quota of that size would have it`;
    return { reason, miss: null, levelsOffAt: bend };
  }
  const miss = lackOfFit(observations, best.fit);
  if (miss === null) return null;
  const off = `${wholePercent(Math.abs(miss.off))} ${miss.off > 0 ? 'above' : 'below'}`;
  const reason = `the curve has another shape than any of the laws; the ${best.name} law comes closest, and throughput at ${workersText(miss.workers)} is ${off} it, more than the rounds' spread explains`;
  return { reason, miss, levelsOffAt: null };
}

/** Where a curve that grows and then stays bends; null where the best law describes it as well. */
function levelOffOf(best: Model, observations: readonly Observation[]): number | null {
  // A single round has its error on throughput itself: the two do not compare.
  const bent = roundsOf(observations) === 1 ? null : fitLevelOff(observations);
  if (bent === null || correctedAkaike(observations, bent.sumOfSquares, 1) > best.aicc - BETTER) return null;
  return bent.workers;
}
