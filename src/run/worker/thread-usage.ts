import type { WorkerMemory } from '../../model/measurement.js';
import { type ThreadUsage, UNKNOWN_USAGE } from '../../seams/crew.js';
import { difference } from '../system/reading.js';
import { parseSwitches, type Switches } from '../system/switches.js';
import { collectExposed } from './garbage.js';
import { type Pinning, readPlacement } from './pinning.js';

/** Linux: nanoseconds on a CPU and nanoseconds runnable without one, of the calling thread. */
const SCHEDSTAT = '/proc/thread-self/schedstat';
const STATUS = '/proc/thread-self/status';

/** What is metered. */
export interface MeterOptions {
  /** Count CPU time of the whole process: right where one thread alone runs the units. */
  readonly processWide: boolean;
  /** Count garbage collections, which costs a little at each, and the event loop's idle time. */
  readonly meters: boolean;
  /**
   * Collect garbage after the timed part where memory grew much, to see what is still in use: for a thread that
   * has collected before, and so has its collector.
   */
  readonly collects: boolean;
}

/** Garbage of that much may lie about without a collection being due. */
const MUCH_BYTES = 16 * 2 ** 20;

interface Snapshot {
  readonly cpu: number | null;
  readonly queue: number | null;
  readonly switches: Switches | null;
}

/** Meters this thread's CPU time, its wait for a CPU, its garbage collections, its memory, and where it runs. */
export class ThreadUsageMeter {
  /** How this thread was pinned; null when it was not to be. */
  pinning: Pinning | null = null;
  readonly #options: MeterOptions;
  readonly #gc = { count: 0, seconds: 0 };
  #observer: InstanceType<typeof PerformanceObserver> | null = null;
  #loop: ReturnType<typeof performance.eventLoopUtilization> | null = null;
  #fromBytes = 0;
  #from: Snapshot = { cpu: null, queue: null, switches: null };

  constructor(options: MeterOptions) {
    this.#options = options;
  }

  start(): void {
    try {
      this.#start();
    } catch {
      // A task replaced what this needs when it was loaded: then the reading will fail too.
    }
  }

  #start(): void {
    if (this.#options.meters) {
      this.#observer = new PerformanceObserver((list) => this.#count(list.getEntries()));
      this.#observer.observe({ entryTypes: ['gc'] });
      this.#loop = performance.eventLoopUtilization();
    }
    const { heapBytes, externalBytes } = readMemory();
    this.#fromBytes = heapBytes + externalBytes;
    this.#from = this.#snapshot();
  }

  /** Ends the metering. What a task replaced, and so cannot be read, is not known. */
  read(): ThreadUsage {
    try {
      return this.#read();
    } catch {
      return UNKNOWN_USAGE;
    }
  }

  #read(): ThreadUsage {
    const from = this.#from;
    const to = this.#snapshot();
    const loopUtilisation = this.#loop === null ? null : performance.eventLoopUtilization(this.#loop).utilization;
    this.#count(this.#observer?.takeRecords() ?? []);
    this.#observer?.disconnect();
    return {
      cpuSeconds: difference(from.cpu, to.cpu),
      runQueueSeconds: difference(from.queue, to.queue),
      gc: this.#options.meters ? this.#gc : null,
      contextSwitches: switchesBetween(from.switches, to.switches),
      loopUtilisation,
      placement: readPlacement(this.pinning),
      memory: this.#memory(),
    };
  }

  #count(entries: readonly { readonly duration: number }[]): void {
    for (const entry of entries) {
      this.#gc.count++;
      this.#gc.seconds += entry.duration / 1000;
    }
  }

  #memory(): WorkerMemory {
    const rssBytes = this.#options.processWide ? process.memoryUsage.rss() : null;
    return { rssBytes, ...readMemory(), ...this.#retained() };
  }

  /** The last that is read: the collection is no part of anything that was metered. */
  #retained(): Pick<WorkerMemory, 'retainedBytes'> {
    const grown = () => {
      const { heapBytes, externalBytes } = readMemory();
      return heapBytes + externalBytes - this.#fromBytes;
    };
    if (!this.#options.collects || grown() < MUCH_BYTES) return {};
    // Twice: after one collection V8 still counts the memory of buffers that it has found dead.
    collectExposed();
    collectExposed();
    return { retainedBytes: grown() };
  }

  #snapshot(): Snapshot {
    const scheduled = readSchedstat();
    const switches = parseSwitches(readText(STATUS));
    if (!this.#options.processWide) return { ...scheduled, switches };
    const { user, system } = process.cpuUsage();
    return { cpu: (user + system) / 1e6, queue: scheduled.queue, switches };
  }
}

/** Node 23.9 and later knows a thread's CPU time on every system. */
type ThreadCpuUsage = { readonly threadCpuUsage?: () => { readonly user: number; readonly system: number } };

function readMemory(): Pick<WorkerMemory, 'heapBytes' | 'externalBytes'> {
  const heap = process.getBuiltinModule('node:v8').getHeapStatistics();
  return { heapBytes: heap.used_heap_size, externalBytes: heap.external_memory };
}

function readSchedstat(): Pick<Snapshot, 'cpu' | 'queue'> {
  const [cpu, queue] = readText(SCHEDSTAT).split(' ').map(Number);
  if (cpu !== undefined && queue !== undefined) return { cpu: cpu / 1e9, queue: queue / 1e9 };
  const usage = (process as ThreadCpuUsage).threadCpuUsage?.();
  return { cpu: usage === undefined ? null : (usage.user + usage.system) / 1e6, queue: null };
}

function switchesBetween(from: Switches | null, to: Switches | null): Switches | null {
  if (from === null || to === null) return null;
  return { voluntary: to.voluntary - from.voluntary, involuntary: to.involuntary - from.involuntary };
}

function readText(path: string): string {
  try {
    return process.getBuiltinModule('node:fs').readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
