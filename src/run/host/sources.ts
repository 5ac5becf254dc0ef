/** Where a trial's units come from in a closed loop: by count, by time, or as their keys allow. A rate has its pacer. */
import { now } from '../../clock.js';
import type { LoadFrame } from '../../seams/crew.js';
import type { UnitSource } from '../../seams/source.js';
import { KeyScheduler } from './key-scheduler.js';

/** Units that may wait for their keys while later ones are handed out, for each place in flight. */
const ASIDE_PER_SLOT = 16;

/** Units in their order, by spans of `chunk`: it gives the first of each. */
export class CountedUnits implements UnitSource {
  #next = 0;

  constructor(
    readonly units: number,
    readonly chunk: number,
  ) {}

  take(): number {
    if (this.#next >= this.units) return -1;
    const from = this.#next;
    this.#next += this.chunk;
    return from;
  }

  done(): void {}

  dueMs(): null {
    return null;
  }

  stop(): void {
    this.#next = Number.POSITIVE_INFINITY;
  }
}

/** The same until the frame is over. */
export class WindowedUnits extends CountedUnits {
  constructor(
    units: number,
    chunk: number,
    readonly frame: LoadFrame,
  ) {
    super(units, chunk);
  }

  override take(): number {
    return now() >= this.frame.untilMs ? -1 : super.take();
  }
}

/** Units of which no two of one key run side by side or overtake each other. */
export class KeyedUnits implements UnitSource {
  readonly #scheduler: KeyScheduler;
  /** When a unit was set aside; 0 for one that was not. */
  readonly #asideMs: Float64Array;
  readonly #parked: ((index: number) => void)[] = [];
  #isStopped = false;

  /** `keys` has the key of each unit, from 0 up; `slots` units are in flight at a time. */
  constructor(keys: Int32Array, slots: number) {
    this.#asideMs = new Float64Array(keys.length);
    this.#scheduler = new KeyScheduler(keys, slots * ASIDE_PER_SLOT, (unit) => {
      this.#asideMs[unit] = now();
    });
  }

  take(): number | Promise<number> {
    if (this.#isStopped) return -1;
    const unit = this.#scheduler.take();
    if (this.#scheduler.isExhausted) this.#sendHome();
    if (unit >= 0 || this.#scheduler.isExhausted) return unit;
    return new Promise((resolve) => this.#parked.push(resolve));
  }

  done(index: number): void {
    this.#scheduler.done(index);
    // Room for units to be set aside may let a later one through.
    while (this.#parked.length > 0 && !this.#isStopped) {
      const unit = this.#scheduler.take();
      if (unit < 0) return;
      this.#parked.shift()?.(unit);
      if (this.#scheduler.isExhausted) this.#sendHome();
    }
  }

  dueMs(index: number): number | null {
    return this.#asideMs[index] || null;
  }

  stop(): void {
    this.#isStopped = true;
    this.#sendHome();
  }

  #sendHome(): void {
    for (const resolve of this.#parked.splice(0)) resolve(-1);
  }
}
