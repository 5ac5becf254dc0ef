/** A straight line through points, with intervals (Draper & Smith, 1998, ch. 1). */
import { mean } from 'simple-statistics';
import { studentQuantile } from './distributions.js';
import { CONFIDENCE } from './estimate.js';

/** y = intercept + slope · x by least squares. */
export interface Line {
  readonly intercept: number;
  readonly slope: number;
  readonly slopeLow: number;
  readonly slopeHigh: number;
  /** The centroid, through which every such line passes. */
  readonly meanX: number;
  readonly meanY: number;
}

/** The line with its slope's t interval; null under 3 points or where all x are equal. */
export function fitLine(
  points: readonly { readonly x: number; readonly y: number }[],
  confidence = CONFIDENCE,
): Line | null {
  const n = points.length;
  if (n < 3) return null;
  const meanX = mean(points.map(({ x }) => x));
  const meanY = mean(points.map(({ y }) => y));
  const sxx = points.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
  if (sxx === 0) return null;
  const slope = points.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0) / sxx;
  const residual = points.reduce((sum, { x, y }) => sum + (y - meanY - slope * (x - meanX)) ** 2, 0);
  const half = studentQuantile((1 + confidence) / 2, n - 2) * Math.sqrt(residual / (n - 2) / sxx);
  return { intercept: meanY - slope * meanX, slope, slopeLow: slope - half, slopeHigh: slope + half, meanX, meanY };
}
