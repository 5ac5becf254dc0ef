import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder, and those above it that are not there, one by one: Node's own way never ends below /proc, and calls
 * a read-only disk a missing folder. Rejects with the file system's error.
 */
export async function makeFolders(path: string): Promise<void> {
  if (existsSync(path) || dirname(path) === path) return;
  await makeFolders(dirname(path));
  await makeFolder(path);
}

/** Makes one folder; false when something is there already. Rejects with the file system's error. */
export async function makeFolder(path: string): Promise<boolean> {
  try {
    await mkdir(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
