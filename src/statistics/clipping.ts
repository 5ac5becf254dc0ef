/**
 * Outliers of a two-way table, rounds by contestants, pulled in: robust where one trial in ten was hit by
 * something else, and almost without effect where none was.
 */
import { median } from 'simple-statistics';
import { degreesOfFreedomOf, type Table } from './additive.js';

/** Residuals beyond so many standard deviations are pulled in to there. */
const CLIP_AT = 2.5;
/** The median of absolute normal deviates, in standard deviations. */
const NORMAL_MEDIAN = 0.6745;
const SWEEPS = 20;
const CONVERGED = 1e-12;

/**
 * The table with its residuals from a median polish (Tukey, Exploratory Data Analysis, 1977, ch. 11) clipped
 * at ±2.5 s. s is the median of the largest |residuals| over 0.6745, as many as there are degrees of freedom:
 * a polish leaves about as many exact zeros as it has parameters, and those say nothing of the noise. NaN stays.
 */
export function clipOutliers(table: Table): Table {
  const residuals = medianPolish(table);
  const sizes = residuals.flatMap((row) => [...row].filter((value) => !Number.isNaN(value)).map(Math.abs));
  const largest = sizes.toSorted((a, b) => b - a).slice(0, Math.max(1, degreesOfFreedomOf(table)));
  const bound = (CLIP_AT * medianOf(largest)) / NORMAL_MEDIAN;
  return table.map((row, i) =>
    row.map((value, j) => {
      const residual = residuals[i]?.[j] as number;
      return value - residual + Math.min(bound, Math.max(-bound, residual));
    }),
  );
}

function medianPolish(table: Table): readonly Float64Array[] {
  const residuals = table.map((row) => Float64Array.from(row));
  const columns = (table[0] ?? []).map((_, j) => j);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let largest = 0;
    for (const row of residuals) {
      const middle = medianOf(row);
      for (const j of columns) row[j] = (row[j] as number) - middle;
      largest = Math.max(largest, Math.abs(middle));
    }
    for (const j of columns) {
      const middle = medianOf(residuals.map((row) => row[j] as number));
      for (const row of residuals) row[j] = (row[j] as number) - middle;
      largest = Math.max(largest, Math.abs(middle));
    }
    if (largest < CONVERGED) break;
  }
  return residuals;
}

/** The median of the values that are there; 0 for none. */
function medianOf(values: Iterable<number>): number {
  const known = [...values].filter((value) => !Number.isNaN(value));
  return known.length === 0 ? 0 : median(known);
}
