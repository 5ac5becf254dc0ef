/**
 * Temporary files: one folder a study, made by mkdtemp, with the supervisor's process id in its name; and the
 * watchdog that removes it when the supervisor is killed.
 */
import { type Dirent, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../user-error.js';
import { endProcess, markedProcesses } from '../system/marked-processes.js';
import { fateOf, ownerIn, thisProcess } from '../system/process-identity.js';
import { systemText } from '../system/system-file.js';
import { Watchdog } from './watchdog.js';

const PREFIX = 'kneepoint-';
const NAME = /^kneepoint-\d+-\w{6}$/;
/** Who made the folder: the id in its name may be another's in another container. */
const OWNER_FILE = 'owner.json';

/** A study's temporary folder: made when something is first to lie in it, which of a simulated study nothing does. */
export class Scratch {
  #made: { readonly path: string; readonly watchdog: Watchdog } | null = null;

  constructor() {
    sweepDead();
  }

  /** Throws UserError where there can be no such folder. */
  get path(): string {
    return this.#make().path;
  }

  /** Throws as `path` does. */
  get watchdog(): Watchdog {
    return this.#make().watchdog;
  }

  #make() {
    this.#made ??= usable(() => {
      const path = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
      // From here on it is removed whatever ends this process.
      const watchdog = new Watchdog(path);
      watchdog.begin();
      this.#made = { path, watchdog };
      process.once('exit', this.#remove);
      writeFileSync(join(path, OWNER_FILE), JSON.stringify(thisProcess()));
      return this.#made;
    });
    return this.#made;
  }

  /** A new folder inside; `name` is ours, never the user's. Throws as `path` does. */
  folder(name: string): string {
    const path = join(this.path, name);
    usable(() => mkdirSync(path, { recursive: true }));
    return path;
  }

  /** A new folder inside that its user removes. */
  temporary(name: string): { readonly path: string; remove(): void } {
    const path = this.folder(name);
    return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
  }

  /** Removes everything. */
  remove(): void {
    process.off('exit', this.#remove);
    this.#remove();
  }

  readonly #remove = (): void => {
    if (this.#made === null) return;
    rmSync(this.#made.path, { recursive: true, force: true });
    this.#made.watchdog.end();
  };
}

/**
 * Leftovers of supervisors that were killed with their watchdogs: ours by name, user and owner, and their process is
 * known to be gone. One of another container is left alone.
 */
function sweepDead(): void {
  for (const entry of entriesOf(tmpdir())) {
    if (!NAME.test(entry.name) || !entry.isDirectory()) continue;
    const path = join(tmpdir(), entry.name);
    try {
      if (lstatSync(path).uid !== process.getuid?.()) continue;
      const owner = ownerIn(JSON.parse(systemText(join(path, OWNER_FILE))));
      if (owner === null || fateOf(owner) !== 'gone') continue;
      for (const marked of markedProcesses('/', path)) endProcess(marked, 'SIGKILL');
      rmSync(path, { recursive: true, force: true });
    } catch {
      // Another run swept it first.
    }
  }
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

const REASONS: { readonly [code: string]: string } = {
  ENOENT: 'there is no such folder',
  ENOTDIR: 'it is no folder',
  EACCES: 'it may not be written to',
  EROFS: 'its file system is read-only',
  ENOSPC: 'its file system has no space, or no inode, left',
  EDQUOT: 'your disk quota is used up',
};

function usable<Result>(act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    const cure = 'make room there, or set TMPDIR to a folder that can be written to';
    throw new UserError(
      `no temporary file can be made in ${JSON.stringify(tmpdir())}: ${REASONS[code] ?? message}; ${cure}`,
    );
  }
}
