import { now } from '../../clock.js';

/** How often a deadline looks at the clock. */
const TICK_MS = 250;
/** A longer gap between two looks was no running time: the supervisor was stopped, and saw nothing. */
const LONGEST_GAP_MS = 4 * TICK_MS;

/**
 * Ends something that takes too long. It counts only time in which this process ran itself: after a stop
 * (SIGSTOP, Ctrl-Z, a debugger) what it watches may have ended long ago, and has to be heard first.
 */
export class Deadline {
  readonly #timer: NodeJS.Timeout;
  #seenMs: number;
  #spentMs = 0;

  /** Calls `expire` once when `seconds` are spent; the clock (in milliseconds) is given only by tests. */
  constructor(
    public seconds: number,
    readonly expire: () => void,
    readonly clock: () => number = now,
  ) {
    this.#seenMs = clock();
    this.#timer = setInterval(() => this.tick(), TICK_MS);
  }

  /** Asked before it ends anything: what has a good reason to take long gets all of its time anew. */
  excuse: () => boolean = () => false;

  /** Looks at the clock; the timer calls it. */
  tick(): void {
    const nowMs = this.clock();
    this.#spentMs += Math.min(nowMs - this.#seenMs, LONGEST_GAP_MS);
    this.#seenMs = nowMs;
    if (this.#spentMs < this.seconds * 1000) return;
    if (this.excuse()) {
      this.renew();
      return;
    }
    this.stop();
    this.expire();
  }

  /** Gives all of its seconds anew, or others; not to one that has passed or was stopped. */
  renew(seconds = this.seconds): void {
    this.seconds = seconds;
    this.#spentMs = 0;
  }

  /** Lets it pass. */
  stop(): void {
    clearInterval(this.#timer);
  }
}
