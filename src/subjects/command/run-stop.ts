/** Ends a run early: by its timeout, when it is aborted, or when it is told to. */
import { endProcess } from '../../run/system/marked-processes.js';
import type { RunFacts, RunSpec } from './run-facts.js';

/** How long a command that is told to end may take for it. */
const GRACE_MS = 1000;

/** Watches over one run until it is over. */
export class RunStop {
  #reason: RunFacts['stopped'] = null;
  #isOver = false;
  #timers: NodeJS.Timeout[] = [];
  readonly #onAbort = () => this.now('aborted');

  constructor(
    readonly pid: number,
    readonly spec: Pick<RunSpec, 'timeoutSeconds' | 'signal'>,
  ) {
    const { timeoutSeconds, signal } = spec;
    if (timeoutSeconds !== null) this.#after(timeoutSeconds * 1000, () => this.now('timeout'));
    if (signal?.aborted) this.#onAbort();
    else signal?.addEventListener('abort', this.#onAbort, { once: true });
  }

  /** Ends the command's whole group: by SIGTERM, and after a grace by SIGKILL. The first reason stands. */
  now(reason: 'timeout' | 'aborted'): void {
    if (this.#isOver || this.#reason !== null) return;
    this.#reason = reason;
    endProcess(-this.pid, 'SIGTERM');
    this.#after(GRACE_MS, () => endProcess(-this.pid, 'SIGKILL'));
  }

  /** The command has ended: why, if we ended it. */
  over(): RunFacts['stopped'] {
    // From now on its id may be another process's.
    this.#isOver = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.spec.signal?.removeEventListener('abort', this.#onAbort);
    return this.#reason;
  }

  #after(milliseconds: number, act: () => void): void {
    this.#timers.push(setTimeout(act, milliseconds));
  }
}
