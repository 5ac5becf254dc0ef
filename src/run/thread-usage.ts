import type { WorkerMeasurement } from '../model.js';

/** What one thread used between start and read; null where the system does not tell. */
export type ThreadUsage = Pick<WorkerMeasurement, 'cpuSeconds' | 'runQueueSeconds' | 'gc'>;

/** Linux: nanoseconds on a CPU and nanoseconds runnable without one, of the calling thread. */
const SCHEDSTAT = '/proc/thread-self/schedstat';

/** Meters this thread's CPU time, its wait for a CPU, and its garbage collections. */
export class ThreadUsageMeter {
  readonly #processWide: boolean;
  readonly #gc = { count: 0, seconds: 0 };
  #observer: InstanceType<typeof PerformanceObserver> | null = null;
  #from: { cpu: number | null; queue: number | null } = { cpu: null, queue: null };

  /** `processWide` counts CPU of the whole process: right where one thread alone runs the units. */
  constructor(processWide: boolean) {
    this.#processWide = processWide;
  }

  start(): void {
    this.#observer = new PerformanceObserver((list) => this.#count(list.getEntries()));
    this.#observer.observe({ entryTypes: ['gc'] });
    this.#from = this.#snapshot();
  }

  /** Ends the metering. */
  read(): ThreadUsage {
    const to = this.#snapshot();
    this.#count(this.#observer?.takeRecords() ?? []);
    this.#observer?.disconnect();
    return {
      cpuSeconds: difference(this.#from.cpu, to.cpu),
      runQueueSeconds: difference(this.#from.queue, to.queue),
      gc: this.#gc,
    };
  }

  #count(entries: readonly { readonly duration: number }[]): void {
    for (const entry of entries) {
      this.#gc.count++;
      this.#gc.seconds += entry.duration / 1000;
    }
  }

  #snapshot(): { cpu: number | null; queue: number | null } {
    const scheduled = readSchedstat();
    if (!this.#processWide) return scheduled;
    const { user, system } = process.cpuUsage();
    return { cpu: (user + system) / 1e6, queue: scheduled.queue };
  }
}

function readSchedstat(): { cpu: number | null; queue: number | null } {
  try {
    const { readFileSync } = process.getBuiltinModule('node:fs');
    const [cpu, queue] = readFileSync(SCHEDSTAT, 'utf8').split(' ').map(Number);
    return { cpu: (cpu ?? Number.NaN) / 1e9, queue: (queue ?? Number.NaN) / 1e9 };
  } catch {
    return { cpu: null, queue: null };
  }
}

function difference(from: number | null, to: number | null): number | null {
  return from === null || to === null || Number.isNaN(to - from) ? null : to - from;
}
