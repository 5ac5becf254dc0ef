/** What throughput is counted in. */
import type { UnitNoun } from '../model/study.js';
import { rate } from './numbers.js';

/** A unit of throughput. */
export interface RateUnit {
  /** A column's title: `tasks/s`, `runs/min`. */
  readonly title: string;
  /** In sentences: `tasks per second`. */
  readonly words: string;
  /** A figure that was per second, in that unit. */
  format(perSecond: number | null): string;
  /** What a figure per second is multiplied by. */
  readonly factor: number;
}

const SPANS = [
  { factor: 1, short: 's', long: 'second' },
  { factor: 60, short: 'min', long: 'minute' },
  { factor: 3600, short: 'h', long: 'hour' },
] as const;

const NAMES: { readonly [noun in UnitNoun]: string } = { unit: 'tasks', run: 'runs', request: 'requests' };

/** Tasks per second, requests of a service; of runs, which take long, per second, minute or hour, so that the highest throughput is at least one. */
export function rateUnitFor(noun: UnitNoun, highestPerSecond: number): RateUnit {
  const name = NAMES[noun];
  const fitting = SPANS.find(({ factor }) => highestPerSecond * factor >= 1) ?? SPANS[2];
  const { factor, short, long } = noun !== 'run' || highestPerSecond === 0 ? SPANS[0] : fitting;
  return {
    title: `${name}/${short}`,
    words: `${name} per ${long}`,
    factor,
    format: (perSecond) => rate(perSecond === null ? null : perSecond * factor),
  };
}
