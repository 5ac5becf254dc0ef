import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type HostMessage, type HostRequest, isHostMessage, STOP } from '../host/host-protocol.js';
import { OutputTail } from '../host/output-tail.js';
import { within } from '../host/within.js';
import { UNHEARD_STATUS } from '../worker/last-words.js';
import type { Watchdog } from './watchdog.js';

const HOST_FILE = fileURLToPath(new URL('../../../host.cjs', import.meta.url));
/** What a unit that runs when the user interrupts gets to end. */
const STOP_GRACE_MS = 3000;
/** From SIGTERM to SIGKILL. */
const TERM_GRACE_MS = 1000;
/** From the end of a host's channel, or of its work, to its own end. */
const LEAVE_GRACE_MS = 2000;
/** From the end of a host to the end of its output, which a process that it left may hold open. */
const OUTPUT_GRACE_MS = 500;

/** How a host process ended: by its own status, or by a signal. */
export interface HostExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** True when it went on without its channel to the supervisor. */
  readonly unheard: boolean;
}

/** What a host is started with. */
export interface HostOptions {
  /** Ends it when the supervisor is gone. */
  readonly watchdog: Watchdog;
  readonly uvThreadpoolSize: number;
}

/** The supervisor's side of one host process: it leads a process group, which ends with it. */
export class HostProcess {
  readonly #watchdog: Watchdog;
  readonly #child: ChildProcess;
  readonly #output: OutputTail;
  #leaving: NodeJS.Timeout | undefined;
  #unheard = false;
  /** Resolves when the process has ended, and with it its group. */
  readonly exited: Promise<HostExit>;

  /** Starts the process, which then waits for its request. */
  constructor(options: HostOptions) {
    this.#watchdog = options.watchdog;
    this.#child = options.watchdog.watch(() =>
      fork(HOST_FILE, [], {
        detached: true,
        serialization: 'advanced',
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
        // Not the supervisor's own: source maps, say, would slow down what throws.
        execArgv: [],
        // libuv reads it before any code of the host runs.
        env: { ...process.env, UV_THREADPOOL_SIZE: String(options.uvThreadpoolSize) },
      }),
    );
    this.#output = new OutputTail([this.#child.stdout, this.#child.stderr]);
    this.exited = this.#watch();
    // Whatever ends the supervisor: no host outlives it.
    process.once('exit', this.#kill);
  }

  /** Gives it what it is for, once; `hear` gets what it answers. */
  begin(request: HostRequest, hear: (message: HostMessage) => void): void {
    this.#child.on('message', (message) => {
      if (isHostMessage(message)) hear(message);
    });
    this.#child.send(request, () => {});
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** The last of what the host and its workers printed. */
  get outputTail(): string | null {
    return this.#output.text;
  }

  /** Has it hand out no more units, and gives those that run a moment to end before the whole group does. */
  async stop(): Promise<void> {
    this.#child.send(STOP, () => {});
    const timer = setTimeout(() => void this.end(), STOP_GRACE_MS);
    await this.exited;
    clearTimeout(timer);
  }

  /** Ends the whole group: by request, then by force. */
  async end(): Promise<void> {
    this.#signalGroup('SIGTERM');
    const timer = setTimeout(() => this.kill(), TERM_GRACE_MS);
    await this.exited;
    clearTimeout(timer);
  }

  /** Ends the whole group at once. */
  kill(): void {
    this.#signalGroup('SIGKILL');
  }

  readonly #kill = (): void => this.kill();

  /** Lets the host leave by itself for a moment: what a task does when its process exits may never end. */
  letLeave(): void {
    this.#leaving ??= setTimeout(() => this.kill(), LEAVE_GRACE_MS);
  }

  async #watch(): Promise<HostExit> {
    const closed = new Promise((resolve) => this.#child.once('close', resolve));
    this.#child.once('disconnect', () => {
      if (this.hasEnded) return;
      this.#leaving ??= setTimeout(() => {
        this.#unheard = true;
        this.kill();
      }, LEAVE_GRACE_MS);
    });
    const { code, signal } = await new Promise<Omit<HostExit, 'unheard'>>((resolve) => {
      this.#child.once('error', () => resolve({ code: null, signal: null }));
      this.#child.once('exit', (code, signal) => resolve({ code, signal }));
    });
    clearTimeout(this.#leaving);
    // Children of the host that outlived it.
    this.kill();
    this.#watchdog.release(this.#child);
    process.off('exit', this.#kill);
    if (this.#child.pid !== undefined) await within(OUTPUT_GRACE_MS, closed, null);
    return { code, signal, unheard: this.#unheard || code === UNHEARD_STATUS };
  }

  #signalGroup(signal: NodeJS.Signals): void {
    if (this.#child.pid === undefined) return;
    try {
      process.kill(-this.#child.pid, signal);
    } catch {
      // The group has ended already.
    }
  }
}
