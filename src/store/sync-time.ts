import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { now, secondsBetween } from '../clock.js';
import { makeFolders } from './folders.js';

/** As much as a journal's line, or a little more. */
const BYTES = 4096;

/**
 * Seconds that each of `times` appends takes to be safe on the disk of a results folder, which is made if
 * it is not there. Rejects with the file system's error.
 */
export async function syncTimes(folder: string, times: number): Promise<readonly number[]> {
  await makeFolders(folder);
  const path = join(folder, `.kneepoint-sync-${process.pid}`);
  const file = await open(path, 'wx');
  try {
    const seconds: number[] = [];
    for (let i = 0; i < times; i++) {
      const began = now();
      await file.write(Buffer.alloc(BYTES, i));
      await file.datasync();
      seconds.push(secondsBetween(began, now()));
    }
    return seconds;
  } finally {
    await file.close();
    await rm(path, { force: true });
  }
}
