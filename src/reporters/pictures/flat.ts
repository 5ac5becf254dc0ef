/** When a picture would show nothing: then a sentence says it. */
import type { Sentence } from './picture.js';

/** Values that differ by less than this share of the largest look the same: the margin of "within 5 % of the best". */
const FLAT = 0.05;

/** Whether values are so close that their picture would be a level line. False for none. */
export function isFlat(values: readonly number[]): boolean {
  const [low, high] = [
    values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
    values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
  ];
  return values.length > 0 && high - low <= FLAT * Math.max(Math.abs(low), Math.abs(high));
}

/** A sentence in a picture's place. */
export function sentence(text: string): Sentence {
  return { kind: 'sentence', text };
}
