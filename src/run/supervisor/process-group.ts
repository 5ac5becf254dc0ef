import type { ChildProcess } from 'node:child_process';
import { OutputTail } from '../host/output-tail.js';
import { within } from '../host/within.js';
import type { Watchdog } from './watchdog.js';

/** From SIGTERM to SIGKILL. */
const TERM_GRACE_MS = 1000;
/** From the end of a process to the end of its output, which a process that it left may hold open. */
const OUTPUT_GRACE_MS = 500;

/** How a process ended: by its own status, or by a signal; both null when it could not be started. */
export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Why it could not be started, with the cure, as a clause; null when it was. */
  readonly unstarted: string | null;
}

const UNSTARTED: { readonly [code: string]: string } = {
  EMFILE: 'too many files are open; raise "ulimit -n"',
  ENFILE: 'too many files are open on this machine',
  EAGAIN: 'the system lets you start no more processes; end some, or raise "ulimit -u"',
  ENOMEM: 'no memory is left for it',
};

/** A process that leads a group of its own, which ends with it, and with the supervisor however that ends. */
export class ProcessGroup {
  readonly child: ChildProcess;
  /** Resolves when the process has ended, and with it its group. */
  readonly exited: Promise<ProcessExit>;
  readonly #watchdog: Watchdog;
  readonly #output: OutputTail;

  /** `start` starts the process, detached. */
  constructor(watchdog: Watchdog, start: () => ChildProcess) {
    this.#watchdog = watchdog;
    this.child = watchdog.watch(start);
    this.#output = new OutputTail([this.child.stdout, this.child.stderr]);
    this.exited = this.#watch();
    // Whatever ends the supervisor: no group outlives it.
    process.once('exit', this.#kill);
  }

  get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** The last of what it printed; null when that is nothing. Hostile text. */
  get outputTail(): string | null {
    return this.#output.text;
  }

  /** What it printed. */
  get output(): Pick<OutputTail, 'whole' | 'lines'> {
    return this.#output;
  }

  /** Ends the whole group: by request, then by force. */
  async end(): Promise<void> {
    this.#signal('SIGTERM');
    const timer = setTimeout(() => this.kill(), TERM_GRACE_MS);
    await this.exited;
    clearTimeout(timer);
  }

  /** Ends the whole group at once. */
  kill(): void {
    this.#signal('SIGKILL');
  }

  readonly #kill = (): void => this.kill();

  async #watch(): Promise<ProcessExit> {
    const closed = new Promise((resolve) => this.child.once('close', resolve));
    const exit = await new Promise<ProcessExit>((resolve) => {
      this.child.once('error', ({ code = '', message }: NodeJS.ErrnoException) =>
        resolve({ code: null, signal: null, unstarted: UNSTARTED[code] ?? message }),
      );
      this.child.once('exit', (code, signal) => resolve({ code, signal, unstarted: null }));
    });
    // Children of it that outlived it.
    this.kill();
    this.#watchdog.release(this.child);
    process.off('exit', this.#kill);
    if (this.child.pid !== undefined) await within(OUTPUT_GRACE_MS, closed, null);
    return exit;
  }

  #signal(signal: NodeJS.Signals): void {
    if (this.child.pid === undefined) return;
    try {
      process.kill(-this.child.pid, signal);
    } catch {
      // The group has ended already.
    }
  }
}
