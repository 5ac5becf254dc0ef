/**
 * A lock that outlives no owner: a file with its owner's process, taken over when that process is known to be gone.
 * It needs no renewal, so it writes nothing while something is measured.
 */
import { constants, copyFile, link, lstat, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { threadId } from 'node:worker_threads';
import { fateOf, ownerIn, type ProcessOwner, thisProcess } from './process-identity.js';

/** Who holds a lock. */
export interface LockOwner extends ProcessOwner {
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
/** Longer than any lock of ours. */
const MOST_BYTES = 10_000;

let locks = 0;

/**
 * Takes the lock, or gives the living process that holds it; rejects with the file system's own error, and with an Error
 * that says what to remove: where the holder cannot be seen from here, where a process was killed while it took over a
 * stale lock, and where something else than a lock is in its place.
 */
export async function takeLock(path: string, purpose = ''): Promise<Lock | LockOwner> {
  const owner = { ...thisProcess(), ...(purpose !== '' && { purpose }) };
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
    const owner = ownerOf(text);
    const fate = owner === null ? 'gone' : fateOf(owner);
    if (owner !== null && fate === 'alive') return owner;
    if (owner !== null && fate === 'unknown') throw unseen(path, owner);
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

/** Null where there is no lock; rejects for what no kneepoint made: a pipe or a device may never end. */
async function textOf(path: string): Promise<string | null> {
  const found = await lstat(path).catch(() => null);
  if (found === null) return null;
  if (!found.isFile() || found.size > MOST_BYTES) throw new Error(`${path} is no lock of kneepoint; remove it`);
  return readFile(path, 'utf8').catch(() => null);
}

/** Who holds the lock of this text, if that is seen to be alive; null otherwise, and for a text that is no lock of ours. */
export function livingOwner(text: string): LockOwner | null {
  const owner = ownerOf(text);
  return owner !== null && fateOf(owner) === 'alive' ? owner : null;
}

function ownerOf(text: string): LockOwner | null {
  try {
    const given = JSON.parse(text) as { readonly purpose?: unknown } | null;
    const owner = ownerIn(given);
    return owner && { ...owner, purpose: typeof given?.purpose === 'string' ? given.purpose : '' };
  } catch {
    return null;
  }
}

function unseen(path: string, { pid, host }: LockOwner): Error {
  const where = JSON.stringify(host ?? 'unknown').slice(0, 100);
  return new Error(
    `process ${pid} of another machine or container (${where}) may hold it, which cannot be seen from here; when that process has ended, remove ${path}`,
  );
}
