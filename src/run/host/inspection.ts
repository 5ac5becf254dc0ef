/** What a host finds when it looks closely at a task: plain figures, for the check room to judge. */
import type { ResultDigest } from '../../model/measurement.js';
import type { ClockFacts } from '../system/clock-facts.js';
import type { UnfilledParameters } from './parameters.js';

/** Requests or resources by the name that Node, or a native add-on, gives their kind. */
export type CountsByKind = { readonly [kind: string]: number };

/** Memory after a full collection, once so many units had run. */
export interface MemorySample {
  readonly units: number;
  /** On V8's heap and in buffers outside it. */
  readonly retainedBytes: number;
  readonly rssBytes: number;
}

/** A result as it would travel: null sizes where it cannot. */
export interface ResultFacts {
  /** Bytes when serialised for another process; null when it cannot be. */
  readonly bytes: number | null;
  /** Median time of a copy; null when it cannot be copied. */
  readonly cloneSeconds: number | null;
  /** What stands in the way; null when nothing does. Hostile text. */
  readonly obstacle: string | null;
}

/** All that was seen of a task in one process, on its main thread, one unit at a time. */
export interface TaskInspection {
  readonly summary: string | null;
  /** The arguments in force. */
  readonly args: readonly unknown[];
  /** Parameters that no argument fills, where the task may do without them; null when all are filled. */
  readonly unfilled: UnfilledParameters | null;
  /** False when the task says that its results vary. */
  readonly deterministic: boolean;
  /** Units 0 to `units` − 1 were compared; they ran from the last to the first. */
  readonly units: number;
  readonly digest: ResultDigest;
  readonly result: ResultFacts;
  /** Service time of the very first unit. */
  readonly firstServiceSeconds: number;
  /** Service times of the last units, at most 2000, in the order in which they ran. */
  readonly serviceSeconds: readonly number[];
  readonly clock: ClockFacts;
  /** Requests of one unit to libuv's pool of threads. */
  readonly poolRequests: CountsByKind;
  /** File names of the native add-ons that the task loaded: what they ask of the pool need not be seen. */
  readonly addOns: readonly string[];
  /** Worker threads and child processes that import, setup and two units started. */
  readonly started: { readonly threads: number; readonly processes: number };
  /** CPU time of the whole process and elapsed time, both over the same units. */
  readonly cpuSeconds: number;
  readonly elapsedSeconds: number;
  readonly memory: readonly MemorySample[];
  /** What keeps the process alive after teardown, beyond what did before the import. */
  readonly leftOpen: CountsByKind;
  /** Units that had run by then. */
  readonly unitsRun: number;
}
