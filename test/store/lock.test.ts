/** One writer a folder, among real processes. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { processStart } from '../../src/run/system/process-identity.js';
import { LOCK_FILE, lockFolder } from '../../src/store/lock.js';
import { StoreError } from '../../src/store/store-error.js';

const folder = mkdtempSync(join(tmpdir(), 'kneepoint-lock-'));
const path = join(folder, LOCK_FILE);
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => rmSync(path, { force: true }));

test('a free folder is locked with the owner’s id and start, and left as it was', async () => {
  const lock = await lockFolder(folder);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ pid: process.pid, started: processStart(process.pid) });
  expect(readdirSync(folder)).toEqual([LOCK_FILE]);
  await lock.release();
  expect(readdirSync(folder)).toEqual([]);
});

test('a folder in use is refused with who uses it, and its lock stays', async () => {
  const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  try {
    const pid = other.pid as number;
    writeFileSync(path, JSON.stringify({ pid, started: processStart(pid) }));
    await expect(lockFolder(folder)).rejects.toThrow(StoreError);
    await expect(lockFolder(folder)).rejects.toThrow(`process ${pid} is writing there`);
    expect(JSON.parse(readFileSync(path, 'utf8')).pid).toBe(pid);
  } finally {
    other.kill('SIGKILL');
  }
});

test.each([
  ['of a process that has ended', () => ({ pid: spawnSync(process.execPath, ['-e', '']).pid, started: null })],
  ['of another process that had this one’s id', () => ({ pid: process.pid, started: 'before' })],
  ['that was never written', () => ''],
  ['that is none', () => ({ pid: -1 })],
])('a stale lock %s is taken over', async (_, stale) => {
  const content = stale();
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  const lock = await lockFolder(folder);
  expect(JSON.parse(readFileSync(path, 'utf8')).started).toBe(processStart(process.pid));
  await lock.release();
  expect(existsSync(path)).toBe(false);
});

test('of many that come at once, one gets it, also over a stale lock', async () => {
  for (let attempt = 0; attempt < 20; attempt++) {
    writeFileSync(path, JSON.stringify({ pid: 2 ** 22 + 1, started: 'long ago' }));
    const all = await Promise.allSettled(Array.from({ length: 5 }, () => lockFolder(folder)));
    const held = all.filter((one) => one.status === 'fulfilled');
    expect(held).toHaveLength(1);
    await held[0]?.value.release();
    expect(readdirSync(folder)).toEqual([]);
  }
});

test('a folder that is not there is a StoreError', async () => {
  await expect(lockFolder(join(folder, 'missing'))).rejects.toThrow(StoreError);
});
