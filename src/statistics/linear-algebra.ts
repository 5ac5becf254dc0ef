/** Small symmetric systems, of two or three unknowns. */

/** x of A·x = b by Gaussian elimination with pivoting; NaN where A is singular. */
export function solve(matrix: readonly (readonly number[])[], right: readonly number[]): readonly number[] {
  const rows = matrix.map((row, i) => [...row, right[i] as number]);
  for (let pivot = 0; pivot < rows.length; pivot++) eliminate(rows, pivot);
  return rows.map((row, i) => (row.at(-1) as number) / (row[i] as number));
}

/** The inverse of a square matrix; NaN where it is singular. */
export function invert(matrix: readonly (readonly number[])[]): readonly (readonly number[])[] {
  return matrix.map((_, column) =>
    solve(
      matrix,
      matrix.map((_, i) => (i === column ? 1 : 0)),
    ),
  );
}

/** Clears a column in all other rows (Gauss and Jordan). */
function eliminate(rows: number[][], pivot: number): void {
  const size = (row: number) => Math.abs(rows[row]?.[pivot] ?? 0);
  let largest = pivot;
  for (let i = pivot + 1; i < rows.length; i++) if (size(i) > size(largest)) largest = i;
  [rows[pivot], rows[largest]] = [rows[largest] as number[], rows[pivot] as number[]];
  const source = rows[pivot] as number[];
  for (const row of rows) {
    if (row === source) continue;
    const factor = (row[pivot] as number) / (source[pivot] as number);
    for (let j = pivot; j < row.length; j++) row[j] = (row[j] as number) - factor * (source[j] as number);
  }
}
