/** One writer a folder, among real processes. */
import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { processStart, thisProcess } from '../../src/run/system/process-identity.js';
import { LOCK_FILE, lockFolder } from '../../src/store/lock.js';
import { StoreError } from '../../src/store/store-error.js';

const folder = mkdtempSync(join(tmpdir(), 'kneepoint-lock-'));
const path = join(folder, LOCK_FILE);
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => rmSync(path, { force: true, recursive: true }));

test('a free folder is locked with the owner’s id and start, and left as it was', async () => {
  const lock = await lockFolder(folder);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(thisProcess());
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

test.each([
  ['another container', { pidNamespace: 'pid:[1]' }],
  ['another machine', { boot: 'another', host: 'elsewhere' }],
])('a lock of %s, whose process cannot be seen from here, is never taken over', async (_, place) => {
  const text = JSON.stringify({ ...thisProcess(), pid: spawnSync(process.execPath, ['-e', '']).pid, ...place });
  writeFileSync(path, text);
  await expect(lockFolder(folder)).rejects.toThrow(/of another machine or container .* remove .*lock\.json$/);
  expect(readFileSync(path, 'utf8')).toBe(text);
});

test('a lock from before this machine was started again is taken over', async () => {
  writeFileSync(path, JSON.stringify({ ...thisProcess(), boot: 'before' }));
  await (await lockFolder(folder)).release();
});

test.each([
  ['a folder', () => mkdirSync(path)],
  ['a link to nothing', () => symlinkSync('nowhere', path)],
  ['a device', () => symlinkSync('/dev/zero', path)],
  ['a pipe', () => spawnSync('mkfifo', [path])],
  ['a megabyte', () => writeFileSync(path, 'x'.repeat(1e6))],
])('%s in the lock’s place is refused at once', async (_, make) => {
  make();
  await expect(lockFolder(folder)).rejects.toThrow(/no lock of kneepoint; remove it/);
});
