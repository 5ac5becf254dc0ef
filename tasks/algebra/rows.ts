/** What a product's threads tell each other. */
import { addProduct } from './kernels.js';

/** Counters in shared memory: products begun, and helpers that still compute. */
export const TURN = 0;
export const LEFT = 1;

/** Some rows of a product, all values in shared memory. */
export interface Rows {
  readonly sums: Float64Array;
  readonly left: Float64Array;
  readonly right: Float64Array;
  readonly size: number;
  readonly from: number;
  /** Not included. */
  readonly to: number;
}

/** Computes these rows; `sums` are zeros before. */
export function addRows({ sums, left, right, size, from, to }: Rows): void {
  const block = (values: Float64Array, at: number) => ({ values, at, stride: size });
  addProduct(block(sums, from * size), block(left, from * size), block(right, 0), {
    rows: to - from,
    inner: size,
    columns: size,
  });
}
