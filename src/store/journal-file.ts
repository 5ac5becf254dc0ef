/** The journal's way to the disk, and the one seam at which tests let writes fail. */
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';

/** The part of Node's FileHandle by which results are written. */
export interface WritableFile {
  write(
    bytes: Uint8Array,
    offset: number,
    length: number,
    position: number,
  ): Promise<{ readonly bytesWritten: number }>;
  sync(): Promise<void>;
  truncate(length: number): Promise<void>;
  close(): Promise<void>;
}

/** Opens a file: `wx` makes a new one, `r+` goes on with one that exists. */
export type OpenFile = (path: string, flags: 'wx' | 'r+') => Promise<WritableFile>;

/** A journal holds arguments and output as they were: it is its owner's alone. */
export const openPrivate: OpenFile = (path, flags) => open(path, flags, 0o600);

/** Reports are made to be shared: the user's umask rules. */
export const openShared: OpenFile = (path, flags) => open(path, flags);

/** Writes all bytes at a position, however few of them one call takes; rejects with what the system says. */
export async function writeAll(file: WritableFile, bytes: Uint8Array, position: number): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, written, bytes.length - written, position + written);
    if (bytesWritten === 0) throw new Error(`only ${written} of ${bytes.length} bytes could be written`);
    written += bytesWritten;
  }
}

/** Puts a folder's entries on the disk: a new file may be whole and yet be in no folder after a power cut. */
export async function syncFolderOf(path: string): Promise<void> {
  const folder = await open(dirname(path), 'r');
  try {
    await folder.sync();
  } catch (error) {
    // Some file systems (and Windows) know no such thing.
    if (!['EINVAL', 'ENOTSUP', 'EPERM', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  } finally {
    await folder.close();
  }
}
