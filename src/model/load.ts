/**
 * When units start, in which order, and how they reach the workers.
 *
 * Words of this folder: a *task* is code being measured, one call of it is a *unit*; a *cell* is one point of a
 * study, a *round* one pass over all cells, a *trial* one cell in one round; what a trial leaves in
 * the journal is its *record*. Everything is plain, readonly data; units stand in the names (`workSeconds`, `p99Ms`) or in the docs.
 */

/** A closed loop over a fixed number of units: the next starts when one is done. */
export interface CountLoad {
  readonly kind: 'count';
  readonly units: number;
}

/**
 * A closed loop for a fixed time: all workers start together and run units back to back. Only what lies in
 * the window counts; what is run before and after it keeps every worker busy while others are measured.
 */
export interface WindowLoad {
  readonly kind: 'window';
  /** From the common start to the window. */
  readonly warmupSeconds: number;
  /** From the common start until no further unit starts. */
  readonly durationSeconds: number;
  /** Length of the part that counts. */
  readonly windowSeconds: number;
}

/** An open loop: units arrive on a schedule made beforehand from the seed, whether workers keep up or not. */
export interface RateLoad {
  readonly kind: 'rate';
  /** Mean arrivals a second. */
  readonly perSecond: number;
  /** Length of the schedule. */
  readonly durationSeconds: number;
  /** Gaps between arrivals: exponential, or all alike. */
  readonly arrivals: 'poisson' | 'uniform';
}

/** When units start. */
export type Load = CountLoad | WindowLoad | RateLoad;

/** The load of a study: one that all cells share, or rates that make a cell each. */
export type StudyLoad =
  | CountLoad
  | WindowLoad
  | (Omit<RateLoad, 'perSecond'> & {
      /** Ascending, without duplicates. */
      readonly perSecond: readonly number[];
      /** Search for the highest rate that is sustained, beyond the given ones. */
      readonly findMaxRate: boolean;
    });

/**
 * What is kept of the units' order: nothing; for units of a key that they run one after the other as they were
 * submitted (`key`); or that results are handed out as their units were submitted (`completion`).
 */
export type UnitOrder = 'none' | 'key' | 'completion';

/** How units reach the workers: a message a unit (`pool`), or workers take the next index (`self`). */
export type Dispatch = 'pool' | 'self';
