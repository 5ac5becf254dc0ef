/** Whether a run's folder is the one in which this user began the run: a copy, or a folder from elsewhere, is another. */
import { lstatSync } from 'node:fs';
import type { FolderIdentity } from '../model/journal.js';

/** What tells a folder from its copies; null where the file system does not know when a folder was made. */
export function identityOf(folder: string): FolderIdentity | null {
  const { ino, birthtimeNs } = lstatSync(folder, { bigint: true });
  return birthtimeNs > 0n ? { inode: String(ino), bornNs: String(birthtimeNs) } : null;
}

/**
 * True for a folder that was made by the run whose record it holds, and belongs to this user. Whoever writes a journal
 * elsewhere cannot know which number, and which nanosecond, its folder will get here.
 */
export function isOwnRun(folder: string, begun: FolderIdentity | undefined): boolean {
  const { uid } = lstatSync(folder);
  const found = identityOf(folder);
  if (begun === undefined || found === null || (process.getuid !== undefined && uid !== process.getuid())) return false;
  return found.inode === begun.inode && found.bornNs === begun.bornNs;
}
