/** Holds what is finished until everything before it has left: results come out in the order 0, 1, 2, … */
export class ReorderBuffer<Item> {
  readonly #held = new Map<number, Item>();
  readonly #leave: (item: Item, index: number) => void;
  #next = 0;

  /** `leave` gets each item, in order, as soon as it may leave. */
  constructor(leave: (item: Item, index: number) => void) {
    this.#leave = leave;
  }

  /** Takes an item in; each index comes once. */
  add(index: number, item: Item): void {
    this.#held.set(index, item);
    for (let next = this.#held.get(this.#next); next !== undefined; next = this.#held.get(this.#next)) {
      this.#held.delete(this.#next);
      this.#leave(next, this.#next++);
    }
  }
}
