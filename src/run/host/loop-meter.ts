import { monitorEventLoopDelay } from 'node:perf_hooks';
import { now } from '../../clock.js';
import type { EventLoop } from '../../model/measurement.js';

/** How often the loop is looked at: a timer every 10 ms costs about 0.01 % of a CPU. */
const RESOLUTION_MS = 10;

/** Meters how busy this thread's event loop is, and how late its timers fire. */
export class LoopMeter {
  readonly #delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  readonly #utilisation = performance.eventLoopUtilization();
  readonly #beganMs = now();

  private constructor() {
    this.#delay.enable();
  }

  /** Begins to meter; null where a task replaced what that needs. */
  static start(): LoopMeter | null {
    try {
      return new LoopMeter();
    } catch {
      return null;
    }
  }

  /** Ends the metering; null where a task replaced meanwhile what that needs. */
  read(): EventLoop | null {
    try {
      return this.#read();
    } catch {
      return null;
    }
  }

  #read(): EventLoop {
    const { utilization } = performance.eventLoopUtilization(this.#utilisation);
    this.#delay.disable();
    const passedMs = now() - this.#beganMs;
    // Its figures are the time from one look to the next. A loop that never came round was late all the time.
    const lateMs = (ns: number) => Math.max(0, (this.#delay.count === 0 ? passedMs : ns / 1e6) - RESOLUTION_MS);
    return {
      utilisation: utilization,
      delayP50Ms: lateMs(this.#delay.percentile(50)),
      delayP99Ms: lateMs(this.#delay.percentile(99)),
      delayMaxMs: lateMs(this.#delay.max),
    };
  }
}
