import type { Fault } from '../../model/trial.js';

/** When a unit of dispatch "pool" ran, and what came of it; instants on the shared clock. */
export interface TimedUnit {
  readonly worker: number;
  readonly startedMs: number;
  readonly finishedMs: number;
  readonly checkMs: number;
  /** From when on its worker had nothing else to do. */
  readonly freeMs: number;
  readonly print: number;
  readonly fault: Fault | null;
  /** Null where it is known beforehand, or there is none. */
  readonly label: string | null;
}

/** The same with what it gives back: the result, or the task's `answer` to it. */
export interface UnitAnswer extends TimedUnit {
  readonly value: unknown;
}
