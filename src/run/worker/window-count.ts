import type { LoadFrame, ThreadWindow, TimedUnit } from '../../seams/crew.js';
import { overlapMs } from './load-frame.js';
import { UnitsOverTime } from './units-over-time.js';

/** Counts what one thread did in the window. */
export class WindowCount {
  readonly #frame: LoadFrame;
  readonly #done: UnitsOverTime;
  readonly #inWindow: UnitsOverTime;
  #units = 0;
  #unitShares = 0;
  #busyMs = 0;
  #checkMs = 0;

  constructor(frame: LoadFrame) {
    this.#frame = frame;
    this.#done = new UnitsOverTime(frame);
    this.#inWindow = new UnitsOverTime(frame);
  }

  /** Counts a unit that ran from `startedMs` to `finishedMs`; true when it ended in the window: its latencies count. */
  unitRan(startedMs: number, finishedMs: number): boolean {
    const insideMs = overlapMs(this.#frame, startedMs, finishedMs);
    const isCounted = this.#isCounted(finishedMs);
    this.#busyMs += insideMs;
    this.#unitShares += this.#share(startedMs, finishedMs);
    this.#done.unitDone(finishedMs);
    if (!isCounted) return false;
    this.#units++;
    this.#inWindow.unitDone(finishedMs);
    return true;
  }

  /** A unit that ran turned out wrong: it took its time, and is no unit done. */
  unitWasWrong(startedMs: number, finishedMs: number): void {
    if (this.#isCounted(finishedMs)) this.#units--;
    this.#unitShares -= this.#share(startedMs, finishedMs);
  }

  /** Counts the time of a check. */
  checked(fromMs: number, toMs: number): void {
    this.#checkMs += overlapMs(this.#frame, fromMs, toMs);
  }

  /** The same for a unit that a dispatcher got back. */
  answered({ startedMs, finishedMs, checkMs, fault }: TimedUnit): boolean {
    const isCounted = this.unitRan(startedMs, finishedMs);
    this.checked(finishedMs, finishedMs + checkMs);
    if (fault !== null) this.unitWasWrong(startedMs, finishedMs);
    return isCounted;
  }

  /** All that was counted. */
  measure(): ThreadWindow {
    return {
      units: this.#units,
      unitShares: this.#unitShares,
      busyMs: this.#busyMs,
      checkMs: this.#checkMs,
      done: this.#done.rows(),
      inWindow: this.#inWindow.rows(),
    };
  }

  #isCounted(finishedMs: number): boolean {
    return finishedMs >= this.#frame.windowFromMs && finishedMs < this.#frame.windowToMs;
  }

  #share(startedMs: number, finishedMs: number): number {
    // A unit that took no time at all lies where it ended.
    if (finishedMs <= startedMs) return Number(this.#isCounted(finishedMs));
    return overlapMs(this.#frame, startedMs, finishedMs) / (finishedMs - startedMs);
  }
}
