import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { StoreError } from '../../src/store/store-error.js';
import { writeWhole } from '../../src/store/whole-file.js';
import { type FaultPlan, failingFiles } from '../support/failing-file.js';

const folder = mkdtempSync(join(tmpdir(), 'kneepoint-whole-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, 'report.json');
beforeEach(() => writeFileSync(path, 'the old one'));

const TEXT = 'größer '.repeat(1000);

test('a file is replaced by the new one', async () => {
  await writeWhole(path, TEXT);
  expect(readFileSync(path, 'utf8')).toBe(TEXT);
  expect(readdirSync(folder)).toEqual(['report.json']);
});

test('others may read it as they may read any new file of this user', async () => {
  await writeWhole(path, TEXT);
  expect(statSync(path).mode & 0o777).toBe(0o666 & ~process.umask());
});

test.each(['ENOSPC', 'EIO', 'EDQUOT', 'EFBIG', 'partial', 'nothing'] as const)(
  '%s in a write or in a sync leaves the old one, and nothing else',
  async (fault) => {
    for (const on of ['write', 'sync'] as const) {
      const plan: FaultPlan = { on, fault, nth: 1, lasting: true };
      await expect(writeWhole(path, TEXT, failingFiles(plan))).rejects.toThrow(StoreError);
      expect(readFileSync(path, 'utf8')).toBe('the old one');
      expect(readdirSync(folder)).toEqual(['report.json']);
    }
  },
);

test('short writes are gone on with', async () => {
  await writeWhole(path, TEXT, failingFiles({ on: 'write', fault: 'short', nth: 1, lasting: true }));
  expect(readFileSync(path, 'utf8')).toBe(TEXT);
});

test('a link planted in its way is not written through', async () => {
  const victim = join(folder, 'victim');
  writeFileSync(victim, 'precious');
  symlinkSync(victim, `${path}.new`);
  await writeWhole(path, TEXT);
  expect(readFileSync(victim, 'utf8')).toBe('precious');
  expect(existsSync(`${path}.new`)).toBe(false);
  rmSync(victim);
});
