import type { Fault } from '../../model.js';

/** A unit that dispatch "pool" ran: what goes back to the dispatcher. Instants on the shared clock. */
export interface UnitAnswer {
  readonly value: unknown;
  readonly fault: Fault | null;
  readonly startedMs: number;
  readonly finishedMs: number;
  readonly checkMs: number;
  readonly print: number;
  /** Null where it is known beforehand, or there is none. */
  readonly label: string | null;
}

/** A unit's answer as the dispatcher sees it. */
export interface TimedUnit extends UnitAnswer {
  readonly worker: number;
  /** From when on its worker had nothing else to do. */
  readonly freeMs: number;
}
