import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Study } from '../../model/study.js';
import { runsCommand } from '../../seams/subject.js';
import { type HostMessage, type HostRequest, isHostMessage, STOP } from '../host/host-protocol.js';
import type { KillCounter } from '../system/want-of-memory.js';
import { UNHEARD_STATUS } from '../worker/last-words.js';
import { type ProcessExit, ProcessGroup } from './process-group.js';
import type { Watchdog } from './watchdog.js';

const HOST_FILE = fileURLToPath(new URL('../../../host.cjs', import.meta.url));
/** What a unit that runs when the user interrupts gets to end. */
const STOP_GRACE_MS = 3000;
/** From the end of a host's channel, or of its work, to its own end. */
const LEAVE_GRACE_MS = 2000;

/** How a host process ended. */
export interface HostExit extends ProcessExit {
  /** True when it went on without its channel to the supervisor. */
  readonly unheard: boolean;
}

/** What a host is started with. */
export interface HostOptions {
  /** Ends it when the supervisor is gone. */
  readonly watchdog: Watchdog;
  /** Threads of its libuv pool; null leaves the environment as the user has it, as for commands, which inherit it. */
  readonly uvThreadpoolSize: number | null;
}

/** What a study's hosts get for `uvThreadpoolSize`. */
export function poolSizeOfHosts(study: Pick<Study, 'tasks' | 'uvThreadpoolSize'>): number | null {
  return runsCommand(study) ? null : study.uvThreadpoolSize;
}

/** The supervisor's side of one host process. */
export class HostProcess {
  readonly #group: ProcessGroup;
  #leaving: NodeJS.Timeout | undefined;
  #unheard = false;
  /** Resolves when the process has ended, and with it its group. */
  readonly exited: Promise<HostExit>;

  /** Starts the process, which then waits for its request. */
  constructor({ watchdog, uvThreadpoolSize }: HostOptions) {
    this.#group = new ProcessGroup(watchdog, () =>
      fork(HOST_FILE, [], {
        detached: true,
        serialization: 'advanced',
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
        // Not the supervisor's own: source maps, say, would slow down what throws.
        execArgv: [],
        // libuv reads it before any code of the host runs.
        env: { ...process.env, ...(uvThreadpoolSize !== null && { UV_THREADPOOL_SIZE: String(uvThreadpoolSize) }) },
      }),
    );
    this.exited = this.#watch();
  }

  /** Gives it what it is for, once; `hear` gets what it answers. */
  begin(request: HostRequest, hear: (message: HostMessage) => void): void {
    this.#group.child.on('message', (message) => {
      if (isHostMessage(message)) hear(message);
    });
    this.#group.child.send(request, () => {});
  }

  get hasEnded(): boolean {
    return this.#group.hasEnded;
  }

  get pid(): number | undefined {
    return this.#group.pid;
  }

  /** The last of what the host and its workers printed. */
  get outputTail(): string | null {
    return this.#group.outputTail;
  }

  /** What the host and its workers printed. */
  get output(): ProcessGroup['output'] {
    return this.#group.output;
  }

  /** Has it hand out no more units, and gives those that run a moment to end before the whole group does. */
  async stop(): Promise<void> {
    this.#group.child.send(STOP, () => {});
    const timer = setTimeout(() => void this.end(), STOP_GRACE_MS);
    await this.exited;
    clearTimeout(timer);
  }

  /** Ends the whole group: by request, then by force. */
  end(): Promise<void> {
    return this.#group.end();
  }

  /** Ends the whole group at once. */
  kill(): void {
    this.#group.kill();
  }

  /** Lets the host leave by itself for a moment: what a task does when its process exits may never end. */
  letLeave(): void {
    this.#leaving ??= setTimeout(() => this.kill(), LEAVE_GRACE_MS);
  }

  async #watch(): Promise<HostExit> {
    const { child } = this.#group;
    child.once('exit', () => clearTimeout(this.#leaving));
    child.once('disconnect', () => {
      if (this.hasEnded) return;
      this.#leaving ??= setTimeout(() => {
        this.#unheard = true;
        this.kill();
      }, LEAVE_GRACE_MS);
    });
    const exit = await this.#group.exited;
    clearTimeout(this.#leaving);
    return { ...exit, unheard: this.#unheard || exit.code === UNHEARD_STATUS };
  }
}

/** How a host ended, as a clause that follows "the host process"; `output` is the last of what it printed. */
export function howItEnded({ code, signal, unheard }: HostExit, output: string | null, kills: KillCounter): string {
  if (unheard) return 'closed its channel to the supervisor (did the task call process.disconnect?)';
  const why = kills.explain(signal, output);
  if (signal !== null) return `ended by ${signal}${why === null ? '' : `: ${why}`}`;
  if (code === null) return 'could not be started';
  return `ended with status ${code} (did the task call process.exit?)`;
}
