/**
 * Multiplies a double in a loop. The factors grow and shrink it in turn, so that the product stays near
 * 1 for any number of steps: overflowing or vanishing numbers take another path in some processors.
 * The loop is the whole unit; nothing is allocated.
 */
import { inspect } from 'node:util';
import { defineTask } from 'kneepoint';

const GROW = 1.00001;
const SHRINK = 0.99999;
/** Loop counters beyond this would leave the 32-bit range and slow the loop down. */
const MAX_STEPS = 2 ** 31 - 2;

export default defineTask({
  summary: 'Multiply floating-point numbers in a loop',
  args: [20_000_000],
  argNames: ['multiplications'],
  check: (multiplications) => {
    if (!Number.isSafeInteger(multiplications) || multiplications < 0 || multiplications > MAX_STEPS) {
      throw new RangeError(
        `multiplications must be a whole number from 0 to ${MAX_STEPS}, not ${inspect(multiplications)}`,
      );
    }
  },
  random: (rng) => [rng.int(1_000_000, 50_000_000)],
  run: (_context, multiplications) => {
    let product = 1;
    for (let i = 0; i < multiplications; i++) product *= (i & 1) === 0 ? GROW : SHRINK;
    return product;
  },
  verify: (product, _context, multiplications) => {
    const expected = Math.exp(closedFormLog(multiplications));
    return Math.abs(product / expected - 1) <= roundingBound(multiplications);
  },
});

/** The product's logarithm: half the steps multiply by GROW, the others by SHRINK. */
function closedFormLog(steps: number): number {
  const growing = Math.ceil(steps / 2);
  return growing * Math.log(GROW) + (steps - growing) * Math.log(SHRINK);
}

/**
 * Relative error that rounding explains: half a unit in the last place for each multiplication (Higham,
 * "Accuracy and Stability of Numerical Algorithms", 2002, lemma 3.1), as much again for the
 * logarithms of the closed form, and a little for `exp`.
 */
function roundingBound(steps: number): number {
  return (steps + 8) * Number.EPSILON;
}
