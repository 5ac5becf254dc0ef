import { mean, sampleStandardDeviation } from 'simple-statistics';
import type { CellReport } from '../../model.js';

/** Sample standard deviation over mean of the rounds' throughputs; null under two rounds. */
export function variationOf({ points }: CellReport): number | null {
  const throughputs = points.map((point) => point.throughput);
  return throughputs.length < 2 ? null : sampleStandardDeviation(throughputs) / mean(throughputs);
}
