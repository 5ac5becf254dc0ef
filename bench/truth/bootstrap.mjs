/** Bootstrap intervals of a mean over rounds, to be measured against Student's t (Efron & Tibshirani, 1993). */
import jstat from 'jstat';

const { normal } = jstat.jStat;
const RESAMPLES = 999;
const TOLERANCE = 1e-9;

/** The 2.5 and 97.5 percentiles of resampled means (ch. 13). */
export function percentileInterval(values, rng) {
  return cut(resampledMeans(values, rng), 0.025, 0.975);
}

/** Bias-corrected and accelerated (ch. 14.3), the acceleration from the jackknife. */
export function bcaInterval(values, rng) {
  const means = resampledMeans(values, rng);
  const mean = average(values);
  const below = means.filter((resampled) => resampled < mean).length / means.length;
  if (below === 0 || below === 1) return cut(means, 0.025, 0.975);
  const bias = normal.inv(below, 0, 1);
  const jackknife = values.map((value) => (value - mean) / (values.length - 1));
  const acceleration =
    jackknife.reduce((sum, d) => sum + d ** 3, 0) / (6 * jackknife.reduce((sum, d) => sum + d ** 2, 0) ** 1.5);
  const level = (z) => normal.cdf(bias + (bias + z) / (1 - acceleration * (bias + z)), 0, 1);
  return cut(means, level(normal.inv(0.025, 0, 1)), level(normal.inv(0.975, 0, 1)));
}

function resampledMeans(values, rng) {
  const mean = () => values.reduce((sum) => sum + values[rng.int(0, values.length - 1)], 0) / values.length;
  return Float64Array.from({ length: RESAMPLES }, mean).sort();
}

function cut(sorted, low, high) {
  const at = (level) => sorted[Math.min(sorted.length - 1, Math.max(0, Math.floor(level * (sorted.length + 1)) - 1))];
  return { low: at(low) - TOLERANCE, high: at(high) + TOLERANCE };
}

function average(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
