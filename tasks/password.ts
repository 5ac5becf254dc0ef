/**
 * Stores passwords as bcrypt hashes, then tries to log in with right and wrong ones; each try is one
 * comparison with the hash of one account. The passwords are made and the stored ones hashed inside
 * the timed unit; making them costs next to nothing.
 *
 * It calls bcrypt's synchronous functions on purpose: the work stays in the worker's own thread.
 * The asynchronous ones would move it to libuv's pool, and show the size of that pool instead.
 */
import { inspect } from 'node:util';
import bcrypt from 'bcrypt';
import { defineTask, type Rng } from 'kneepoint';

const MAX_PASSWORDS = 1_000_000;
/** bcrypt ignores what follows the 72nd byte. */
const MAX_LENGTH = 72;
const CHARACTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

export default defineTask({
  summary: 'Hash passwords with bcrypt and check right and wrong tries',
  args: [10, 40, [20, 20], 0.8, 4],
  argNames: ['stored passwords', 'tries', '[shortest, longest] password', 'share of right tries', 'bcrypt cost'],
  check: (stored, tries, lengths, share, cost) => {
    demand(isWhole(stored, 1, MAX_PASSWORDS), 'stored passwords', `a whole number from 1 to ${MAX_PASSWORDS}`, stored);
    demand(isWhole(tries, 0, MAX_PASSWORDS), 'tries', `a whole number from 0 to ${MAX_PASSWORDS}`, tries);
    const range = `two ascending whole numbers from 1 to ${MAX_LENGTH}`;
    demand(isLengthRange(lengths), '[shortest, longest] password', range, lengths);
    demand(
      typeof share === 'number' && share >= 0 && share <= 1,
      'share of right tries',
      'a number from 0 to 1',
      share,
    );
    demand(isWhole(cost, 4, 31), 'bcrypt cost', 'a whole number from 4 to 31', cost);
  },
  random: (rng) => [rng.int(2, 20), rng.int(5, 40), [rng.int(6, 20), rng.int(21, 30)], rng.int(1, 9) / 10, 4],
  run: ({ rng }, stored, tries, lengths, share, cost) => {
    const accounts = Array.from({ length: stored }, () => {
      const password = randomPassword(rng, lengths);
      return { password, hash: bcrypt.hashSync(password, cost) };
    });
    let accepted = 0;
    for (const isRight of rng.shuffle(rightOrWrong(tries, share))) {
      const { password, hash } = rng.pick(accounts);
      const tried = isRight ? password : wrongPassword(rng, lengths, password);
      if (bcrypt.compareSync(tried, hash)) accepted++;
    }
    return { accepted, refused: tries - accepted };
  },
  verify: ({ accepted, refused }, _context, _stored, tries, _lengths, share) => {
    const right = Math.floor(tries * share);
    return accepted === right && refused === tries - right;
  },
});

function isWhole(value: unknown, low: number, high: number): value is number {
  return Number.isSafeInteger(value) && (value as number) >= low && (value as number) <= high;
}

function isLengthRange(value: unknown): boolean {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [shortest, longest] = value as unknown[];
  return isWhole(shortest, 1, MAX_LENGTH) && isWhole(longest, shortest, MAX_LENGTH);
}

function demand(holds: boolean, name: string, expected: string, found: unknown): void {
  if (!holds) throw new RangeError(`${name} must be ${expected}, not ${inspect(found)}`);
}

/** True for each right try; their number is rounded down. */
function rightOrWrong(tries: number, share: number): boolean[] {
  const right = Math.floor(tries * share);
  return Array.from({ length: tries }, (_, i) => i < right);
}

function randomPassword(rng: Rng, lengths: readonly unknown[]): string {
  const [shortest, longest] = lengths as [number, number];
  let password = '';
  for (let left = rng.int(shortest, longest); left > 0; left--) {
    password += CHARACTERS[rng.int(0, CHARACTERS.length - 1)];
  }
  return password;
}

/** Drawn again when it happens to be the right one. */
function wrongPassword(rng: Rng, lengths: readonly unknown[], right: string): string {
  for (;;) {
    const password = randomPassword(rng, lengths);
    if (password !== right) return password;
  }
}
