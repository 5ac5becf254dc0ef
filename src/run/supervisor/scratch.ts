/**
 * Temporary files: one folder a study, made by mkdtemp, with the supervisor's process id in its name; and the
 * watchdog that removes it when the supervisor is killed.
 */
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endProcess, markedProcesses } from '../system/marked-processes.js';
import { fateOf, ownerIn, thisProcess } from '../system/process-identity.js';
import { systemText } from '../system/system-file.js';
import { Watchdog } from './watchdog.js';

const PREFIX = 'kneepoint-';
const NAME = /^kneepoint-\d+-\w{6}$/;
/** Who made the folder: the id in its name may be another's in another container. */
const OWNER_FILE = 'owner.json';

/** A study's temporary folder. */
export class Scratch {
  readonly path: string;
  readonly watchdog: Watchdog;

  constructor() {
    sweepDead();
    this.path = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
    writeFileSync(join(this.path, OWNER_FILE), JSON.stringify(thisProcess()));
    this.watchdog = new Watchdog(this.path);
    process.once('exit', this.#remove);
  }

  /** A new folder inside; `name` is ours, never the user's. */
  folder(name: string): string {
    const path = join(this.path, name);
    mkdirSync(path, { recursive: true });
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
    rmSync(this.path, { recursive: true, force: true });
    this.watchdog.end();
  };
}

/**
 * Leftovers of supervisors that were killed with their watchdogs: ours by name, user and owner, and their process is
 * known to be gone. One of another container is left alone.
 */
function sweepDead(): void {
  for (const entry of readdirSync(tmpdir(), { withFileTypes: true })) {
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
