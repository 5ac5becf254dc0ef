import { now } from '../../clock.js';
import type { UnitSource } from '../../seams/source.js';

/** A unit handed out more than that after its instant is late. */
const LATE_MS = 1;
/** Timers count whole milliseconds and fire late: what is nearer than that is awaited in turns of the event loop. */
const NEAR_MS = 2;

/**
 * Gives out the units of a schedule, each when its instant has come and someone asks, first come, first
 * served. Units that are due while nobody asks wait in the order of the schedule: that is the queue.
 */
export class Pacer implements UnitSource {
  readonly startMs: number;
  late = 0;
  lateByDispatcher = 0;
  readonly #instants: Float64Array;
  readonly #giveUpMs: number;
  readonly #idle: ((index: number) => void)[] = [];
  #next = 0;
  #isArmed = false;
  #isStopped = false;

  /** `instants` are milliseconds after `startMs`; from `giveUpMs` on nothing is given out. */
  constructor(instants: Float64Array, startMs: number, giveUpMs: number) {
    this.#instants = instants;
    this.startMs = startMs;
    this.#giveUpMs = giveUpMs;
  }

  /** The next unit's index, once it is due; −1 when there are no more. */
  take(): number | Promise<number> {
    const atMs = now();
    if (this.#isStopped || this.#next >= this.#instants.length || atMs >= this.#giveUpMs) return -1;
    const lateMs = atMs - this.#dueMs();
    // Whoever was there before is served first.
    if (lateMs >= 0 && this.#idle.length === 0) {
      if (lateMs > LATE_MS) this.late++;
      return this.#next++;
    }
    return new Promise((resolve) => {
      this.#idle.push(resolve);
      this.#arm();
    });
  }

  done(): void {}

  /** When the unit `index` is due. */
  dueMs(index: number): number {
    return this.startMs + (this.#instants[index] as number);
  }

  /** The first unit that was not given out. */
  get next(): number {
    return this.#next;
  }

  /** Sends everyone home who waits, and gives out nothing more. */
  stop(): void {
    this.#isStopped = true;
    for (const resolve of this.#idle.splice(0)) resolve(-1);
  }

  #dueMs(): number {
    return this.dueMs(this.#next);
  }

  #arm(): void {
    if (this.#isArmed) return;
    this.#isArmed = true;
    const leftMs = this.#dueMs() - now();
    // A turn of the event loop lets answers in, so that waiting for an instant delays none of them.
    if (leftMs < NEAR_MS) setImmediate(this.#tick);
    else setTimeout(this.#tick, Math.floor(leftMs - NEAR_MS / 2));
  }

  readonly #tick = (): void => {
    this.#isArmed = false;
    while (this.#idle.length > 0 && this.#next < this.#instants.length) {
      const lateMs = now() - this.#dueMs();
      if (lateMs < 0) {
        this.#arm();
        return;
      }
      if (lateMs > LATE_MS) {
        this.late++;
        this.lateByDispatcher++;
      }
      this.#idle.shift()?.(this.#next++);
    }
    if (this.#next >= this.#instants.length) this.stop();
  };
}
