/** What one trial measured. */
import type { CommandRuns } from './command.js';
import type { Phase } from './phase.js';
import type { SetupReport, TaskCounts } from './setup.js';

/** Why a unit failed in a trial that went on. The texts are hostile. */
export interface UnitError {
  /** `run` for a unit that threw, `verify` for a wrong result. */
  readonly phase: Phase;
  /** What it threw, cut to 200 characters. */
  readonly message: string;
  /** The unit's index; null where several units failed together. */
  readonly unit: number | null;
}

/**
 * A log-linear histogram of durations in integer nanoseconds, as (bucket, count) pairs in ascending
 * order of bucket; see statistics/histogram.ts for the layout. `sumNs` is exact, not bucketed.
 */
export interface EncodedHistogram {
  readonly buckets: readonly number[];
  readonly counts: readonly number[];
  readonly sumNs: number;
  readonly minNs: number;
  readonly maxNs: number;
}

/** The parts of a unit's life: waiting in a queue, on the way there and back, being served; and their sum. */
export interface LatencyParts {
  readonly waiting: EncodedHistogram;
  readonly transfer: EncodedHistogram;
  readonly service: EncodedHistogram;
  readonly sojourn: EncodedHistogram;
}

/** The same for the units of one label. */
export interface LabelledLatency {
  /** As the task gave it, cut to 100 characters: hostile text. */
  readonly label: string;
  readonly latency: LatencyParts;
}

/** One of the units of a trial that were sampled. */
export interface LatencySample {
  /** The unit's index, from 0. */
  readonly unit: number;
  /**
   * When it was due (under a rate), was handed out, or started where workers take their units themselves: in
   * seconds since the timed part began.
   */
  readonly atSeconds: number;
  /** Waiting, transfer and service together, in milliseconds; for a unit that was dropped, what it had waited. */
  readonly sojournMs: number;
  /** As the task gave it: hostile text; null where it gives none. */
  readonly label: string | null;
}

/** What one worker did in the timed part. Instants count from the hand-out of the first unit. */
export interface WorkerMeasurement {
  /** From 0. */
  readonly worker: number;
  /** Units that it runs at a time: in flight per worker, or N for the async executor's one thread. */
  readonly streams: number;
  readonly units: number;
  /** Start of its first unit; null when it got none. */
  readonly startedSeconds: number | null;
  /** End of its last unit (self) or receipt of its last answer (pool), checks included. */
  readonly doneSeconds: number | null;
  /** Sum of the service times of its units. */
  readonly busySeconds: number;
  /** Time spent on digests and `verify` between units; not part of work. */
  readonly checkSeconds: number;
  /**
   * Time in which units that were handed to it waited behind its others in flight, over all its streams; under a
   * window the part inside. Null where it takes its units itself.
   */
  readonly queuedSeconds: number | null;
  /** CPU time of this worker's thread (of its process, where it has one of its own); null if unknown. */
  readonly cpuSeconds: number | null;
  /** Time in which this worker's thread was runnable but had no CPU; null where the system cannot tell. */
  readonly runQueueSeconds: number | null;
  /** Garbage collections in this worker in the timed part; null where not observed. */
  readonly gc: { readonly count: number; readonly seconds: number } | null;
  /** How often this worker's thread gave its CPU up, and how often it was taken from it; null where the system cannot tell. */
  readonly contextSwitches: { readonly voluntary: number; readonly involuntary: number } | null;
  /** Share of the timed part in which this worker's event loop was not idle, 0 to 1; null where not observed. */
  readonly loopUtilisation: number | null;
  /** Memory when the timed part ended; null where not observed. */
  readonly memory: WorkerMemory | null;
  /** Where its thread may run and ran last; null where the system cannot tell. */
  readonly placement: Placement | null;
}

/** Memory of one worker in bytes. */
export interface WorkerMemory {
  /** Resident memory of its process; null for a thread, which shares it. */
  readonly rssBytes: number | null;
  /** In use in its JavaScript heap. */
  readonly heapBytes: number;
  /** Outside that heap, but held by it: array buffers and the like. */
  readonly externalBytes: number;
  /**
   * By how much both together had grown over the timed part when garbage was collected after it; absent where they had
   * grown by less than 16 MiB, of which garbage alone may be the cause, and in older journals.
   */
  readonly retainedBytes?: number;
}

/** Where a worker's thread ran. */
export interface Placement {
  /** The CPU that it was to be pinned to; null when it was not to be. */
  readonly plannedCpu: number | null;
  /** Why it is not pinned there; null when it is, or was not to be. */
  readonly refusal: string | null;
  /** The CPUs that the system allows it, as Linux lists them: `0-3,8`; null where it does not tell. */
  readonly allowedCpus: string | null;
  /** The CPU that it was on when the timed part ended; null where the system does not tell. */
  readonly lastCpu: number | null;
}

/** How busy and how late an event loop was in the timed part. */
export interface EventLoop {
  /** Share of the time in which it was not idle, 0 to 1. */
  readonly utilisation: number;
  /** How much later than asked timers fired. */
  readonly delayP50Ms: number;
  readonly delayP99Ms: number;
  readonly delayMaxMs: number;
}

/** The warm-up before the timed part, over all workers. */
export interface WarmUp {
  readonly units: number;
  /** Longest warm-up of any worker. */
  readonly seconds: number;
  /** Mean service time of each worker's first unit; null without warm-up. */
  readonly firstServiceSeconds: number | null;
  /** Mean service time of each worker's last warm-up unit; null without warm-up. */
  readonly lastServiceSeconds: number | null;
  /**
   * The units that each worker began in the second half of its warm-up (or its only one): how many, and the sum of their
   * service times. The unit that runs into the end is probably a long one, so a last unit alone
   * would be biased; the sum over all that began in that time is not (Wald, 1944). Absent in journals of older versions.
   */
  readonly late?: LateWarmUp;
}

/** Units of the second half of a warm-up. */
export interface LateWarmUp {
  readonly units: number;
  readonly serviceSeconds: number;
}

/**
 * An order-independent fingerprint of all results of a trial. Unit i falls into bucket i mod length;
 * a bucket is the sum modulo 2^32 of mix(i, digest of the result). Two trials that computed the same
 * have the same buckets; a bucket that differs tells which units may be wrong. Under a window or a rate,
 * where trials run different numbers of units, only the first `length` units count, each alone in its
 * bucket; 0 is a unit that did not run.
 */
export type ResultDigest = readonly number[];

/** What the machine gave to kernels of kneepoint's own: blocks a second, over all workers at once. */
export interface KernelRates {
  /** Integer arithmetic that stays in a core's registers. */
  readonly spin: number;
  /** Sequential reading of memory that no core's own cache holds. */
  readonly memory: number;
}

/** What one worker did in the window. */
export interface WorkerWindow {
  /** Units that ended in the window: those behind the latencies. */
  readonly units: number;
  /** Over all its units, the sum of the share of each one's service time that lies in the window. */
  readonly unitShares: number;
  /** Service time in the window. */
  readonly busySeconds: number;
  /** Time for digests and `verify` in the window. */
  readonly checkSeconds: number;
}

/** The window of a trial; everything else in a measurement is over the whole timed part. */
export interface WindowMeasurement {
  readonly seconds: number;
  /** In the order of the measurement's workers. */
  readonly workers: readonly WorkerWindow[];
}

/** How the arrivals of an open loop fared. */
export interface OpenLoopMeasurement {
  /** Units that the schedule had. */
  readonly arrivals: number;
  /** Length of the schedule. */
  readonly seconds: number;
  /** Units completed before the schedule's end. */
  readonly completedInTime: number;
  /** Arrivals of the schedule's second half. */
  readonly arrivalsSecondHalf: number;
  /** Units that had arrived but were not answered, half-way and at the end of the schedule. */
  readonly inSystemAtHalf: number;
  readonly inSystemAtEnd: number;
  /** Units handed out more than a millisecond after their instant, for whatever reason. */
  readonly late: number;
  /** Those of them for which a worker was free: the dispatcher itself was late. */
  readonly lateByDispatcher: number;
  /** Units that were never started; in waiting and sojourn they count with the time they had waited by then. */
  readonly dropped: number;
}

/** What an executor measured in one trial, whatever the way to run units. */
export interface Measurement {
  readonly initSeconds: number;
  /** First unit handed out until the last is done, ramps included, without the checks between units. */
  readonly workSeconds: number;
  readonly cleanupSeconds: number;
  /** The task's own `setup` in all workers; not part of total. */
  readonly setupSeconds: number;
  /** What setup told; absent where it told nothing, and in older journals. */
  readonly setup?: SetupReport;
  /** What the task counted, over all workers; absent where it counts nothing, and in older journals. */
  readonly counts?: TaskCounts;
  readonly unitsCompleted: number;
  readonly unitsFailed: number;
  /** The first of the failed units, a few at most; absent where none failed, and in older journals. */
  readonly unitErrors?: readonly UnitError[];
  /** Failed units by the name of what they threw, such as `timeout`: hostile texts. Absent as before; beyond 20 `others`. */
  readonly unitErrorKinds?: { readonly [kind: string]: number };
  readonly latency: LatencyParts;
  /** Empty where the task labels no units. */
  readonly labels: readonly LabelledLatency[];
  /** The runs behind it, where a command was measured. */
  readonly command?: CommandRuns;
  /** A uniform sample of the units behind the latencies, by time; null when none was asked for. */
  readonly latencySamples: readonly LatencySample[] | null;
  readonly workers: readonly WorkerMeasurement[];
  readonly warmUp: WarmUp;
  /** Measured in the same trial, before the timed part; null when not asked for. */
  readonly kernels: KernelRates | null;
  /** The host's event loop: the dispatcher's with dispatch "pool", the units' own in its thread; null where not observed. */
  readonly hostLoop: EventLoop | null;
  /** Null when the task says that its results vary. */
  readonly digest: ResultDigest | null;
  /** What lies in the window; null for another load. */
  readonly window: WindowMeasurement | null;
  /** How the arrivals of a rate fared; null for a closed loop. */
  readonly openLoop: OpenLoopMeasurement | null;
  /** True when the figures come from a law instead of a machine. */
  readonly simulated: boolean;
}
