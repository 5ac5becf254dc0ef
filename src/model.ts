/**
 * Every domain type of kneepoint. Plain, readonly data; this file imports nothing.
 *
 * Words: a *task* is code being measured, one call of it is a *unit*; a *cell* is one point of a
 * study, a *round* one pass over all cells, a *trial* one cell in one round; what a trial leaves in
 * the journal is its *record*. Units stand in the names (`workSeconds`, `p99Ms`) or in the docs.
 */

/** A closed loop over a fixed number of units: the next starts when one is done. */
export interface CountLoad {
  readonly kind: 'count';
  readonly units: number;
}

/**
 * A closed loop for a fixed time: all workers start together and run units back to back. Only what lies in
 * the window counts; what is run before and after it keeps every worker busy while others are measured.
 */
export interface WindowLoad {
  readonly kind: 'window';
  /** From the common start to the window. */
  readonly warmupSeconds: number;
  /** From the common start until no further unit starts. */
  readonly durationSeconds: number;
  /** Length of the part that counts. */
  readonly windowSeconds: number;
}

/** An open loop: units arrive on a schedule made beforehand from the seed, whether workers keep up or not. */
export interface RateLoad {
  readonly kind: 'rate';
  /** Mean arrivals a second. */
  readonly perSecond: number;
  /** Length of the schedule. */
  readonly durationSeconds: number;
  /** Gaps between arrivals: exponential, or all alike. */
  readonly arrivals: 'poisson' | 'uniform';
}

/** When units start. */
export type Load = CountLoad | WindowLoad | RateLoad;

/** The load of a study: one that all cells share, or rates that make a cell each. */
export type StudyLoad =
  | CountLoad
  | WindowLoad
  | (Omit<RateLoad, 'perSecond'> & {
      /** Ascending, without duplicates. */
      readonly perSecond: readonly number[];
      /** Search for the highest rate that is sustained, beyond the given ones. */
      readonly findMaxRate: boolean;
    });

/**
 * What is kept of the units' order: nothing; for units of a key that they run one after the other as they were
 * submitted (`key`); or that results are handed out as their units were submitted (`completion`).
 */
export type UnitOrder = 'none' | 'key' | 'completion';

/** How units reach the workers: a message a unit (`pool`), or workers take the next index (`self`). */
export type Dispatch = 'pool' | 'self';

/**
 * The law of a simulated machine: X(N) = lambda·N / (1 + sigma·(N−1) + kappa·N·(N−1)) units a second
 * (the Universal Scalability Law; Gunther, "Guerrilla Capacity Planning", 2007, eq. 4.32), multiplied
 * in each trial by log-normal noise with mean 1 and coefficient of variation `noise`.
 */
export interface SimulatedLaw {
  /** The simulated machine's effective CPUs. */
  readonly cpus: number;
  /** Units a second of one worker. */
  readonly lambda: number;
  /** Contention: the serial fraction. May be negative, for a super-linear law. */
  readonly sigma: number;
  /** Coherency: the cost of pairwise exchange. */
  readonly kappa: number;
  /** Coefficient of variation of a trial's throughput, 0 for none. */
  readonly noise: number;
}

/** What is measured: a module with its arguments, or a simulated law. */
export interface StudyTask {
  /** Short name for rows, file names and headings: `sort`, or a file's base name. */
  readonly name: string;
  /** As the user wrote it: a built-in task's name, or a path. */
  readonly given: string;
  /** Where the module lies (absolute path); null for a simulated law. */
  readonly modulePath: string | null;
  /** Positional arguments of every unit; null means the task's own defaults. */
  readonly args: readonly unknown[] | null;
  /** The planted law, when the task is simulated. */
  readonly law: SimulatedLaw | null;
}

/** Bounds on the sojourn times of units, in milliseconds; null is no bound. */
export interface LatencyLimits {
  /** Median sojourn time of a unit, in milliseconds. */
  readonly p50Ms: number | null;
  /** The same, 99th percentile. */
  readonly p99Ms: number | null;
}

/** Bounds that a recommended worker count has to respect; null is no bound. */
export interface Limits extends LatencyLimits {
  /** Resident memory of the whole host process tree, in MiB. */
  readonly rssMb: number | null;
  /** Failed units over all units, 0 to 1. */
  readonly errorRate: number | null;
  /** Label → bounds for the units that carry it; absent when no label has one. */
  readonly labels?: { readonly [label: string]: LatencyLimits };
}

/** In which order workers get CPUs: see plan/affinity.ts. */
export type AffinityStrategy = 'performance_first' | 'compact' | 'spread';

/** How workers are pinned, one CPU each. */
export interface CpuAffinity {
  /** In which order they get their CPUs. */
  readonly strategy: AffinityStrategy;
  /** Numbers of the fast CPUs; null takes what the system tells. */
  readonly performanceCores: readonly number[] | null;
  /** Numbers of the economical CPUs; null takes what the system tells. */
  readonly efficiencyCores: readonly number[] | null;
}

/** Kinds of profiles to take, in extra trials of their own. */
export interface ProfileKinds {
  /** Where each worker spends CPU time. */
  readonly cpu: boolean;
  /** Where each worker allocates. */
  readonly heap: boolean;
}

/** Facts about an executor. Everything outside its own file goes by them, never by its name. */
export interface ExecutorTraits {
  /** What it runs: a task's module in a host process, or a simulated law, which no host is needed for. */
  readonly runs: 'module' | 'law';
  /** Whether it hands units out to workers: dispatch, chunk, units in flight and their order mean something. */
  readonly handsOut: boolean;
  /** Whether all its units share one thread, the host's main thread. */
  readonly oneThread: boolean;
  /** Whether its units share one process's libuv thread pool. */
  readonly sharesLibuvPool: boolean;
  /** The fewest workers that it runs with; 0 for one that measures the baseline. */
  readonly fewestWorkers: number;
  /** The most workers that it may be asked for; 0 for one that measures nothing but the baseline. */
  readonly mostWorkers: number;
  /** Resident memory of one idle worker; null where workers take none of their own. */
  readonly bytesPerWorker: number | null;
}

/** What the user asked, complete and validated. */
export interface Study {
  readonly tasks: readonly StudyTask[];
  /** Present where the two tasks are versions of one, to be compared (`--ab`); journals before it lack it. */
  readonly ab?: true;
  /** Ways to run units, by name. */
  readonly executors: readonly string[];
  /** Facts about those executors, and about the one that measures the baseline. */
  readonly traits: { readonly [executor: string]: ExecutorTraits };
  /** Worker counts; 0 is sequential. Ascending, without duplicates. */
  readonly workers: readonly number[];
  /** Units outstanding per worker. */
  readonly inFlight: readonly number[];
  readonly load: StudyLoad;
  /** How units reach the workers. */
  readonly dispatch: Dispatch;
  /** Each makes cells of its own; curves and advice are about the first. */
  readonly orders: readonly UnitOrder[];
  /** Keys that units are spread over where the task gives none. */
  readonly keys: number;
  /** Units a message (pool) or a take (self). */
  readonly chunk: number;
  /** Rounds; the user's `iterations`. */
  readonly rounds: number;
  /** Order of the trials in a round. */
  readonly planOrder: 'random' | 'listed';
  /** The worker counts in the order given; only with the order "listed", and where it does not ascend. */
  readonly listedWorkers?: readonly number[];
  /** Seed of the inputs, the order of trials and the simulated executor's noise. */
  readonly seed: number;
  /** Seconds for one trial from fork to end; null derives it from the task's pace. */
  readonly timeoutSeconds: number | null;
  /** Seconds that each worker runs units before the timed part. */
  readonly warmupSeconds: number;
  /** Rest after each trial. */
  readonly waitAfterRunnerSeconds: number;
  /** Rest after each round. */
  readonly waitAfterIterationSeconds: number;
  /** Whether garbage is collected before each timed part and after each round. */
  readonly gcAfterIteration: boolean;
  /** Size of libuv's thread pool in each host and child process. */
  readonly uvThreadpoolSize: number;
  /** The worker count that changes are against, one of `workers`; absent for sequential. */
  readonly baseline?: number;
  readonly limits: Limits;
  /** Limits outside the task that the user knows: name → how many units each serves at a time. Absent in old journals. */
  readonly capacities?: { readonly [name: string]: number };
  /** Wall-clock budget of an adaptive study in seconds; null measures exactly what was asked. */
  readonly budgetSeconds: number | null;
  /** Measure spin and memory kernels beside the task, up to the effective CPUs; null leaves it to their cost. */
  readonly machineCeiling: boolean | null;
  /** Names of the probes that observe the trials; null for all. Without any, workers are not metered more than needed either. */
  readonly probes: readonly string[] | null;
  /** Seconds between two samples of a trial's telemetry. */
  readonly sampleIntervalSeconds: number;
  /** Units of each trial whose latencies are kept one by one, at most; 0 for none. */
  readonly maxLatencySamples: number;
  /** Where workers are pinned; null leaves them to the system. */
  readonly cpuAffinity: CpuAffinity | null;
  /** How often a disturbed trial is run again at most. */
  readonly retryDisturbed: number;
  /** How often a trial that failed, timed out or was lost is run again at most. */
  readonly retryFailed: number;
  readonly profile: ProfileKinds;
  /** True when `--quick` cut rounds, counts and waits. */
  readonly quick: boolean;
}

/** One point of a study. */
export interface Cell {
  /** Unique in the study and stable over runs of the same study: `sort/threads_4`. */
  readonly id: string;
  /** The CSV's row name: `sequential`, `parallel_4`, `threads_4`; with a rate `threads_4@100/s`. */
  readonly name: string;
  readonly task: StudyTask;
  readonly executor: string;
  /** 0 for sequential. */
  readonly workers: number;
  readonly inFlight: number;
  /** `none` for sequential, which keeps every order by itself. */
  readonly order: UnitOrder;
  readonly load: Load;
}

/** A trial to be run: one cell in one round. */
export interface PlannedTrial {
  /** Position in the plan, from 0. */
  readonly index: number;
  readonly cell: Cell;
  /** From 0. */
  readonly round: number;
  /** True for the last trial of its round: the iteration's rest and collection follow it. */
  readonly endsRound: boolean;
  /** True for an extra trial that is profiled; none of its times is used. */
  readonly profile: boolean;
}

/** All trials of a study in the order in which they run. */
export interface Plan {
  readonly cells: readonly Cell[];
  readonly trials: readonly PlannedTrial[];
  /** Extra trials after the measured ones, one a cell that runs a task; empty unless profiles are asked for. */
  readonly profiles: readonly PlannedTrial[];
}

/** How a trial ended. A trial is never dropped. */
export type Outcome = 'completed' | 'failed' | 'timed_out' | 'lost' | 'interrupted';

/** Every outcome, in the order in which reports count them. */
export const OUTCOMES: readonly Outcome[] = ['completed', 'failed', 'timed_out', 'lost', 'interrupted'];

/** Why a trial did not complete. All texts are hostile: escape them where they are shown. */
export interface Fault {
  /** What was being done: `import`, `setup`, `warm-up`, `run`, `verify`, `teardown`, `close`, `host`. */
  readonly phase: string;
  readonly message: string;
  readonly stack: string | null;
  /** The unit's index, when one unit is to blame. */
  readonly unit: number | null;
}

/** Why a unit failed in a trial that went on. The texts are hostile. */
export interface UnitError {
  /** `run` for a unit that threw, `verify` for a wrong result. */
  readonly phase: string;
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
  readonly unitsCompleted: number;
  readonly unitsFailed: number;
  /** The first of the failed units, a few at most; absent where none failed, and in older journals. */
  readonly unitErrors?: readonly UnitError[];
  readonly latency: LatencyParts;
  /** Empty where the task labels no units. */
  readonly labels: readonly LabelledLatency[];
  /** A uniform sample of the units behind the latencies, by time; null when none was asked for. */
  readonly latencySamples: readonly LatencySample[] | null;
  readonly workers: readonly WorkerMeasurement[];
  readonly warmUp: WarmUp;
  /** Measured in the same trial, before the timed part; null when not asked for. */
  readonly kernels: KernelRates | null;
  /**
   * The event loop of the host, which is the dispatcher's with dispatch "pool" and the units' own where they
   * run in the host's thread; null where not observed.
   */
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

/** What disturbed a trial. */
export type DisturbanceKind =
  | 'throttled'
  | 'steal'
  | 'memory-pressure'
  | 'io-pressure'
  | 'foreign-load'
  | 'clock-step'
  | 'suspended'
  | 'gap'
  | 'cpu-change';

/** One thing that disturbed a trial; the thresholds are in docs/internals/method.md. */
export interface Disturbance {
  readonly kind: DisturbanceKind;
  /** One clause that names the figures. */
  readonly text: string;
  readonly figures: { readonly [figure: string]: number | null };
  /** True when the trial itself may have brought it about, so that running it again would not help. */
  readonly own: boolean;
}

/** What a probe read over the timed part: plain JSON, null figures with a `reason`, and its `costSeconds`. */
export type Reading = { readonly [figure: string]: number | string | boolean | null | readonly number[] };

/** What was sampled over the timed part of one trial: one row an instant. */
export interface Telemetry {
  /** Seconds since the timed part began, ascending. */
  readonly atSeconds: readonly number[];
  /**
   * Series name with its unit, such as `rssBytes`, `cpuShare`, `temperatureCelsius`, `unitsDone` or, for
   * worker 3 alone, `unitsDone.3` → one value an instant; null where it was not known.
   */
  readonly series: { readonly [name: string]: readonly (number | null)[] };
}

/** What a trial leaves in the journal. */
export interface TrialRecord {
  readonly kind: 'trial';
  readonly cellId: string;
  /** The cell, where the plan did not have it: a rate that a search chose. */
  readonly cell?: Cell;
  readonly round: number;
  readonly outcome: Outcome;
  readonly fault: Fault | null;
  /** ISO 8601, wall clock. */
  readonly startedAt: string;
  /** From the trial's start to the end of its host, which may have started before, while the machine rested. */
  readonly hostSeconds: number;
  /** Null unless the timed part ended. */
  readonly measurement: Measurement | null;
  /** Probe name → reading over the timed part. */
  readonly readings: { readonly [probe: string]: Reading };
  /** Null when nothing was sampled. */
  readonly telemetry: Telemetry | null;
  /** What disturbed it; empty for a clean trial. */
  readonly disturbances: readonly Disturbance[];
  /** The last of what the task printed, cut to a few kilobytes; hostile text. */
  readonly outputTail: string | null;
}

/** What an extra trial under the profiler leaves in the journal: no times, for the profiler slows the task. */
export interface ProfileRecord
  extends Omit<TrialRecord, 'kind' | 'measurement' | 'readings' | 'telemetry' | 'disturbances'> {
  readonly kind: 'profile';
  /** One for each kind asked for; empty unless the trial completed. */
  readonly profiles: readonly TrialProfile[];
}

/** One kind of profile, merged over the workers of a trial. */
export interface TrialProfile {
  readonly kind: keyof ProfileKinds;
  /** The top 20 functions by `self`. */
  readonly rows: readonly ProfileRow[];
  /** One a worker, relative to the run's folder. */
  readonly files: readonly string[];
}

/** The machine that measured. No host name, serial or environment beyond this list. */
export interface Machine {
  /** The processor's name for itself. */
  readonly cpuModel: string;
  /** Hardware threads that the system has. */
  readonly logicalCpus: number;
  /** min(affinity, CPU quota of every ancestor cgroup), as a decimal. */
  readonly effectiveCpus: number;
  /** The tightest CPU quota in CPUs; null without one. */
  readonly quotaCpus: number | null;
  /** All memory of the system, in bytes. */
  readonly memoryBytes: number;
  /** The tightest memory limit of the cgroups in bytes; null without one. */
  readonly memoryLimitBytes: number | null;
  /** `linux`, `darwin`, `win32`. */
  readonly platform: string;
  /** `x64`, `arm64`. */
  readonly arch: string;
  /** Node's version. */
  readonly node: string;
  /** V8's version. */
  readonly v8: string;
  /** Size of libuv's thread pool in each process. */
  readonly uvThreadpool: number;
}

/** What others took of the machine's CPUs over some seconds; null where the system does not tell. */
export interface MachineLoad {
  /** How long it was looked at. */
  readonly seconds: number;
  /** CPUs that other programs kept busy; what kneepoint itself used is not part of it. */
  readonly busyCpus: number | null;
  /** CPUs that a hypervisor gave to others. */
  readonly stolenCpus: number | null;
}

/** Where a result comes from, so that it can be made again. */
export interface Provenance {
  /** The study's seed. */
  readonly seed: number;
  /** What the user typed. */
  readonly command: readonly string[];
  /** SHA-256 of the validated study. */
  readonly configHash: string;
  /** Task name → SHA-256 of its module's text. */
  readonly taskHashes: { readonly [task: string]: string };
  /** Commit of the folder that holds the task; null outside a repository. */
  readonly gitCommit: string | null;
  /** The kind of machine, as the user calls it (`--instance`); null when unnamed. */
  readonly instance: string | null;
  /** ISO 8601, wall clock. */
  readonly startedAt: string;
  /** What measured. */
  readonly tool: { readonly name: string; readonly version: string };
  /** How often the run was cut and went on; empty for a run in one piece. */
  readonly resumed: readonly Resumption[];
  /** The machine's load during the preflight; absent for a simulated study, and from runs of older versions. */
  readonly loadBefore?: MachineLoad;
}

/** A run that was cut, and went on with what was missing. */
export interface Resumption {
  /** ISO 8601, wall clock. */
  readonly startedAt: string;
  /** What the user typed to resume it, without credentials. */
  readonly command: readonly string[];
  /** What had changed since the run began and was accepted; empty when all was the same. */
  readonly changed: readonly string[];
  /** Records of trials that were there already. */
  readonly trialsBefore: number;
  /** The machine's load during this session's preflight; absent as in Provenance. */
  readonly loadBefore?: MachineLoad;
}

/** What is known of a task after its preflight, beyond its name. */
export interface TaskDescription {
  readonly name: string;
  readonly summary: string | null;
  /** The arguments in force: the user's, or the task's defaults. */
  readonly args: readonly unknown[];
  /** False when the task declares it, or when two runs of unit 0 gave different results. */
  readonly deterministic: boolean;
  /** Whether two runs of unit 0 in the preflight gave the same result; null when it did not run twice. */
  readonly repeats: boolean | null;
  /** Service time of unit 0 in the preflight, cold; null when it failed or did not end in time. */
  readonly unitSeconds: number | null;
  /** What the preflight saw of the task's costs; absent from runs of older versions. */
  readonly costs?: TaskCosts;
}

/** What starting a task and running its units cost in the preflight; absent members were not seen. */
export interface TaskCosts {
  /** From the fork of a process until it has imported the task. */
  readonly startSeconds?: number;
  /** The task's own setup. */
  readonly setupSeconds?: number;
  /** Mean over the units that ran, without the first (cold) one where there are others. */
  readonly unit?: UnitCost;
  /** Seconds after which the preflight gave up waiting for unit 0. */
  readonly unitExceedsSeconds?: number;
}

/** What one unit takes when nothing runs beside it. */
export interface UnitCost {
  readonly wallSeconds: number;
  /** CPU time of the whole process: less than the wall time where a unit waits, more where it is parallel inside. */
  readonly cpuSeconds: number;
}

/** The journal's first line: all that the analysis needs beside the trials. */
export interface StudyRecord {
  readonly kind: 'study';
  readonly study: Study;
  readonly plan: Plan;
  readonly tasks: readonly TaskDescription[];
  readonly machine: Machine;
  readonly provenance: Provenance;
}

/** The trials that an adaptive study chose to run next, so that a resumed one ends what was begun. */
export interface ChoiceRecord {
  readonly kind: 'choice';
  readonly trials: readonly Pick<TrialRecord, 'cellId' | 'round'>[];
}

/** Where a run that was cut goes on; what follows was measured in this session. */
export interface ResumeRecord extends Omit<Resumption, 'trialsBefore'> {
  readonly kind: 'resume';
}

/** The journal's last line; without one the run was cut. */
export interface EndRecord {
  readonly kind: 'end';
  readonly endedAt: string;
  readonly interruptedBy: string | null;
  /** Why an adaptive study stopped; null for a fixed one. */
  readonly stopped: string | null;
  /**
   * Seconds by which the wall clock went ahead of the monotonic one in this session: it was set, or the
   * machine slept. Durations come from the monotonic one.
   */
  readonly clockSkewSeconds: number;
}

export type JournalRecord = StudyRecord | TrialRecord | ProfileRecord | ChoiceRecord | ResumeRecord | EndRecord;

/** A journal read back: what analysis and reporters work on. */
export interface Recording {
  readonly study: StudyRecord;
  readonly trials: readonly TrialRecord[];
  /** Apart from the trials, so that no figure can come from them. */
  readonly profiles: readonly ProfileRecord[];
  readonly end: EndRecord | null;
}

// ── The report: everything above as one plain value ────────────────────────────────────────────

/** A figure with its 95 % interval; `low` and `high` are null when there are too few rounds. */
export interface Estimate {
  /** The figure. */
  readonly value: number;
  /** Lower end of its interval. */
  readonly low: number | null;
  /** Upper end of its interval. */
  readonly high: number | null;
}

/** Percentiles in milliseconds over the units of all rounds; null where too few back them (p99 from 100 up). */
export interface Percentiles {
  /** Arithmetic mean; null without a unit. */
  readonly mean: number | null;
  /** Median. */
  readonly p50: number | null;
  /** 90th percentile; from 10 units. */
  readonly p90: number | null;
  /** 95th percentile; from 20 units. */
  readonly p95: number | null;
  /** 99th percentile; from 100 units. */
  readonly p99: number | null;
  /** 99.9th percentile; from 1,000 units. */
  readonly p999: number | null;
  /** The longest. */
  readonly max: number | null;
  /** Intervals of the percentiles by order statistics of the rounds; null under 5 rounds. */
  readonly intervals: PercentileIntervals | null;
}

/** For each percentile, the interval of its median over rounds, in milliseconds; see docs/internals/method.md. */
export interface PercentileIntervals {
  /** The probability with which each interval covers, 0.9375 for 5 rounds, at least 0.95 from 6 up. */
  readonly coverage: number;
  /** Of the median. */
  readonly p50: { readonly low: number; readonly high: number } | null;
  /** Of the 90th percentile. */
  readonly p90: { readonly low: number; readonly high: number } | null;
  /** Of the 95th percentile. */
  readonly p95: { readonly low: number; readonly high: number } | null;
  /** Of the 99th percentile. */
  readonly p99: { readonly low: number; readonly high: number } | null;
  /** Of the 99.9th percentile. */
  readonly p999: { readonly low: number; readonly high: number } | null;
}

/** What stands in a report for an argument of over 4,096 characters of JSON; the journal has it whole, once. */
export interface LongArgument {
  /** The first 200 characters of its JSON. */
  readonly head: string;
  /** Characters of its JSON. */
  readonly length: number;
  /** SHA-256 of its JSON's UTF-8, in hexadecimal. */
  readonly sha256: string;
}

export interface CellReport {
  readonly name: string;
  readonly task: string;
  /** Arguments of every unit, by position; `{head, length, sha256}` for one of over 4,096 characters of JSON. */
  readonly args: readonly unknown[];
  readonly executor: string;
  readonly workers: number;
  readonly inFlight: number;
  /** What is kept of the units' order. */
  readonly order: UnitOrder;
  readonly load: Load;
  /** Units of one trial: as planned for a count, else the mean behind the figures; null when none completed. */
  readonly unitsPerTrial: number | null;
  /** How units reach the workers; null for an executor that hands none out. */
  readonly dispatch: Dispatch | null;
  /** Rounds in which this cell completed. */
  readonly rounds: number;
  /** How many trials ended in each way. */
  readonly outcomes: { readonly [outcome in Outcome]: number };
  /** Whether it keeps the study's limits; null in a study without limits. */
  readonly limits: LimitsReport | null;
  /** All times in seconds, averaged over the completed rounds; null when none completed. */
  readonly initSeconds: Estimate | null;
  readonly workSeconds: Estimate | null;
  readonly taskAvgSeconds: Estimate | null;
  readonly totalSeconds: Estimate | null;
  /** Units a second; for a rate the achieved one. */
  readonly throughput: Estimate | null;
  /** What became of a rate; null for a closed loop, and when no round completed. */
  readonly openLoop: OpenLoopReport | null;
  /** Against the round's own sequential trial; null without a sound baseline. */
  readonly speedup: Estimate | null;
  /** speedup / max(workers, 1). */
  readonly efficiency: Estimate | null;
  /**
   * Throughput against one worker of the same executor, paired by round, over the worker count: what more workers
   * cost, whatever the first one did. Null without one worker, and for sequential.
   */
  readonly efficiencyVsOneWorker: Estimate | null;
  /** The bands of both efficiencies; null where the efficiency is, and for the row that it is measured against. */
  readonly efficiencyBands: {
    /** Of `efficiency`. */
    readonly vsSequential: EfficiencyBand | null;
    /** Of `efficiencyVsOneWorker`. */
    readonly vsOneWorker: EfficiencyBand | null;
  };
  /** Units of all its trials, whatever became of the trials. */
  readonly units: UnitCounts;
  /** What its completed trials took of the machine. */
  readonly resources: ResourceUse;
  /** Against the study's baseline row; null for that row itself, and where there is no speedup for want of soundness. */
  readonly change: ThroughputChange | null;
  /** How throughput differs between rounds; null when none completed. */
  readonly spread: RoundSpread | null;
  /** The same without the rounds that Tukey's fences call outliers; null when there are none. */
  readonly withoutOutliers: { readonly throughput: Estimate; readonly speedup: Estimate | null } | null;
  readonly latency: {
    readonly waiting: Percentiles;
    readonly transfer: Percentiles;
    readonly service: Percentiles;
    readonly sojourn: Percentiles;
  } | null;
  /** By the labels that the task gives its units, the one with most units first; empty where it gives none. */
  readonly latencyByLabel: readonly LabelReport[];
  /** Single units of the trial with the median work time, by time; null when none were sampled. */
  readonly latencySamples: {
    /** The trial's round, from 0. */
    readonly round: number;
    /** A uniform sample of its units. */
    readonly samples: readonly LatencySample[];
  } | null;
  /** How the sojourn times of all rounds' units are distributed; null with under 20 units. */
  readonly distribution: Distribution | null;
  /** The completed rounds as points, nothing hidden behind an average. */
  readonly points: readonly RoundPoint[];
}

/** How the throughput of a row differs from that of the study's baseline row. */
export interface ThroughputChange {
  /** The baseline row's name. */
  readonly baseline: string;
  /** Throughput over that row's, paired by round, less 1: 0 for none, 0.25 for a quarter more. */
  readonly relative: Estimate;
}

/** How a figure differs between rounds. */
export interface RoundSpread {
  /** The middle one of the rounds' figures. */
  readonly median: number;
  /** The lowest round. */
  readonly min: number;
  /** The highest round. */
  readonly max: number;
  /** Coefficient of variation: sample standard deviation over mean; null under two rounds. */
  readonly variation: number | null;
}

/** How a row stands against the limits of its study. */
export interface LimitsReport {
  /** True when it keeps every limit, false when it breaks one; null when it breaks none but some could not be checked. */
  readonly kept: boolean | null;
  /** The limits that it breaks. */
  readonly broken: readonly LimitCheck[];
  /** The limits on what was not measured. */
  readonly unchecked: readonly LimitCheck[];
}

/** A limit and what was measured of it. */
export interface LimitCheck {
  /** What is limited. */
  readonly figure: 'p50Ms' | 'p99Ms' | 'rssMb' | 'errorRate';
  /** The label whose units are limited, hostile text; null for all units. */
  readonly label: string | null;
  /** The most that is allowed: milliseconds, MiB, or a share of the units. */
  readonly limit: number;
  /** What was measured, in the same unit; null when it was not. */
  readonly value: number | null;
}

/** How well workers are used: `good` above 90 %, `fair` from 70 to 90 %, `poor` below 70 %. */
export type EfficiencyBand = 'good' | 'fair' | 'poor';

/** What became of the units of a row. */
export interface UnitCounts {
  /** Units that completed; those of trials without a measurement are not known. */
  readonly completed: number;
  /** Units that threw, or whose result `verify` found wrong. */
  readonly failed: number;
  /** The first errors, each message once. */
  readonly errors: readonly UnitErrorReport[];
}

/** One of a row's first errors. */
export interface UnitErrorReport extends UnitError {
  /** The trial's round, from 0. */
  readonly round: number;
}

/** What the timed parts of a row took of the machine; null where it cannot tell, or was not observed. */
export interface ResourceUse {
  /** CPU time of the host and its children over elapsed time: 1.5 is one and a half CPUs, 150 % as `top` shows it. */
  readonly cpusUsed: Estimate | null;
  /** Highest resident memory of the host and its children in any round. */
  readonly rssPeakBytes: number | null;
  /** Resident memory when the timed part ended less that when it began; below 0 where it shrank. */
  readonly rssGrowthBytes: Estimate | null;
  /** Highest temperature of the CPU in any round, in degrees Celsius. */
  readonly peakCelsius: number | null;
  /** Mean power of the CPU packages, everybody's, in watts. */
  readonly watts: Estimate | null;
  /** Energy of the CPU packages for each completed unit, in joules. */
  readonly joulesPerUnit: Estimate | null;
  /** Completed units for each joule. */
  readonly unitsPerJoule: Estimate | null;
}

/** Latencies of the units of one label. */
export interface LabelReport {
  /** As the task gave it: hostile text. */
  readonly label: string;
  /** Units of all completed rounds. */
  readonly units: number;
  /** Waiting in a queue. */
  readonly waiting: Percentiles;
  /** On the way there and back. */
  readonly transfer: Percentiles;
  /** Being served. */
  readonly service: Percentiles;
  /** The sum of the three. */
  readonly sojourn: Percentiles;
  /** Median sojourn time in milliseconds of each round that has units of the label; null where too few back it. */
  readonly p50MsByRound: readonly { readonly round: number; readonly p50Ms: number | null }[];
}

/** A rate that was offered, over the completed rounds. */
export interface OpenLoopReport {
  /** Arrivals a second that the schedules had. */
  readonly offeredPerSecond: number;
  /** Units that the schedules of all rounds had. */
  readonly arrivals: number;
  /** Units handed out more than a millisecond after their instant, for whatever reason. */
  readonly late: number;
  /** Those of them for which a worker was free: the dispatcher itself was late. */
  readonly lateByDispatcher: number;
  /** Units that were never started. */
  readonly dropped: number;
  /** Share of the second half's arrivals by which answers fell behind; see docs/internals/method.md. */
  readonly fallingBehind: Estimate;
  /** True when the rate cannot be kept: arrivals are dropped, or answers fall further and further behind them. */
  readonly overloaded: boolean;
}

/** An empirical distribution of durations: as many shares as durations. */
export interface Distribution {
  /** Shares of the units, 0 (the fastest) to 1 (the slowest), ascending. */
  readonly shares: readonly number[];
  /** What that share of the units took at most, in milliseconds; ascending. */
  readonly atMostMs: readonly number[];
}

export interface RoundPoint {
  readonly round: number;
  /** The timed part. */
  readonly workSeconds: number;
  /** Units a second. */
  readonly throughput: number;
  /** Against the round's own sequential trial; null without a sound one. */
  readonly speedup: number | null;
  /** Median sojourn time of the round's units, in milliseconds; null where too few back it. */
  readonly p50Ms: number | null;
  /** Beyond Tukey's inner (1.5) or outer (3) fences of the cell's log-throughputs; kept in every average. */
  readonly outlier: 'mild' | 'extreme' | null;
}

/** One worker count of a curve; estimates over rounds. */
export interface CurvePoint {
  readonly workers: number;
  readonly throughput: Estimate;
  readonly speedup: Estimate | null;
  readonly efficiency: Estimate | null;
  /** Against one worker of the same executor, paired by round. */
  readonly speedupVsOneWorker: Estimate | null;
  /** Karp & Flatt's experimentally determined serial fraction; null for N < 2 or without baseline. */
  readonly serialFraction: number | null;
  /** The speedup that T equal units on N workers cannot exceed: T / ceil(T / N); null where T is not fixed. */
  readonly quantisationCeiling: number | null;
  /** The speedup this machine gave to kernels of its own at this N; null when not measured. */
  readonly machineCeiling: Estimate | null;
  /** speedup / machineCeiling, paired by round: efficiency against what this box can give; null when not measured. */
  readonly efficiencyOfMachine: Estimate | null;
  readonly ledger: Ledger | null;
  /** Figures that were measured and are not given, because they cannot be true or are hardly known. */
  readonly withheld: readonly WithheldFigure[];
}

/** A figure that is null although it was measured. */
export interface WithheldFigure {
  /** Which one. */
  readonly figure: 'ledger' | 'machineCeiling';
  /** Why, in a clause. */
  readonly reason: string;
}

/**
 * Where N × wall went, as shares that sum to 1. `inflation` is negative when units ran faster in the
 * workers than in the sequential baseline.
 */
export interface Ledger {
  /** Units at the pace of the sequential baseline, less the time for which that one had no CPU. */
  readonly useful: number;
  /** Units that ran slower than in the baseline, though they had a CPU. */
  readonly inflation: number;
  /** Ready to run, without a CPU; null where the system cannot tell, and then a part of inflation and transfer. */
  readonly withoutCpu: number | null;
  /** In flight, behind other units of the same worker. */
  readonly waiting: number;
  /** The way there and back, and dispatch. */
  readonly transfer: number;
  /** Done, while others were still at work. */
  readonly idleTail: number;
  /** Not yet begun, while others were at work. */
  readonly startSkew: number;
}

/**
 * A law fitted to a curve by least squares on the logarithm of throughput, with a level for each round.
 * Only the selected fit carries intervals, and they are those of the general law (see docs/internals/method.md): a
 * choice of model made from the same data must not make them narrower.
 */
export interface Fit {
  /** The law. */
  readonly model: 'linear' | 'amdahl' | 'usl';
  readonly lambda: Estimate;
  readonly sigma: Estimate;
  readonly kappa: Estimate;
  /** Share of the variation of the mean throughputs that the law explains; may be below 0. */
  readonly r2: number;
  /** Corrected Akaike information criterion; lower is better. */
  readonly aicc: number;
  /** True for the one law that explains the curve best. */
  readonly selected: boolean;
  /**
   * N of the fitted maximum; null when the model has none or it lies outside the measured range. A null
   * `high` beside a `low` means that no upper bound can be given.
   */
  readonly peakWorkers: Estimate | null;
  /** 'observed', 'not observed' (outside the measured range) or 'none' (the model has no maximum). */
  readonly peak: 'observed' | 'not observed' | 'none';
  /** Amdahl's limit of the speedup, 1 / sigma; null without one. A null `high` beside a `low` is no upper bound. */
  readonly speedupLimit: Estimate | null;
}

export interface Curve {
  readonly task: string;
  readonly executor: string;
  readonly inFlight: number;
  /** What is kept of the units' order. */
  readonly order: UnitOrder;
  readonly load: Load;
  readonly points: readonly CurvePoint[];
  readonly fits: readonly Fit[];
  /** Worker counts left out of the fits, and why; null when all were used. */
  readonly fitNote: string | null;
  /** What may keep it from scaling, judged one by one; empty where it scales and where nothing was measured on a machine. */
  readonly hypotheses: readonly Hypothesis[];
}

/** One possible cause of a curve that does not scale, and what the measurements say to it. */
export interface Hypothesis {
  /** Which cause. A `pool` is libuv's, or a limit that the study declares. */
  readonly cause:
    | 'shared-resource'
    | 'cpu-shortage'
    | 'scheduler'
    | 'memory'
    | 'network'
    | 'pool'
    | 'dispatcher'
    | 'quota';
  /** The pool's name and size: hostile text; null for any other cause. */
  readonly name: string | null;
  /** The worker count at which it is judged, against the fewest. */
  readonly workers: number;
  /** Whether it limits the curve, as far as it was observed. */
  readonly judgement: 'likely' | 'possible' | 'unlikely' | 'not observable here';
  /** Why, in a clause that names the figures. */
  readonly evidence: string;
  /** What would decide it; null where nothing is open. */
  readonly nextTest: string | null;
  /** The figures that it rests on, by name. */
  readonly figures: { readonly [figure: string]: number | null };
}

/** How sure an answer is: the probability that its row is good enough is at least 95 %, at least 80 %, or less. */
export type Certainty = 'sure' | 'fairly sure' | 'best guess';

export interface Advice {
  readonly task: string;
  readonly executor: string;
  readonly inFlight: number;
  /** What is kept of the units' order. */
  readonly order: UnitOrder;
  readonly load: Load;
  /** `recommended` names a count, `indistinguishable` one of those that cannot be told apart, `abstained` none. */
  readonly verdict: 'recommended' | 'indistinguishable' | 'abstained';
  /** The worker count to use, 0 for sequential: the smallest that is likely within 5 % of the best. Null when abstained. */
  readonly workers: number | null;
  /** How sure that is; null when abstained. */
  readonly certainty: Certainty | null;
  /** Why the answer is provisional, in a clause: most trials were disturbed, or a row was measured too seldom. Null when it is not. */
  readonly provisional: string | null;
  /** Share of resamples in which `workers` had the highest throughput; null when too few rounds. */
  readonly probabilityBest: number | null;
  /** The probability that `workers` has at least 95 % of the highest throughput; null when too few rounds. */
  readonly probabilityGoodEnough: number | null;
  /** Worker counts that cannot be told from the best: neighbours, without gaps. */
  readonly equivalent: readonly number[];
  /** Every measured worker count with its evidence, ascending. */
  readonly candidates: readonly Candidate[];
  /** The answer in a few words, without a full stop: "Use 2 workers, fairly sure". */
  readonly headline: string;
  /** Why, in plain sentences: what follows the headline. */
  readonly because: string;
  /** The headline and why, in plain sentences for people. */
  readonly reason: string;
  /** What to do next: about an abstention, a doubt, or a sweep that ended too soon. Null when nothing is open. */
  readonly cure: string | null;
}

/** A row in the choice over everything that a study swept. */
export type AnswerRow = Pick<CellReport, 'name' | 'executor' | 'workers' | 'inFlight' | 'order'>;

/** The answer over all curves of a task under a load: the best of its executors, worker counts, units in flight and orders. */
export interface Answer
  extends Pick<
    Advice,
    'task' | 'load' | 'verdict' | 'certainty' | 'provisional' | 'headline' | 'because' | 'reason' | 'cure'
  > {
  /** The row to use; null when abstained. */
  readonly row: AnswerRow | null;
  /** Rows that cannot be told from the best. */
  readonly equivalent: readonly AnswerRow[];
}

/** A worker count in the choice. */
export interface Candidate {
  /** 0 for sequential. */
  readonly workers: number;
  /** Throughput against the best's, paired by round; null under 5 rounds. */
  readonly ratioToBest: Estimate | null;
  /** Share of resamples in which it had the highest throughput. */
  readonly probabilityBest: number | null;
  /** The probability that it has at least 95 % of the highest. */
  readonly probabilityGoodEnough: number | null;
  /** The limits it breaks, or why it cannot be chosen; null when it may be chosen. */
  readonly excludedBy: string | null;
}

/** Every finding there is. */
export type FindingCode =
  | 'wrong-result'
  | 'results-not-compared'
  | 'trials-not-completed'
  | 'units-failed'
  | 'profile-not-taken'
  | 'study-cut'
  | 'resumed'
  | 'clock-skew'
  | 'adaptive-stop'
  | 'no-baseline'
  | 'too-few-rounds'
  | 'quick-look'
  | 'simulated'
  | 'slower-with-more-workers'
  | 'overhead-bound'
  | 'dispatcher-saturated'
  | 'shared-wait'
  | 'libuv-pool'
  | 'internally-parallel'
  | 'cpu-shortage'
  | 'above-cpus'
  | 'one-thread'
  | 'throttled'
  | 'cpu-stolen'
  | 'gc-bound'
  | 'memory-limit'
  | 'memory-growth'
  | 'too-few-units'
  | 'timed-part-too-short'
  | 'idle-tail'
  | 'baseline-disturbed'
  | 'baseline-starved'
  | 'drift'
  | 'disturbed-trials'
  | 'clock-drop'
  | 'not-pinned'
  | 'not-observed'
  | 'noisy-machine'
  | 'outliers'
  | 'unsteady-warm-up'
  | 'in-flight-trade'
  | 'too-few-in-window'
  | 'closed-loop'
  | 'overloaded'
  | 'late-dispatcher'
  | 'max-rate'
  | 'order-cost'
  | 'super-linear'
  | 'law-misfit';

export interface Finding {
  /** Which finding it is. */
  readonly code: FindingCode;
  /** How much it matters. */
  readonly severity: 'info' | 'warning' | 'critical';
  /** How sure it is. */
  readonly likelihood: 'likely' | 'possible' | 'unlikely';
  /** One sentence that names the figures. */
  readonly text: string;
  /** What to try; null when nothing is to be done. */
  readonly cure: string | null;
  /** Task and executor that it speaks of; null for the whole study. */
  readonly task: string | null;
  readonly executor: string | null;
  /** The curve that it speaks of, where it speaks of one: what tells it from others of its task and executor. */
  readonly curve?: Pick<Curve, 'inFlight' | 'order' | 'load'>;
  /** The figures that it rests on, by name. */
  readonly evidence: { readonly [figure: string]: number | string | boolean | null };
}

/** The telemetry of one completed trial: of each cell the one with the median throughput. */
export interface CellTelemetry {
  /** The cell's name, task and executor, as in its CellReport. */
  readonly name: string;
  readonly task: string;
  readonly executor: string;
  readonly workers: number;
  readonly inFlight: number;
  readonly round: number;
  readonly telemetry: Telemetry;
}

/** Where the workers of one cell spent CPU time or allocated, merged over workers; the top 20, heaviest first. */
export interface CellProfile {
  readonly name: string;
  readonly task: string;
  readonly executor: string;
  readonly workers: number;
  readonly kind: keyof ProfileKinds;
  readonly rows: readonly ProfileRow[];
  /** Profiles to open in a viewer, relative to the run's folder. */
  readonly files: readonly string[];
}

/** One function of a profile; names and places are hostile text. */
export interface ProfileRow {
  /** The function's name. */
  readonly functionName: string;
  /** `file:line`, the file relative to the task's folder; `native` for what is no JavaScript. */
  readonly location: string;
  /** Without what it called: seconds for CPU, bytes for heap. */
  readonly self: number;
  /** With what it called. */
  readonly total: number;
  /** `self` over the whole profile, 0 to 1. */
  readonly share: number;
}

/** What a reporter sees, and all that it sees. */
export interface Report {
  /**
   * `invalid`: a result was wrong, do not rely on the figures. `partial`: not every planned trial
   * completed, or more units failed than `limits` allow.
   */
  readonly status: 'valid' | 'invalid' | 'partial';
  /** What made the report. */
  readonly tool: { readonly name: string; readonly version: string };
  /** True when any figure comes from a law instead of a machine. */
  readonly simulated: boolean;
  readonly machine: Machine;
  readonly study: Study;
  /** A row for each cell, in the plan's order. */
  readonly cells: readonly CellReport[];
  /** A curve for each task, executor and number of units in flight. */
  readonly curves: readonly Curve[];
  /** An answer for each task and load: the best over all its curves. */
  readonly answers: readonly Answer[];
  /** An advice for each curve, in the same order. */
  readonly advice: readonly Advice[];
  /** What explains the figures, and what to be wary of. */
  readonly findings: readonly Finding[];
  readonly telemetry: readonly CellTelemetry[];
  readonly profiles: readonly CellProfile[];
  readonly provenance: Provenance;
}

// ── Two measurements compared ──────────────────────────────────────────────────────────────────

/** What is compared: units a second, mean service time, and percentiles of the sojourn time. */
export type ComparedMetric = 'throughput' | 'task_avg' | 'p50' | 'p99';

/** Every compared metric, in the order in which comparisons show them. */
export const COMPARED_METRICS: readonly ComparedMetric[] = ['throughput', 'task_avg', 'p50', 'p99'];

/** One of the two that are compared: a run, or several of the same. */
export interface ComparedSide {
  /** Its task's name; several are joined by commas. */
  readonly task: string;
  readonly runs: number;
  /** Rounds of all runs. */
  readonly rounds: number;
  /** When its first run began, ISO 8601. */
  readonly startedAt: string;
  readonly gitCommit: string | null;
  readonly status: Report['status'];
}

/** What became of one figure from base to head. */
export interface FigureChange {
  readonly metric: ComparedMetric;
  readonly task: string;
  readonly executor: string;
  readonly inFlight: number;
  readonly order: UnitOrder;
  readonly load: Load;
  /** Null for all worker counts of the curve together. */
  readonly workers: number | null;
  /** Geometric means over rounds: units a second, or seconds; null for all worker counts together. */
  readonly base: number | null;
  readonly head: number | null;
  /** Head over base, with its own 95 % interval; no interval under 5 rounds a side. */
  readonly ratio: Estimate;
  /** Of the figure's own two-sided test; null under 5 rounds a side. */
  readonly pValue: number | null;
  /** Adjusted for all figures of the comparison: under 0.05 is a change shown. */
  readonly adjustedPValue: number | null;
  readonly verdict: 'better' | 'worse' | 'no change shown' | 'too few rounds';
  /** How bad a change for the worse is by the thresholds; null for every other verdict. */
  readonly severity: Finding['severity'] | null;
}

/** A curve's efficiency and advice, before and after. */
export interface ComparedCurve {
  readonly task: string;
  readonly executor: string;
  readonly inFlight: number;
  readonly order: UnitOrder;
  readonly load: Load;
  readonly efficiency: readonly {
    readonly workers: number;
    readonly base: Estimate | null;
    readonly head: Estimate | null;
  }[];
  readonly base: Advice;
  readonly head: Advice;
}

/** Two measurements side by side. */
export interface Comparison {
  readonly base: ComparedSide;
  readonly head: ComparedSide;
  /** True when both were measured in the same rounds of one run. */
  readonly paired: boolean;
  /** What counts as one observation: a round, or, from 5 runs a side, a run. */
  readonly repetition: 'round' | 'run';
  /** The shares from which a change for the worse is a warning and critical. */
  readonly thresholds: { readonly warning: number; readonly critical: number };
  readonly changes: readonly FigureChange[];
  readonly curves: readonly ComparedCurve[];
  /** What differs between the two beside the code, and what stands in a comparison's way. */
  readonly warnings: readonly string[];
}

// ── Instances for a rate ───────────────────────────────────────────────────────────────────────

/** By the lower end of a throughput's interval, by its value, and by its upper end. */
export interface SizingRange {
  readonly safe: number;
  readonly expected: number;
  readonly least: number;
}

/** What decides how many units per second an instance is trusted with. */
export type SizingBound = 'headroom' | 'p50' | 'p99' | 'held rate';

/** One measured worker count of one instance, and how many such instances hold the rate. */
export interface SizingOption {
  readonly instance: string;
  readonly executor: string;
  /** Workers on each instance; 0 is sequential. */
  readonly workers: number;
  readonly inFlight: number;
  readonly load: Load;
  /** Units per second of one instance, as measured. */
  readonly throughput: Estimate;
  /**
   * Units per second that one instance is trusted with: the rate that it held in an open loop; in a closed one the lower
   * end of its throughput's interval times `utilisationLimit`.
   */
  readonly capacity: number;
  /** What sets the capacity. */
  readonly boundBy: SizingBound;
  /**
   * The largest share of its throughput that may be used, 0 to 1: what the headroom leaves, or less where a percentile is
   * predicted to reach its limit before. Null for a rate that was held.
   */
  readonly utilisationLimit: number | null;
  readonly instances: SizingRange;
  readonly costPerHour: SizingRange;
  /** Cost of a million units at the asked rate, by the safe number of instances. */
  readonly costPerMillion: number;
  /** Units per second that each of the safe number of instances gets. */
  readonly ratePerInstance: number;
  /** Its share of the measured throughput, or of the rate that was held, 0 to 1. */
  readonly utilisation: number;
  /**
   * Upper ends of the intervals of the measured sojourn time's percentiles; null where not measured. In a closed loop no
   * unit waits for another client's: see `predicted`.
   */
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  /**
   * The percentiles that queueing theory predicts for random arrivals at `ratePerInstance` (docs/sizing.md); nothing of it
   * was measured. Null for an open loop, whose percentiles are those of arrivals.
   */
  readonly predicted: { readonly p50Ms: number | null; readonly p99Ms: number | null } | null;
  /** Peak of the host process tree in MiB; null where not measured. */
  readonly rssMb: number | null;
  readonly errorRate: number | null;
  /** The limits that it breaks; null when it may be chosen. */
  readonly excludedBy: string | null;
}

/** The answer to: how many of which instance hold this rate? */
export interface Sizing {
  /** Units a second. */
  readonly rate: number;
  readonly limits: Limits;
  /** Share of the throughput that is kept free. */
  readonly headroom: number;
  readonly currency: string;
  /** The cheapest option of each instance that keeps the limits, cheapest first. */
  readonly best: readonly SizingOption[];
  /** Every measured option. */
  readonly options: readonly SizingOption[];
  readonly assumptions: readonly string[];
  readonly warnings: readonly string[];
}

// ── Runs over time ─────────────────────────────────────────────────────────────────────────────

/** One run in a history. */
export interface HistoryPoint {
  /** The run's folder, as it was found. */
  readonly folder: string;
  readonly startedAt: string;
  readonly gitCommit: string | null;
  readonly node: string;
  /** Units a second at the history's worker count. */
  readonly throughput: Estimate;
  /** Against the run before; null for the first. */
  readonly change: number | null;
  /** The advice's worker count; null when it named none. */
  readonly recommended: number | null;
  /** True where a new level begins. */
  readonly step: boolean;
}

/** A level that held between two steps. */
export interface HistoryLevel {
  /** Positions of its first and last run, from 0. */
  readonly from: number;
  readonly to: number;
  /** Geometric mean of the runs' throughputs, units a second. */
  readonly throughput: number;
  /** Against the level before; null for the first. */
  readonly change: number | null;
}

/** The runs of one task and executor on one machine, oldest first. */
export interface History {
  readonly task: string;
  readonly args: readonly unknown[];
  readonly executor: string;
  readonly inFlight: number;
  readonly machine: string;
  /** True when a law gave the figures instead of a machine. */
  readonly simulated: boolean;
  /** The worker count that is followed; 0 is sequential. */
  readonly workers: number;
  readonly points: readonly HistoryPoint[];
  readonly levels: readonly HistoryLevel[];
  /** False under 8 runs: too few to show a step. */
  readonly searched: boolean;
}

// ── What a running study tells ─────────────────────────────────────────────────────────────────

/** How long a study is expected to take, before its first trial. */
export interface StudyEstimate {
  readonly cells: number;
  /** Measured and profiled trials; null for an adaptive study, which decides while it runs. */
  readonly trials: number | null;
  /** From the first trial to the last, rests included; null when the preflight saw no unit end well. */
  readonly seconds: number | null;
  /** `at least`: a search adds trials, or unit 0 did not end in the preflight. `at most`: a budget ends it. */
  readonly bound: 'about' | 'at least' | 'at most';
  /** Ways to be done in minutes; empty for a study that is. */
  readonly shorter: readonly ShorterStudy[];
}

/** One change to a study that makes it shorter. */
export interface ShorterStudy {
  /** The config's key, or `quick`. */
  readonly key: 'quick' | 'iterations' | 'task_count';
  /** The key's value; true for `quick`. */
  readonly value: number | true;
  readonly seconds: number;
}

/** What happens while a study runs, in order; the API's events and the terminal's progress. */
export type StudyEvent =
  /** The preflight has been in one phase (`import`, `setup`, `unit`, `pace`) for longer than a moment; comes once a second. */
  | { readonly kind: 'preflight'; readonly task: string; readonly phase: string; readonly seconds: number }
  /** `estimate` covers what is left to measure; null for a simulated study, which takes no time. */
  | { readonly kind: 'study-start'; readonly study: StudyRecord; readonly estimate: StudyEstimate | null }
  | {
      readonly kind: 'trial-start';
      readonly trial: PlannedTrial;
      readonly trialsDone: number;
      readonly trialsTotal: number;
    }
  | { readonly kind: 'phase'; readonly trial: PlannedTrial; readonly phase: string }
  | {
      readonly kind: 'progress';
      readonly trial: PlannedTrial;
      readonly unitsDone: number;
      readonly unitsTotal: number | null;
    }
  | {
      readonly kind: 'trial-end';
      readonly trial: PlannedTrial;
      readonly record: TrialRecord | ProfileRecord;
      /** True when the same trial runs again at once, for it failed or was disturbed: it is not done yet. */
      readonly runsAgain: boolean;
      readonly trialsDone: number;
      readonly trialsTotal: number;
      /** Estimated seconds until the study's end; null while nothing is known. */
      readonly remainingSeconds: number | null;
    }
  | { readonly kind: 'rest'; readonly seconds: number; readonly after: 'runner' | 'iteration' }
  | { readonly kind: 'warning'; readonly text: string }
  | { readonly kind: 'study-end'; readonly end: EndRecord };
