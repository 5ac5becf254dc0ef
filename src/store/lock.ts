/** One writer a folder: a file with the writer's process, taken over when that process is known to be gone. */
import { constants, copyFile, link, lstat, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fateOf, ownerOf, thisProcess } from '../run/system/process-identity.js';
import { StoreError } from './store-error.js';

/** The lock's file name in a run's folder. */
export const LOCK_FILE = 'lock.json';

/** Others may take and release it meanwhile, but not for ever. */
const MOST_TRIES = 100;
const PAUSE_MS = 10;
/** Longer than any lock of ours. */
const MOST_BYTES = 10_000;

/** A lock that is held. */
export interface Lock {
  release(): Promise<void>;
}

let locks = 0;

/**
 * Locks a run's folder; rejects with StoreError while another process writes there, or one of another machine or
 * container may do so.
 */
export async function lockFolder(folder: string): Promise<Lock> {
  const path = join(folder, LOCK_FILE);
  const text = JSON.stringify(thisProcess());
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
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    if (await linked(own, path)) return;
    const text = await lockText(path);
    // Released meanwhile.
    if (text === null) continue;
    const owner = ownerOf(text);
    const fate = owner === null ? 'gone' : fateOf(owner);
    if (fate === 'alive') throw inUse(path, `process ${owner?.pid} is writing there; wait for its end, or end it`);
    if (fate === 'unknown')
      throw inUse(
        path,
        `process ${owner?.pid} of another machine or container (${JSON.stringify(owner?.host ?? 'unknown').slice(0, 100)}) may be writing there, which cannot be seen from here; when it has ended, remove this file`,
      );
    if (await tookOver(path, own, text)) return;
    await wait(PAUSE_MS);
  }
  throw inUse(
    path,
    `it was taken by others at each of ${MOST_TRIES} tries; if none runs, remove ${LOCK_FILE}.takeover`,
  );
}

/** Null where there is no lock any more; rejects for what is no file, which no kneepoint made. */
async function lockText(path: string): Promise<string | null> {
  const found = await lstat(path).catch(() => null);
  if (found === null) return null;
  if (!found.isFile() || found.size > MOST_BYTES)
    throw new StoreError('cannot lock', path, new Error('it is no lock of kneepoint; remove it'));
  return readFile(path, 'utf8').catch(() => null);
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

/**
 * Puts an own lock in a stale one's place. One process at a time may do so, and only while the stale lock is still
 * there, so that no lock that another took meanwhile is ever moved.
 */
async function tookOver(path: string, own: string, text: string): Promise<boolean> {
  const gate = `${path}.takeover`;
  if (!(await linked(own, gate))) return false;
  try {
    if ((await lockText(path)) !== text) return false;
    await rename(own, path);
    return true;
  } finally {
    await rm(gate, { force: true });
  }
}

function inUse(path: string, why: string): StoreError {
  return new StoreError('this run is in use:', path, new Error(why));
}
