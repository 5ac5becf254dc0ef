/** Threads that share the rows of a product, as numpy's do; the caller computes rows, too, and waits for the rest. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { addRows, LEFT, type Rows, TURN } from './rows.js';

export class RowThreads {
  readonly #helpers: readonly Worker[];
  readonly #counters: Int32Array;

  private constructor(helpers: readonly Worker[], counters: Int32Array) {
    this.#helpers = helpers;
    this.#counters = counters;
  }

  /** Starts `count` − 1 helpers beside the caller; resolves when they wait for rows. */
  static async open(count: number): Promise<RowThreads> {
    const counters = new Int32Array(new SharedArrayBuffer(8));
    const url = new URL('./row-helper.js', import.meta.url);
    const helpers = Array.from({ length: count - 1 }, () => new Worker(url, { workerData: counters }));
    await Promise.all(helpers.map((helper) => once(helper, 'message')));
    for (const helper of helpers) helper.unref();
    return new RowThreads(helpers, counters);
  }

  /** A copy that all threads see. */
  share(values: Float64Array): Float64Array {
    if (values.buffer instanceof SharedArrayBuffer) return values;
    const shared = sharedValues(values.length);
    shared.set(values);
    return shared;
  }

  /** left · right, of shared values; blocks until all rows are done. */
  product(left: Float64Array, right: Float64Array, size: number): Float64Array {
    const sums = sharedValues(size * size);
    const share = (part: number) => Math.round((part * size) / (this.#helpers.length + 1));
    const rows = (part: number): Rows => ({ sums, left, right, size, from: share(part), to: share(part + 1) });
    Atomics.store(this.#counters, LEFT, this.#helpers.length);
    for (const [i, helper] of this.#helpers.entries()) helper.postMessage(rows(i + 1));
    Atomics.add(this.#counters, TURN, 1);
    Atomics.notify(this.#counters, TURN);
    addRows(rows(0));
    for (let left = this.#left(); left > 0; left = this.#left()) Atomics.wait(this.#counters, LEFT, left);
    return sums;
  }

  /** Ends the helpers. */
  async close(): Promise<void> {
    await Promise.all(this.#helpers.map((helper) => helper.terminate()));
  }

  #left(): number {
    return Atomics.load(this.#counters, LEFT);
  }
}

function sharedValues(length: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(length * Float64Array.BYTES_PER_ELEMENT));
}
