import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { syncTimes } from '../../src/store/sync-time.js';
import { ownFolder, writeFiles } from '../support/cli.js';

const folder = ownFolder();

test('each append to a results folder is timed, and nothing of it is left', async () => {
  const results = join(folder, 'new', 'results');
  const seconds = await syncTimes(results, 5);
  expect(seconds).toHaveLength(5);
  expect(Math.min(...seconds)).toBeGreaterThan(0);
  expect(readdirSync(results)).toEqual([]);
});

test("a folder that cannot be rejects with the file system's error", async () => {
  writeFiles(folder, { 'a-file': '' });
  await expect(syncTimes(join(folder, 'a-file', 'results'), 1)).rejects.toMatchObject({ code: 'ENOTDIR' });
});
