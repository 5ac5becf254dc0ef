import crypto from 'node:crypto';
import bcrypt from 'bcrypt';
import { afterEach, describe, expect, test, vi } from 'vitest';
import password from '../../tasks/password.js';
import { Worker } from './harness.js';

afterEach(() => {
  vi.restoreAllMocks();
});

async function resultOf(...args: readonly unknown[]): Promise<unknown> {
  const worker = await Worker.open(password, args);
  const result = await worker.run(0);
  await worker.close();
  return result;
}

describe.each(['sha256', 'bcrypt', 5])('with %s', (algorithm) => {
  test.each([
    { share: 0, accepted: 0 },
    { share: 0.35, accepted: 3 },
    { share: 1, accepted: 10 },
  ])('accepts the share of right tries, rounded down: $share of 10', async ({ share, accepted }) => {
    expect(await resultOf(2, 10, [4, 6], share, algorithm)).toEqual({ accepted, refused: 10 - accepted });
  });

  test('wrong passwords are wrong even when all that are possible are stored', async () => {
    expect(await resultOf(70, 60, [1, 1], 0, algorithm)).toEqual({ accepted: 0, refused: 60 });
  });
});

test('with sha256 hashes each stored password and each try once', async () => {
  const hash = vi.spyOn(crypto, 'hash');
  await resultOf(3, 7, [5, 9], 0.5, 'sha256');
  expect(hash).toHaveBeenCalledTimes(10);
  const stored = hash.mock.calls.slice(0, 3).map(([, text]) => text);
  const tried = hash.mock.calls.slice(3).map(([, text]) => text);
  for (const [algorithm, text] of hash.mock.calls)
    expect([algorithm, text]).toEqual(['sha256', expect.stringMatching(/^.{5,9}$/)]);
  expect(tried.filter((text) => stored.includes(text))).toHaveLength(3);
  expect(hash.mock.results.map(({ value }) => value)).toEqual(
    hash.mock.calls.map(([, text]) => crypto.createHash('sha256').update(text).digest('hex')),
  );
});

test('with bcrypt hashes each stored password once and makes one comparison a try, at the cost asked for', async () => {
  const hash = vi.spyOn(bcrypt, 'hashSync');
  const compare = vi.spyOn(bcrypt, 'compareSync');
  await resultOf(3, 7, [5, 9], 0.5, 5);
  expect(hash).toHaveBeenCalledTimes(3);
  expect(compare).toHaveBeenCalledTimes(7);
  for (const [text, cost] of hash.mock.calls) {
    expect(cost).toBe(5);
    expect(text).toMatch(/^[A-Za-z0-9]{5,9}$/);
  }
});

test('verify finds a comparison that lets everybody in', async () => {
  vi.spyOn(bcrypt, 'compareSync').mockReturnValue(true);
  const worker = await Worker.open(password, [2, 6, [4, 8], 0.5, 4]);
  expect(await worker.accepts(await worker.run(0), 0)).toBe(false);
  await worker.close();
});

test("the Python tester's four arguments are enough, and mean SHA-256 as there", () => {
  const defaults = password.args ?? [];
  expect(defaults.slice(4)).toEqual(['sha256']);
  expect(() => password.check?.(100, 1000, [20, 20], 0.8, 'sha256')).not.toThrow();
});
