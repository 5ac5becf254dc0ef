import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { HOST_ENV, type HostMessage, type HostRequest, isHostMessage } from './host-protocol.js';
import { OutputTail } from './output-tail.js';

const HOST_FILE = fileURLToPath(new URL('./host.js', import.meta.url));
/** From SIGTERM to SIGKILL. */
const TERM_GRACE_MS = 1000;

/** How a host process ended: by its own status, or by a signal. */
export interface HostExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** What a host is started with. */
export interface HostOptions {
  readonly scratch: string;
  readonly uvThreadpoolSize: number;
}

/** The supervisor's side of one host process: it leads a process group, which ends with it. */
export class HostProcess {
  readonly #child: ChildProcess;
  readonly #output: OutputTail;
  /** Resolves when the process has ended, and with it its group. */
  readonly exited: Promise<HostExit>;

  constructor(request: HostRequest, options: HostOptions, hear: (message: HostMessage) => void) {
    this.#child = fork(HOST_FILE, [], {
      detached: true,
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // Not the supervisor's own: source maps, say, would slow down what throws.
      execArgv: [],
      env: {
        ...process.env,
        // libuv reads it before any code of the host runs.
        UV_THREADPOOL_SIZE: String(options.uvThreadpoolSize),
        [HOST_ENV.supervisor]: String(process.pid),
        [HOST_ENV.scratch]: options.scratch,
      },
    });
    this.#output = new OutputTail([this.#child.stdout, this.#child.stderr]);
    this.#child.on('message', (message) => {
      if (isHostMessage(message)) hear(message);
    });
    this.exited = this.#watch();
    this.#child.send(request, () => {});
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** The last of what the host and its workers printed. */
  get outputTail(): string | null {
    return this.#output.text;
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

  #watch(): Promise<HostExit> {
    return new Promise((resolve) => {
      this.#child.once('error', () => resolve({ code: null, signal: null }));
      this.#child.once('exit', (code, signal) => {
        // Children of the host that outlived it.
        this.kill();
        resolve({ code, signal });
      });
    });
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
