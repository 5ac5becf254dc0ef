/**
 * A lock that outlives no owner: a file with its owner's process id and start, taken over when that process is gone.
 * It needs no renewal, so it writes nothing while something is measured.
 */
import { constants, copyFile, link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
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

/** How often a lock is tried that others take over or release meanwhile, and how long it waits between. */
const MOST_TRIES = 100;
const PAUSE_MS = 10;

let locks = 0;

/**
 * Takes the lock, or gives the living process that holds it; rejects with the file system's own error, and with an Error
 * where a process was killed while it took over a stale lock.
 */
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
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    if (await linked(own, path)) return null;
    const text = await textOf(path);
    // Released meanwhile.
    if (text === null) continue;
    const owner = livingOwner(text);
    if (owner !== null) return owner;
    if (await tookOver(path, own, text)) return null;
    await sleep(PAUSE_MS);
  }
  throw new Error(`others took it at each of ${MOST_TRIES} tries; if no other process runs, remove ${gateOf(path)}`);
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
 * Puts an own lock in a stale one's place. One process at a time may do so, and only while the stale lock is still there:
 * no lock that another took meanwhile is ever moved.
 */
async function tookOver(path: string, own: string, stale: string): Promise<boolean> {
  const gate = gateOf(path);
  if (!(await linked(own, gate))) return false;
  try {
    if ((await textOf(path)) !== stale) return false;
    await rename(own, path);
    return true;
  } finally {
    await rm(gate, { force: true });
  }
}

/** Whoever takes over a stale lock holds this file meanwhile. */
function gateOf(path: string): string {
  return `${path}.takeover`;
}

/** Null where there is no lock. */
function textOf(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch(() => null);
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
