/** Outliers among a cell's rounds: named and shown, never dropped from an average. */
import { medianSorted } from 'simple-statistics';

/** Beyond Tukey's inner or outer fences. */
export type Outlier = 'mild' | 'extreme';

/** Differences of logarithms below this are rounding, not outliers. */
const LEAST_SPREAD = 1e-6;

/**
 * Classifies each value by Tukey's fences on the logarithms: beyond 1.5 hinge spreads from the hinges is
 * mild, beyond 3 extreme (Tukey, Exploratory Data Analysis, 1977, ch. 2). Values must be positive. Under
 * 5 values there are no hinges worth the name, and every answer is null.
 */
export function classifyOutliers(values: readonly number[]): readonly (Outlier | null)[] {
  if (values.length < 5) return values.map(() => null);
  const logs = values.map(Math.log);
  const { lower, upper } = hinges(logs);
  const spread = Math.max(upper - lower, LEAST_SPREAD);
  return logs.map((log) => classify(Math.max(lower - log, log - upper) / spread));
}

function classify(spreadsBeyond: number): Outlier | null {
  if (spreadsBeyond > 3) return 'extreme';
  return spreadsBeyond > 1.5 ? 'mild' : null;
}

/** Tukey's hinges: the medians of the lower and upper half, the middle value in both. */
function hinges(values: readonly number[]): { readonly lower: number; readonly upper: number } {
  const sorted = values.toSorted((a, b) => a - b);
  const half = Math.ceil(sorted.length / 2);
  return { lower: medianSorted(sorted.slice(0, half)), upper: medianSorted(sorted.slice(-half)) };
}
