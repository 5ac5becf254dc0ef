import { spawn } from 'node:child_process';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Study } from '../../model/study.js';
import { runsCommand } from '../../seams/subject.js';
import { CHANNEL_FD, Channel } from '../host/channel.js';
import { type HostMessage, type HostRequest, STOP } from '../host/host-protocol.js';
import { within } from '../host/within.js';
import type { KillCounter } from '../system/want-of-memory.js';
import { UNHEARD_STATUS } from '../worker/last-words.js';
import { MOST_MESSAGE_BYTES, wrongIn } from './host-messages.js';
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
  /** What it told that no host tells, for which it was ended; null when there was nothing. */
  readonly misfit: string | null;
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
  #misfit: string | null = null;
  /** Null when the process could not be started. */
  readonly #channel: Channel | null;
  /** Resolves when the process has ended, and with it its group. */
  readonly exited: Promise<HostExit>;

  /** Starts the process, which then waits for its request. */
  constructor({ watchdog, uvThreadpoolSize }: HostOptions) {
    this.#group = new ProcessGroup(watchdog, () =>
      spawn(process.execPath, [HOST_FILE], {
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
        // libuv reads it before any code of the host runs.
        env: { ...process.env, ...(uvThreadpoolSize !== null && { UV_THREADPOOL_SIZE: String(uvThreadpoolSize) }) },
      }),
    );
    const socket = this.#group.child.stdio?.[CHANNEL_FD] as Duplex | undefined;
    this.#channel = socket ? new Channel(socket) : null;
    this.exited = this.#watch();
  }

  /** Gives it what it is for, once; `hear` gets what it answers. What no host tells ends it. */
  begin(request: HostRequest, hear: (message: HostMessage) => void): void {
    const refuse = (why: string) => {
      this.#misfit ??= why;
      this.kill();
    };
    const check = (message: unknown) => {
      const wrong = wrongIn(message);
      if (wrong !== null) refuse(wrong);
      else if (this.#misfit === null) hear(message as HostMessage);
    };
    this.#channel?.hear(check, MOST_MESSAGE_BYTES, refuse);
    this.#channel?.send(request);
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
    this.#channel?.send(STOP);
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
    void this.#channel?.closed.then(() => {
      if (this.hasEnded) return;
      this.#leaving ??= setTimeout(() => {
        this.#unheard = true;
        this.kill();
      }, LEAVE_GRACE_MS);
    });
    const exit = await this.#group.exited;
    clearTimeout(this.#leaving);
    // What it told last may still be on its way.
    if (this.#channel !== null) await within(LEAVE_GRACE_MS, this.#channel.closed, null);
    return { ...exit, unheard: this.#unheard || exit.code === UNHEARD_STATUS, misfit: this.#misfit };
  }
}

/** How a host ended, as a clause that follows "the host process"; `output` is the last of what it printed. */
export function howItEnded(
  { code, signal, unstarted, unheard, misfit }: HostExit,
  output: string | null,
  kills: KillCounter,
): string {
  if (unstarted !== null) return `could not be started: ${unstarted}`;
  if (misfit !== null) return `was ended, because it told ${misfit} (did the task write to descriptors not its own?)`;
  if (unheard) return 'closed its channel to the supervisor (did the task close descriptors not its own?)';
  const why = kills.explain(signal, output);
  if (signal !== null) return `ended by ${signal}${why === null ? '' : `: ${why}`}`;
  return `ended with status ${code} (did the task call process.exit?)`;
}
