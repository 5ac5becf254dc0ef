/**
 * Sorts random doubles in place. The numbers are made inside the timed unit: at a million they take
 * about a tenth of it. Memory: 8 bytes a number.
 */
import { inspect } from 'node:util';
import { defineTask } from 'kneepoint';

/** 800 MB of doubles; more than one worker's share of an ordinary machine. */
const MAX_LENGTH = 100_000_000;

export default defineTask({
  summary: 'Sort a typed array of random numbers',
  args: [500_000],
  argNames: ['length'],
  check: (length) => {
    if (!Number.isSafeInteger(length) || length < 1 || length > MAX_LENGTH) {
      throw new RangeError(`length must be a whole number from 1 to ${MAX_LENGTH}, not ${inspect(length)}`);
    }
  },
  random: (rng) => [rng.int(10_000, 500_000)],
  run: ({ rng }, length) => rng.floats(length).sort(),
  verify: (sorted, _context, length) => sorted.length === length && isAscending(sorted),
  answer: (sorted) => ({
    length: sorted.length,
    first: sorted[0],
    middle: sorted[sorted.length >> 1],
    last: sorted[sorted.length - 1],
    checksum: wordSum(sorted),
  }),
});

/** False also for NaN, which compares with nothing. */
function isAscending(values: Float64Array): boolean {
  let previous = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (!(value >= previous)) return false;
    previous = value;
  }
  return true;
}

/** A sum of all bits, modulo 2^32: beside the sequential reference's it tells whether a number got lost. */
function wordSum(values: Float64Array): number {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length * 2);
  let sum = 0;
  for (let i = 0; i < words.length; i++) sum = (sum + (words[i] as number)) | 0;
  return sum >>> 0;
}
