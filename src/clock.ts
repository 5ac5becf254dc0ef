/**
 * The only module that reads the clock. `now` is one monotonic timeline for all threads and processes of this
 * machine: process.hrtime counts from boot (CLOCK_MONOTONIC), where performance.now counts from the start of its own
 * thread. Compiled, both take 45 ns; but Node loads its performance hooks when they are first used, milliseconds that
 * each worker would pay before it is ready.
 */

/** The system's clock, as it was before any task could replace it. */
const hrtime = process.hrtime;

/** Milliseconds, monotonic, comparable between threads and processes of one machine. */
export function now(): number {
  const time = hrtime();
  return time[0] * 1e3 + time[1] / 1e6;
}

/** Seconds between two readings of `now`. */
export function secondsBetween(fromMs: number, toMs: number): number {
  return (toMs - fromMs) / 1000;
}

/** The wall clock as a date, for names and records; durations never come from it. */
export function wallClock(): Date {
  return new Date();
}

/** How far the wall clock went ahead of the monotonic one since this was made: it was set, or the machine slept. */
export class SkewMeter {
  readonly #begun: number;

  /** The clocks are given only by tests. */
  constructor(
    readonly wallMs: () => number = Date.now,
    readonly monotonicMs: () => number = now,
  ) {
    this.#begun = wallMs() - monotonicMs();
  }

  /** Seconds, to the millisecond; negative when the wall clock went back. */
  seconds(): number {
    return Math.round(this.wallMs() - this.monotonicMs() - this.#begun) / 1000;
  }
}
