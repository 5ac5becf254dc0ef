/**
 * Stores hashes of passwords, then tries to log in with right and wrong ones. Everything is made inside the
 * timed unit; making the passwords costs next to nothing beside bcrypt, and about half of a unit of SHA-256.
 *
 * With "sha256" each try is hashed once and looked for among all stored hashes, one after the other. With
 * bcrypt, whose hashes are salted, each try is one comparison with the hash of one account.
 *
 * It calls bcrypt's synchronous functions on purpose: the work stays in the worker's own thread.
 * The asynchronous ones would move it to libuv's pool, and show the size of that pool instead.
 */
import crypto from 'node:crypto';
import { inspect } from 'node:util';
import bcrypt from 'bcrypt';
import { defineTask, type Rng } from 'kneepoint';

const MAX_PASSWORDS = 1_000_000;
/** bcrypt ignores what follows the 72nd byte. */
const MAX_LENGTH = 72;
const CHARACTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
/** Begins each wrong password: none of the right ones has it. */
const WRONG = '#';
/** What "bcrypt" alone means: the least that bcrypt can. */
const LEAST_COST = 4;

/** "sha256", "bcrypt", or the cost for bcrypt. */
type Algorithm = string | number;

/** A password to try, and the number of the account it belongs to. */
interface Try {
  readonly account: number;
  readonly text: string;
}

export default defineTask({
  summary: 'Hash passwords (SHA-256, bcrypt), check right and wrong tries',
  args: [100, 1000, [20, 20], 0.8, 'sha256' as Algorithm],
  argNames: [
    'stored passwords',
    'tries',
    '[shortest, longest] password',
    'share of right tries',
    'algorithm ("sha256", "bcrypt", or the cost for bcrypt)',
  ],
  check: (stored, tries, lengths, share, algorithm) => {
    demand(isWhole(stored, 1, MAX_PASSWORDS), 'stored passwords', `a whole number from 1 to ${MAX_PASSWORDS}`, stored);
    demand(isWhole(tries, 0, MAX_PASSWORDS), 'tries', `a whole number from 0 to ${MAX_PASSWORDS}`, tries);
    const range = `two ascending whole numbers from 1 to ${MAX_LENGTH}`;
    demand(isLengthRange(lengths), '[shortest, longest] password', range, lengths);
    demand(isShare(share), 'share of right tries', 'a number from 0 to 1', share);
    const known = algorithm === 'sha256' || algorithm === 'bcrypt' || isWhole(algorithm, LEAST_COST, 31);
    demand(known, 'algorithm', '"sha256", "bcrypt", or the cost for bcrypt, from 4 to 31', algorithm);
  },
  random: (rng) => [rng.int(2, 20), rng.int(5, 40), [rng.int(6, 20), rng.int(21, 30)], rng.int(1, 9) / 10, 'bcrypt'],
  run: ({ rng }, stored, tries, lengths, share, algorithm) => {
    const passwords = Array.from({ length: stored }, () => randomPassword(rng, lengths));
    const tried = rng.shuffle(rightOrWrong(tries, share)).map((isRight): Try => {
      const account = rng.int(0, stored - 1);
      return {
        account,
        text: isRight ? (passwords[account] as string) : WRONG + randomPassword(rng, lengths).slice(1),
      };
    });
    const accepted = algorithm === 'sha256' ? found(passwords, tried) : matched(passwords, tried, costOf(algorithm));
    return { accepted, refused: tries - accepted };
  },
  verify: ({ accepted, refused }, _context, _stored, tries, _lengths, share) => {
    const right = Math.floor(tries * share);
    return accepted === right && refused === tries - right;
  },
});

/** How many tries have a hash that is among those stored. */
function found(passwords: readonly string[], tried: readonly Try[]): number {
  const hashes = passwords.map((password) => crypto.hash('sha256', password));
  return tried.filter(({ text }) => hashes.includes(crypto.hash('sha256', text))).length;
}

/** How many tries match the hash of their account. */
function matched(passwords: readonly string[], tried: readonly Try[], cost: number): number {
  const hashes = passwords.map((password) => bcrypt.hashSync(password, cost));
  return tried.filter(({ account, text }) => bcrypt.compareSync(text, hashes[account] as string)).length;
}

function costOf(algorithm: Algorithm): number {
  return typeof algorithm === 'number' ? algorithm : LEAST_COST;
}

function isWhole(value: unknown, low: number, high: number): value is number {
  return Number.isSafeInteger(value) && (value as number) >= low && (value as number) <= high;
}

function isLengthRange(value: unknown): boolean {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [shortest, longest] = value as unknown[];
  return isWhole(shortest, 1, MAX_LENGTH) && isWhole(longest, shortest, MAX_LENGTH);
}

function isShare(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= 1;
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
