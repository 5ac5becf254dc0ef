/** Two-way tables, rounds by contestants, split into an effect of each round and one of each contestant. */

/** `table[round][column]`; NaN where a trial is missing. */
export type Table = readonly (readonly number[])[];

/** The additive least-squares fit of a table. */
export interface Effects {
  /** Each column's effect, rounds taken out; −Infinity for a column without a value. */
  readonly columns: readonly number[];
  /** Sum of squares that the columns explain beyond the rounds. */
  readonly explained: number;
  /** Sum of squares that is left. */
  readonly residual: number;
  /** Values − rounds − columns + 1. */
  readonly degreesOfFreedom: number;
}

const MAX_SWEEPS = 50;
const CONVERGED = 1e-12;

/**
 * Least squares of value = round + column, by sweeping out means in turn (von Neumann's alternating
 * projections). A complete table needs one sweep; gaps need a few.
 */
export function fitEffects(table: Table): Effects {
  const residuals = table.map((row) => Float64Array.from(row));
  for (const row of residuals) subtract(row, meanOf(row));
  const total = sumOfSquares(residuals);
  const columns = new Float64Array(table[0]?.length ?? 0);
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    const change = Math.max(sweepColumns(residuals, columns), sweepRows(residuals));
    if (change < CONVERGED) break;
  }
  const residual = sumOfSquares(residuals);
  const counts = [...columns].map((_, j) => residuals.reduce((n, row) => n + (Number.isNaN(row[j]) ? 0 : 1), 0));
  return {
    columns: [...columns].map((effect, j) => (counts[j] === 0 ? Number.NEGATIVE_INFINITY : effect)),
    explained: Math.max(0, total - residual),
    residual,
    degreesOfFreedom: degreesOfFreedomOf(table),
  };
}

/** Values of a table less the parameters of rounds and columns: values − rounds − columns + 1. */
export function degreesOfFreedomOf(table: Table): number {
  const values = table.reduce((sum, row) => sum + row.filter((value) => !Number.isNaN(value)).length, 0);
  return values - table.length - (table[0]?.length ?? 0) + 1;
}

/** Moves each column's mean into its effect; the largest move. */
function sweepColumns(residuals: readonly Float64Array[], columns: Float64Array): number {
  let largest = 0;
  for (let j = 0; j < columns.length; j++) {
    let [sum, count] = [0, 0];
    for (const row of residuals) {
      const value = row[j] as number;
      if (Number.isNaN(value)) continue;
      sum += value;
      count++;
    }
    const mean = count === 0 ? 0 : sum / count;
    for (const row of residuals) row[j] = (row[j] as number) - mean;
    columns[j] = (columns[j] as number) + mean;
    largest = Math.max(largest, Math.abs(mean));
  }
  return largest;
}

/** Takes each row's mean out; the largest taken. */
function sweepRows(residuals: readonly Float64Array[]): number {
  let largest = 0;
  for (const row of residuals) {
    const mean = meanOf(row);
    subtract(row, mean);
    largest = Math.max(largest, Math.abs(mean));
  }
  return largest;
}

function meanOf(row: Float64Array): number {
  let [sum, count] = [0, 0];
  for (const value of row) {
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  return count === 0 ? 0 : sum / count;
}

function subtract(row: Float64Array, mean: number): void {
  for (let j = 0; j < row.length; j++) row[j] = (row[j] as number) - mean;
}

function sumOfSquares(rows: readonly Float64Array[]): number {
  let sum = 0;
  for (const row of rows) for (const value of row) sum += Number.isNaN(value) ? 0 : value * value;
  return sum;
}
