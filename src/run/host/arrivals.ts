import type { Load, RateLoad } from '../../model/load.js';
import { Rng } from '../../random.js';

/** Keeps the schedule's random stream apart from the tasks'. */
const ARRIVAL_STREAM = 0xa22;

/** More units than any time can hold, and less than the counter that workers share: time ends such a trial. */
const ENDLESS_UNITS = 2_000_000_000;

/**
 * The instants of all arrivals of a trial, ascending, in milliseconds from its start. Made beforehand, so
 * that no delay of a unit delays the next. Every cell of a round gets the same sequence of gaps, scaled by its
 * rate: cells then differ by what they do with the arrivals, not by the luck of the draw. Poisson gaps are
 * exponential, by inversion (Devroye 1986, sect. II.2.1).
 */
export function arrivalsOf(load: RateLoad, seed: number, round: number): Float64Array {
  const { perSecond, durationSeconds, arrivals } = load;
  const rng = new Rng(seed, ARRIVAL_STREAM, round);
  const gap = arrivals === 'uniform' ? () => 1 : () => -Math.log(1 - rng.float());
  const instants: number[] = [];
  // A uniform schedule begins with the start, a random one with its first gap.
  let at = arrivals === 'uniform' ? 0 : gap();
  while (at < perSecond * durationSeconds) {
    instants.push((at / perSecond) * 1000);
    at += gap();
  }
  return Float64Array.from(instants);
}

/** Units of a trial: of a count, arrivals of a rate, or more than a window can hold. */
export function trialUnits(load: Load, seed: number, round: number): number {
  switch (load.kind) {
    case 'count':
      return load.units;
    case 'rate':
      return arrivalsOf(load, seed, round).length;
    case 'window':
      return ENDLESS_UNITS;
  }
}

/** Seconds after the schedule's end in which waiting units may still start; the others are dropped. */
export function graceSeconds({ durationSeconds }: RateLoad): number {
  return Math.max(1, durationSeconds / 10);
}
