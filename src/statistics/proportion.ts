/** Shares of successes, and how far such a share may be off. */
import { fisherQuantile } from './distributions.js';
import { CONFIDENCE } from './estimate.js';

/** The 95 % interval of a share of which `hits` of `tries` (1 at least) were seen, as Clopper and Pearson (1934) give it. */
export function shareInterval(hits: number, tries: number): { readonly low: number; readonly high: number } {
  const tail = (1 - CONFIDENCE) / 2;
  const misses = tries - hits;
  const low = hits === 0 ? 0 : 1 / (1 + (misses + 1) / (hits * fisherQuantile(tail, 2 * hits, 2 * (misses + 1))));
  const high =
    misses === 0 ? 1 : 1 / (1 + misses / ((hits + 1) * fisherQuantile(1 - tail, 2 * (hits + 1), 2 * misses)));
  return { low, high };
}
