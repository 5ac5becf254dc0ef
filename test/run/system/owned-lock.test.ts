/** What may happen between two steps of one process: the others', at the worst moments. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import { takeLock } from '../../../src/run/system/owned-lock.js';

const meanwhile = vi.hoisted(() => ({ read: [] as (() => Promise<void>)[], renamed: [] as (() => Promise<void>)[] }));

vi.mock('node:fs/promises', async (original) => {
  const files = await original<typeof import('node:fs/promises')>();
  return {
    ...files,
    readFile: async (path: string, encoding: 'utf8') => {
      const text = await files.readFile(path, encoding);
      await meanwhile.read.shift()?.();
      return text;
    },
    rename: async (from: string, to: string) => {
      await files.rename(from, to);
      await meanwhile.renamed.shift()?.();
    },
  };
});

const folder = mkdtempSync(join(tmpdir(), 'kneepoint-lock-'));
const path = join(folder, 'lock');
const STALE = JSON.stringify({ pid: 2 ** 22 + 1, started: 'long ago' });
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => {
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
  writeFileSync(path, STALE);
});

test('who saw a stale lock leaves alone the one that another put in its place', async () => {
  const taken: Awaited<ReturnType<typeof takeLock>>[] = [];
  const take = async () => void taken.push(await takeLock(path));
  meanwhile.read.push(async () => {
    await take();
    meanwhile.renamed.push(take);
  });
  await take();
  await take();
  expect(taken.filter((one) => 'release' in one)).toHaveLength(1);
});

test('a takeover that was cut short is told with the file that it left', async () => {
  writeFileSync(`${path}.takeover`, STALE);
  await expect(takeLock(path)).rejects.toThrow(/if no other process runs, remove .*lock\.takeover$/);
  expect(readdirSync(folder).sort()).toEqual(['lock', 'lock.takeover']);
});
