/**
 * A lock that outlives no owner: a file with its owner's process id and start, taken over when that process is gone.
 * It needs no renewal, so it writes nothing while something is measured.
 */
import { constants, copyFile, link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { threadId } from 'node:worker_threads';
import { isAlive, processStart } from './process-identity.js';

/** Who holds a lock. */
export interface LockOwner {
  readonly pid: number;
  /** When that process started, as its system tells it; null where it does not. */
  readonly started: string | null;
  /** What it holds the lock for: hostile text; empty where it said nothing. */
  readonly purpose: string;
}

/** A lock that is held. */
export interface Lock {
  release(): Promise<void>;
}

let locks = 0;

/** Takes the lock, or gives the living process that holds it; rejects with the file system's own error. */
export async function takeLock(path: string, purpose = ''): Promise<Lock | LockOwner> {
  const owner = { pid: process.pid, started: processStart(process.pid), ...(purpose !== '' && { purpose }) };
  const own = `${path}.${process.pid}_${threadId}_${locks++}`;
  try {
    // Linked when it is whole: whoever finds a lock finds its owner in it.
    await writeFile(own, JSON.stringify(owner), { flag: 'wx', mode: 0o600 });
    const holder = await take(path, own);
    return holder ?? { release: () => rm(path, { force: true }) };
  } finally {
    await rm(own, { force: true });
  }
}

/** Null when it is taken now. */
async function take(path: string, own: string): Promise<LockOwner | null> {
  while (!(await linked(own, path))) {
    const text = await readFile(path, 'utf8').catch(() => null);
    // Released meanwhile.
    if (text === null) continue;
    const owner = livingOwner(text);
    if (owner !== null) return owner;
    await removeStale(path, own, text);
  }
  return null;
}

async function linked(own: string, path: string): Promise<boolean> {
  try {
    await link(own, path).catch((error) => {
      if (isCode(error, 'EEXIST')) throw error;
      // A file system without hard links.
      return copyFile(own, path, constants.COPYFILE_EXCL);
    });
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
}

function isCode(error: unknown, code: string): boolean {
  return (error as NodeJS.ErrnoException).code === code;
}

/** Another process may have replaced the stale lock by its own since it was read: then that one is put back. */
async function removeStale(path: string, own: string, text: string): Promise<void> {
  const moved = `${own}.stale`;
  await rename(path, moved).catch(() => {});
  if ((await readFile(moved, 'utf8').catch(() => text)) !== text) await linked(moved, path);
  await rm(moved, { force: true });
}

/** Who holds the lock of this text; null for a process that is gone, and for a text that is no lock of ours. */
export function livingOwner(text: string): LockOwner | null {
  const owner = ownerOf(text);
  // An id alone may have gone to another process.
  const lives =
    owner !== null && isAlive(owner.pid) && (owner.started ?? processStart(owner.pid)) === processStart(owner.pid);
  return lives ? owner : null;
}

function ownerOf(text: string): LockOwner | null {
  try {
    const { pid, started, purpose } = JSON.parse(text) as Partial<LockOwner>;
    if (!Number.isSafeInteger(pid) || Number(pid) <= 0) return null;
    return { pid: Number(pid), started: started ?? null, purpose: typeof purpose === 'string' ? purpose : '' };
  } catch {
    return null;
  }
}
