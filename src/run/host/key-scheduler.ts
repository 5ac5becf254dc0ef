/**
 * Which unit may start next when units of one key must never run side by side, nor overtake each other: a
 * key-serialised scheduler. Each unit is looked at once, set aside at most once and taken once, so that a
 * unit costs the same however many there are.
 */

/** No unit, no more units: units count from 0. */
const NONE = -1;

/** Gives out units 0, 1, 2, … so that units of a key run one after the other, in this order. */
export class KeyScheduler {
  readonly #keys: Int32Array;
  readonly #mostAside: number;
  readonly #onAside: (unit: number) => void;
  readonly #isBusy: Uint8Array;
  /** For each key the first and last unit that waits for it; lists are linked through `#after`. */
  readonly #first: Int32Array;
  readonly #last: Int32Array;
  readonly #after: Int32Array;
  /** Units whose key has become free for them, oldest first. */
  readonly #ready: number[] = [];
  #next = 0;
  #aside = 0;
  #taken = 0;

  /**
   * `keys` has a key from 0 for each unit. `onAside` hears of a unit whose turn came while its key was busy;
   * at most `mostAside` of them wait at a time, for a wait should not tell how many units there are.
   */
  constructor(keys: Int32Array, mostAside: number, onAside: (unit: number) => void = () => {}) {
    const count = keys.reduce((most, key) => Math.max(most, key + 1), 0);
    this.#keys = keys;
    this.#mostAside = mostAside;
    this.#onAside = onAside;
    this.#isBusy = new Uint8Array(count);
    this.#first = new Int32Array(count).fill(NONE);
    this.#last = new Int32Array(count).fill(NONE);
    this.#after = new Int32Array(keys.length).fill(NONE);
  }

  /** The next unit that may start, or −1 when none may before another is done. */
  take(): number {
    const ready = this.#ready.shift();
    if (ready !== undefined) {
      this.#taken++;
      return ready;
    }
    while (this.#next < this.#keys.length && this.#aside < this.#mostAside) {
      const unit = this.#next++;
      const key = this.#keys[unit] as number;
      if (this.#isBusy[key] === 0) {
        this.#isBusy[key] = 1;
        this.#taken++;
        return unit;
      }
      this.#setAside(unit, key);
    }
    return NONE;
  }

  /** A unit is done: the next of its key may start. */
  done(unit: number): void {
    const key = this.#keys[unit] as number;
    const next = this.#first[key] as number;
    if (next === NONE) {
      this.#isBusy[key] = 0;
      return;
    }
    // The key stays busy: it is the next unit's from now on.
    this.#first[key] = this.#after[next] as number;
    this.#aside--;
    this.#ready.push(next);
  }

  /** True when every unit has been given out. */
  get isExhausted(): boolean {
    return this.#taken === this.#keys.length;
  }

  #setAside(unit: number, key: number): void {
    if (this.#first[key] === NONE) this.#first[key] = unit;
    else this.#after[this.#last[key] as number] = unit;
    this.#last[key] = unit;
    this.#aside++;
    this.#onAside(unit);
  }
}
