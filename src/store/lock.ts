/** One writer a folder: a file with the writer's process id and start, taken over when that process is gone. */
import { constants, copyFile, link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive, processStart } from '../run/system/process-identity.js';
import { StoreError } from './store-error.js';

/** The lock's file name in a run's folder. */
export const LOCK_FILE = 'lock.json';

/** Who writes to a folder. */
interface Owner {
  readonly pid: number;
  /** When that process started, as its system tells it; null where it does not. */
  readonly started: string | null;
}

/** A lock that is held. */
export interface Lock {
  release(): Promise<void>;
}

let locks = 0;

/** Locks a run's folder; rejects with StoreError while another process writes there. */
export async function lockFolder(folder: string): Promise<Lock> {
  const path = join(folder, LOCK_FILE);
  const text = JSON.stringify({ pid: process.pid, started: processStart(process.pid) } satisfies Owner);
  const own = `${path}.${process.pid}_${locks++}`;
  try {
    // Linked when it is whole: whoever finds a lock finds its owner in it.
    await writeFile(own, text, { flag: 'wx' });
    await take(path, own);
  } catch (error) {
    throw error instanceof StoreError ? error : new StoreError('cannot lock', folder, error);
  } finally {
    await rm(own, { force: true });
  }
  return { release: () => rm(path, { force: true }) };
}

async function take(path: string, own: string): Promise<void> {
  while (!(await linked(own, path))) {
    const text = await readFile(path, 'utf8').catch(() => null);
    // Released meanwhile.
    if (text === null) continue;
    const owner = ownerOf(text);
    if (owner !== null && isWriting(owner)) throw inUse(path, owner);
    await removeStale(path, own, text);
  }
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

/** Null for a text that is no lock of ours. */
function ownerOf(text: string): Owner | null {
  try {
    const { pid, started } = JSON.parse(text) as Partial<Owner>;
    return Number.isSafeInteger(pid) && Number(pid) > 0 ? { pid: Number(pid), started: started ?? null } : null;
  } catch {
    return null;
  }
}

/** An id alone may have gone to another process. */
function isWriting({ pid, started }: Owner): boolean {
  return isAlive(pid) && (started === null || processStart(pid) === started);
}

function inUse(path: string, { pid }: Owner): StoreError {
  const why = `process ${pid} is writing there; wait for its end, or end it`;
  return new StoreError('this run is in use:', path, new Error(why));
}
