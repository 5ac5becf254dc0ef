/**
 * Adds 1, 2, … up to the bound in 32-bit integer arithmetic, which wraps around as the machine's own
 * addition does. The loop is the whole unit; nothing is allocated.
 */
import { inspect } from 'node:util';
import { defineTask } from 'kneepoint';

/** Loop counters beyond this would leave the 32-bit range and slow the loop down. */
const MAX_BOUND = 2 ** 31 - 2;

export default defineTask({
  summary: 'Add integers in a loop',
  args: [50_000_000],
  argNames: ['upper bound'],
  check: (upperBound) => {
    if (!Number.isSafeInteger(upperBound) || upperBound < 0 || upperBound > MAX_BOUND) {
      throw new RangeError(`upper bound must be a whole number from 0 to ${MAX_BOUND}, not ${inspect(upperBound)}`);
    }
  },
  random: (rng) => [rng.int(2_000_000, 50_000_000)],
  run: (_context, upperBound) => {
    let total = 0;
    for (let i = 1; i <= upperBound; i++) total = (total + i) | 0;
    return total;
  },
  verify: (total, _context, upperBound) => BigInt(total) === wrappedSum(BigInt(upperBound)),
});

/** The sum in closed form, n·(n + 1) / 2, wrapped to 32 bits. */
function wrappedSum(n: bigint): bigint {
  return BigInt.asIntN(32, (n * (n + 1n)) / 2n);
}
