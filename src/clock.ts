/**
 * The only module that reads the clock. `now` is one monotonic timeline for all threads and processes
 * of this machine: performance.now counts from the start of its own thread, process.hrtime from boot
 * (CLOCK_MONOTONIC), and their difference is constant for the life of a thread.
 */
let offsetMs: number | undefined;
/** The thread's own clock, as it was before any task could replace it. */
let read: () => number = () => Number.NaN;

/**
 * Milliseconds, monotonic, comparable between threads and processes of one machine. The first call in a
 * thread takes milliseconds, for Node then loads its performance hooks: workers make it before they are timed,
 * and before they import a task.
 */
export function now(): number {
  offsetMs ??= measureOffset();
  return read() + offsetMs;
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

/** The closest of a few pairs of readings, so that a preemption between two clocks does no harm. */
function measureOffset(): number {
  read = performance.now.bind(performance);
  let best = { gap: Number.POSITIVE_INFINITY, offset: 0 };
  for (let i = 0; i < 5; i++) {
    const before = read();
    const boot = Number(process.hrtime.bigint()) / 1e6;
    const after = read();
    if (after - before < best.gap) best = { gap: after - before, offset: boot - (before + after) / 2 };
  }
  return best.offset;
}
