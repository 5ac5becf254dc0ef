import { now, secondsBetween } from '../../clock.js';

const READINGS = 20_000;

/** What the clock can tell. */
export interface ClockFacts {
  /** Its smallest step. */
  readonly stepSeconds: number;
  /** The time that one reading takes. */
  readonly readingSeconds: number;
}

/** Reads the clock 20,000 times in a row, and sees how it moves. */
export function clockFacts(): ClockFacts {
  let step = Number.POSITIVE_INFINITY;
  const began = now();
  let last = began;
  for (let i = 0; i < READINGS; i++) {
    const at = now();
    if (at > last && at - last < step) step = at - last;
    last = at;
  }
  return { stepSeconds: step / 1000, readingSeconds: secondsBetween(began, last) / READINGS };
}
