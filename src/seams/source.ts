/** A source of units: says when the next one may start. One loop hands out what any source gives. */
export interface UnitSource {
  /** The next unit's index, or −1 when there are no more; a promise while none may start. */
  take(): number | Promise<number>;
  /** Hears of each unit that is back. */
  done(index: number): void;
  /** When the unit's turn came, on the shared clock; null for the instant at which it was handed out. */
  dueMs(index: number): number | null;
  /** Gives out nothing more, and answers everyone who waits with −1. */
  stop(): void;
}
