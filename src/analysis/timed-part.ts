/** Timed parts that end before they can be measured. */
import { median } from 'simple-statistics';
import type { CellTrials } from './trials.js';

/** A shorter timed part is mostly the first hand-out and the clock's own steps. */
const LEAST_SECONDS = 0.005;

/** What a timed part should take at least: starting, stopping and a late hand-out then take a few percent of it. */
export const GOOD_TIMED_SECONDS = 0.25;

/** Whether the median timed part of a measured row is under 5 ms; never of a simulated one. */
export function timedPartTooShort(group: CellTrials): boolean {
  const seconds = medianTimedSeconds(group);
  return seconds !== null && seconds < LEAST_SECONDS;
}

/** The median over a row's completed trials of what was timed, in seconds; null for simulated rows and without trials. */
export function medianTimedSeconds({ completed }: CellTrials): number | null {
  const parts = completed.filter(({ measurement }) => !measurement.simulated);
  return parts.length === 0 ? null : median(parts.map(({ measurement }) => measurement.workSeconds));
}
