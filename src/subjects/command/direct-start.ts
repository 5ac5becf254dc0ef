/**
 * Starts programs by posix_spawn(3), called by koffi, where that is there. Node's own spawn forks: the system copies the
 * tables of all of this process's memory for each run, which takes 0.7 ms more than the program itself needs, and longer
 * the more memory there is and the busier the machine.
 */
import { closeSync, openSync } from 'node:fs';
import { constants } from 'node:os';

/** How a program ended, as Node tells it. */
export type OnExit = (exitCode: number | null, exitSignal: NodeJS.Signals | null) => void;

/** What a program is started with. */
export interface DirectProgram {
  /** Absolute path. */
  readonly file: string;
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdio: readonly (number | 'ignore' | 'inherit')[];
}

/** The C library's functions. Structures of its own are buffers that are larger than any of them. */
interface Library {
  readonly spawn: (...args: unknown[]) => number;
  readonly initActions: (actions: Buffer) => number;
  readonly addFolder: (actions: Buffer, path: string) => number;
  readonly addFile: (actions: Buffer, from: number, to: number) => number;
  readonly destroyActions: (actions: Buffer) => number;
  readonly wait: (pid: number, status: number[], options: number) => number;
}

const STRUCTURE_BYTES = 1024;
/** POSIX_SPAWN_SETSIGDEF, _SETSIGMASK and _SETSID, as glibc and musl number them. */
const FLAGS = 0x04 | 0x08 | 0x80;
const WNOHANG = 1;
/** A signal that was missed is made up for by then. */
const LOOK_MS = 1000;

/** Starts programs, each in a session of its own with no signal blocked or ignored, as Node's detached spawn does. */
export class DirectStart {
  readonly #running = new Map<number, OnExit>();
  readonly #nothing = openSync('/dev/null', 'r+');
  readonly #onChild = () => this.#collect();
  #timer: NodeJS.Timeout | null = null;

  private constructor(
    readonly library: Library,
    readonly attributes: Buffer,
  ) {
    process.on('SIGCHLD', this.#onChild);
  }

  /** Null where programs are started by Node: on other systems than Linux, and without koffi. */
  static async open(): Promise<DirectStart | null> {
    if (process.platform !== 'linux') return null;
    try {
      const { default: koffi } = await import('koffi');
      const libc = koffi.load(null);
      const func = (prototype: string) => libc.func(prototype);
      const attributes = Buffer.alloc(STRUCTURE_BYTES);
      const set = (name: string, type: string, value: unknown) =>
        func(`int posix_spawnattr_${name}(void *attr, ${type})`)(attributes, value);
      func('int posix_spawnattr_init(void *attr)')(attributes);
      set('setflags', 'short flags', FLAGS);
      set('setsigdefault', 'void *set', Buffer.alloc(STRUCTURE_BYTES, 0xff));
      set('setsigmask', 'void *set', Buffer.alloc(STRUCTURE_BYTES));
      const of = (name: string, more = '') => func(`int posix_spawn_file_actions_${name}(void *actions${more})`);
      const library = {
        spawn: func(
          'int posix_spawn(_Out_ int *pid, const char *path, void *actions, void *attr, const char **argv, const char **envp)',
        ),
        initActions: of('init'),
        addFolder: of('addchdir_np', ', const char *path'),
        addFile: of('adddup2', ', int from, int to'),
        destroyActions: of('destroy'),
        wait: func('int waitpid(int pid, _Out_ int *status, int options)'),
      };
      return new DirectStart(library, attributes);
    } catch {
      return null;
    }
  }

  /** Starts a program; gives its id, or null where the system refuses: Node's spawn then tells why, or runs it by a shell. */
  start({ file, argv, cwd, env, stdio }: DirectProgram, onExit: OnExit): number | null {
    const { library, attributes } = this;
    const variables = Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]));
    // C ends a text at its first zero byte; Node refuses such texts.
    if ([file, cwd, ...argv, ...variables].some((text) => text.includes('\0'))) return null;
    const actions = Buffer.alloc(STRUCTURE_BYTES);
    library.initActions(actions);
    try {
      library.addFolder(actions, cwd);
      for (const [to, from] of stdio.entries())
        library.addFile(actions, from === 'ignore' ? this.#nothing : from === 'inherit' ? to : from, to);
      const pid = [0];
      const failed = library.spawn(pid, file, actions, attributes, [...argv, null], [...variables, null]) !== 0;
      if (failed) return null;
      this.#running.set(pid[0] as number, onExit);
      // Nothing else would keep this process from its end.
      this.#timer ??= setInterval(this.#onChild, LOOK_MS);
      return pid[0] as number;
    } finally {
      library.destroyActions(actions);
    }
  }

  /** No program may be running. */
  close(): void {
    process.off('SIGCHLD', this.#onChild);
    closeSync(this.#nothing);
  }

  /** All that have ended are waited for before any of it is announced: their accounts are read together. */
  #collect(): void {
    const ended = [...this.#running].flatMap(([pid, onExit]) => {
      const status = [0];
      if (this.library.wait(pid, status, WNOHANG) !== pid) return [];
      this.#running.delete(pid);
      return [{ onExit, status: status[0] as number }];
    });
    if (this.#running.size === 0 && this.#timer !== null) {
      clearInterval(this.#timer);
      this.#timer = null;
    }
    for (const { onExit, status } of ended) onExit(...howItEnded(status));
  }
}

/** Of a status of waitpid(2): the exit code is its second byte, the signal the lowest seven bits. */
function howItEnded(status: number): Parameters<OnExit> {
  const signal = status & 0x7f;
  if (signal === 0) return [(status >> 8) & 0xff, null];
  const name = Object.entries(constants.signals).find(([, number]) => number === signal)?.[0];
  return [null, (name ?? 'SIGKILL') as NodeJS.Signals];
}
