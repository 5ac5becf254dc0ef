/** How small a difference a number of rounds can show. */
import { studentQuantile } from './distributions.js';
import { CONFIDENCE } from './estimate.js';

/** The share of studies that are to find a difference of the smallest detectable size. */
export const POWER = 0.8;

/**
 * The smallest difference between two cells, as a share of the slower one's throughput, that a study of
 * `rounds` rounds (2 at least) finds with 80 % probability, where `spread` is the standard deviation of the
 * logarithm of a cell's throughput over rounds. Minimum detectable effect (Bloom, 1995, eq. 1 and table 1):
 * (t(1 − α/2) + t(power)) · standard error, here of a paired difference of logarithms, √2 · spread / √rounds.
 * Pairing takes drift away, so that it is an upper bound where rounds drift.
 */
export function detectableDifference(spread: number, rounds: number): number {
  const degreesOfFreedom = rounds - 1;
  const standardError = (Math.SQRT2 * spread) / Math.sqrt(rounds);
  const multiple = studentQuantile((1 + CONFIDENCE) / 2, degreesOfFreedom) + studentQuantile(POWER, degreesOfFreedom);
  return Math.expm1(multiple * standardError);
}
