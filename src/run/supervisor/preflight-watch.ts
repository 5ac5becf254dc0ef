import { now, secondsBetween } from '../../clock.js';
import type { StudyEvent } from '../../model/events.js';
import type { Phase } from '../../model/phase.js';
import { makingIn } from './making.js';

/** How often a phase that takes long is reported. */
const TICK_MS = 1000;
/** Most phases are over by then, and worth no word. */
const SILENT_SECONDS = 2;

/** Reports once a second how long the preflight of a task has been in one phase. */
export class PreflightWatch {
  readonly #timer: NodeJS.Timeout;
  #phase: Phase = 'import';
  #sinceMs: number;

  /** The clock (in milliseconds) is given only by tests. */
  constructor(
    readonly task: string,
    /** The folder of what tasks keep; null where none keeps anything. */
    readonly cache: string | null,
    readonly on: (event: StudyEvent) => void,
    readonly clock: () => number = now,
  ) {
    this.#sinceMs = clock();
    this.#timer = setInterval(() => this.tick(), TICK_MS).unref();
  }

  enter(phase: Phase): void {
    this.#phase = phase;
    this.#sinceMs = this.clock();
  }

  /** Looks at the clock; the timer calls it. */
  tick(): void {
    const seconds = secondsBetween(this.#sinceMs, this.clock());
    if (seconds < SILENT_SECONDS) return;
    const [making] = this.#phase === 'setup' ? makingIn(this.cache) : [];
    this.on({
      kind: 'preflight',
      task: this.task,
      phase: this.#phase,
      seconds,
      ...(making !== undefined && { making }),
    });
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
