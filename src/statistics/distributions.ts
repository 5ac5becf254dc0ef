/** Quantiles of the distributions that the intervals rest on (from jstat), each computed once. */
import jstat from 'jstat';

const { studentt, centralF, binomial, normal } = jstat.jStat;
const known = new Map<string, number>();

/** The quantile of Student's t with `degreesOfFreedom` (above 0) at `probability`, 0 to 1. */
export function studentQuantile(probability: number, degreesOfFreedom: number): number {
  return once(`t ${probability} ${degreesOfFreedom}`, () => studentt.inv(probability, degreesOfFreedom));
}

/** The probability of a value below `t` under Student's t with `degreesOfFreedom` (above 0). */
export function studentBelow(t: number, degreesOfFreedom: number): number {
  return studentt.cdf(t, degreesOfFreedom);
}

/** The probability of a value beyond ±`t` under Student's t with `degreesOfFreedom` (above 0). */
export function studentTwoSided(t: number, degreesOfFreedom: number): number {
  return Math.min(1, 2 * studentt.cdf(-Math.abs(t), degreesOfFreedom));
}

/** The probability of a value beyond ±`z` under the standard normal distribution. */
export function normalTwoSided(z: number): number {
  return Math.min(1, 2 * normal.cdf(-Math.abs(z), 0, 1));
}

/** The quantile of the F distribution with the two degrees of freedom at `probability`, 0 to 1. */
export function fisherQuantile(probability: number, numerator: number, denominator: number): number {
  return once(`F ${probability} ${numerator} ${denominator}`, () => centralF.inv(probability, numerator, denominator));
}

/** The probability of at most `successes` heads in `tosses` throws of a fair coin. */
export function coinTossesAtMost(successes: number, tosses: number): number {
  return successes < 0 ? 0 : binomial.cdf(successes, tosses, 0.5);
}

function once(key: string, compute: () => number): number {
  const found = known.get(key);
  if (found !== undefined) return found;
  const value = compute();
  known.set(key, value);
  return value;
}
