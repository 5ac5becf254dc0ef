/**
 * What tasks keep from run to run: `context.cache` of their setup. One file a value in a folder of the user's; its
 * name begins with words for people. Of all workers and runs one makes a value, and the others wait for it.
 */
import { createHash } from 'node:crypto';
import { constants, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { now, secondsBetween } from '../../clock.js';
import type { CacheUse } from '../../model/setup.js';
import { makeFolders } from '../system/folders.js';
import { livingOwner, takeLock } from '../system/owned-lock.js';
import { decodeEntry, type EntryName, encodeEntry } from './cache-entry.js';

/** How often one who waits looks for the value that another makes. */
const LOOK_MS = 50;
/** Behind an entry's name: whoever makes it holds the lock of that name. */
export const LOCK = '.lock';
/** Only its user may read it: what is kept may be a private key. */
const PRIVATE = { file: 0o600, folder: 0o700, others: 0o077 } as const;

/** The values that one task keeps. */
export class TaskCache {
  /** What came of each call that did not just find its value. */
  readonly uses: CacheUse[] = [];

  /** `folder` is absolute; null keeps nothing. `scope` keeps the values of tasks apart. */
  constructor(
    readonly folder: string | null,
    readonly scope: string,
  ) {}

  /**
   * The value that is kept under `key`, or else what `make` gives, which is kept from then on. Rejects with what
   * `make` throws, and with TypeError for a value that cannot be kept.
   */
  async get<Value>(key: string, make: () => Value | Promise<Value>): Promise<Value> {
    const name = { scope: this.scope, key };
    if (this.folder === null) return this.#make(name, make, null, { outcome: 'made', reason: null });
    const path = join(this.folder, fileName(name));
    const first = await readEntry(path, name);
    if ('value' in first) return first.value as Value;
    let lock: Awaited<ReturnType<typeof takeLock>>;
    try {
      await makeFolders(this.folder, PRIVATE.folder);
      lock = await takeLock(`${path}${LOCK}`, key);
    } catch (thrown) {
      return this.#make(name, make, null, { outcome: 'not-kept', reason: messageOf(thrown) });
    }
    if (!('release' in lock)) return this.#await(path, key, make);
    try {
      // Another may have made it since it was looked for.
      const found = await readEntry(path, name);
      if ('value' in found) return found.value as Value;
      const outcome = found.reason === null ? 'made' : 'replaced';
      return await this.#make(name, make, path, { outcome, reason: found.reason });
    } finally {
      await lock.release();
    }
  }

  /** Another makes it: whoever that is may be killed, so who waits comes again. */
  async #await<Value>(path: string, key: string, make: () => Value | Promise<Value>): Promise<Value> {
    for (let holder = true; holder; ) {
      await sleep(LOOK_MS);
      holder = livingOwner(await readFile(`${path}${LOCK}`, 'utf8').catch(() => '')) !== null;
    }
    return this.get(key, make);
  }

  /** What comes back is as it will be when it is read: a task never sees two shapes of one value. */
  async #make<Value>(
    name: EntryName,
    make: () => Value | Promise<Value>,
    path: string | null,
    use: Pick<CacheUse, 'outcome' | 'reason'>,
  ): Promise<Value> {
    const began = now();
    const file = encodeEntry(name, await make());
    const { key } = name;
    const seconds = secondsBetween(began, now());
    try {
      if (path !== null) await writePrivate(path, file);
      this.uses.push({ key, ...use, seconds });
    } catch (thrown) {
      this.uses.push({ key, outcome: 'not-kept', reason: messageOf(thrown), seconds });
    }
    return decodeEntry(name, file) as Value;
  }
}

/** `crypto-sign-rsa-2048-key-pair-0123456789abcdef`: words for people, and what tells it from any other. */
function fileName({ scope, key }: EntryName): string {
  const words = `${scope.replace(/^.*[\\/]/, '')} ${key}`.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  const digest = createHash('sha256')
    .update(JSON.stringify([scope, key]))
    .digest('hex')
    .slice(0, 16);
  return `${words.slice(0, 60).replace(/^-+|-+$/g, '')}-${digest}`;
}

/** What is kept, or why it is not taken; no reason where there is nothing. */
async function readEntry(path: string, name: EntryName): Promise<{ value: unknown } | { reason: string | null }> {
  try {
    // A link may lead anywhere, and a pipe would wait for ever.
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const facts = await file.stat();
      if (!facts.isFile()) return { reason: 'it is no file' };
      if (facts.uid !== process.getuid?.()) return { reason: "it is another user's" };
      if ((facts.mode & PRIVATE.others) !== 0) return { reason: 'others may read or write it' };
      return { value: decodeEntry(name, await file.readFile()) };
    } finally {
      await file.close();
    }
  } catch (thrown) {
    const isMissing = ['ENOENT', 'ENOTDIR'].includes((thrown as NodeJS.ErrnoException).code ?? '');
    return { reason: isMissing ? null : messageOf(thrown) };
  }
}

/** Whole or not at all. */
async function writePrivate(path: string, file: Uint8Array): Promise<void> {
  const fresh = `${path}.new`;
  try {
    await rm(fresh, { recursive: true, force: true });
    await writeFile(fresh, file, { flag: 'wx', mode: PRIVATE.file });
    // A folder in its place stands in the way.
    await rename(fresh, path).catch(async () => {
      await rm(path, { recursive: true, force: true });
      await rename(fresh, path);
    });
  } catch (thrown) {
    await rm(fresh, { force: true }).catch(() => {});
    throw thrown;
  }
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
