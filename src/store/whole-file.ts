import { rename, rm } from 'node:fs/promises';
import { type OpenFile, openShared, syncFolderOf, type WritableFile, writeAll } from './journal-file.js';
import { StoreError } from './store-error.js';

/**
 * Writes a file whole or not at all: what a kill, a full disk or a power cut leaves is the old one or the
 * new one. Rejects with StoreError. (write-file-atomic takes a short write, as disks that fill up make it,
 * for the whole: a cut report then replaces a good one.)
 */
export async function writeWhole(path: string, text: string, open: OpenFile = openShared): Promise<void> {
  const fresh = `${path}.new`;
  try {
    // Left by a run that was killed, or planted: never written through.
    await rm(fresh, { force: true });
    await fill(await open(fresh, 'wx'), Buffer.from(text));
    await rename(fresh, path);
    await syncFolderOf(path);
  } catch (error) {
    await rm(fresh, { force: true }).catch(() => {});
    throw new StoreError('cannot write', path, error);
  }
}

async function fill(file: WritableFile, bytes: Uint8Array): Promise<void> {
  try {
    await writeAll(file, bytes, 0);
    await file.sync();
  } finally {
    await file.close();
  }
}
