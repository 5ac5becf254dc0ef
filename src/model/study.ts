/** What the user asked, complete and validated. */
import type { CommandSubject } from './command.js';
import type { Dispatch, StudyLoad, UnitOrder } from './load.js';
import type { StudyService } from './service.js';

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

/** What is run. */
export type Subject = ModuleSubject | LawSubject | CommandSubject;

/** A task's module: its default export is called for each unit. */
export interface ModuleSubject {
  readonly kind: 'module';
  /** Where the module lies (absolute path). */
  readonly path: string;
}

/** A planted law in place of a machine: its units take virtual time. */
export interface LawSubject {
  readonly kind: 'law';
  /** The planted law. */
  readonly law: SimulatedLaw;
}

/** What is measured: a subject with a name and its arguments. */
export interface StudyTask {
  /** Short name for rows, file names and headings: `sort`, or a file's base name. */
  readonly name: string;
  /** As the user wrote it: a built-in task's name, or a path. */
  readonly given: string;
  /** Positional arguments of every unit; null means the task's own defaults. */
  readonly args: readonly unknown[] | null;
  /** What is run. */
  readonly subject: Subject;
  /** Which point of the study's matrix it is; absent without a matrix. */
  readonly point?: Point;
}

/** A value of a matrix. */
export type PointValue = string | number | boolean;

/** One combination of a matrix. */
export interface Point {
  /** What all points are points of: the task's, command's or law's short name. */
  readonly subject: string;
  /** The value of each argument, placeholder or number of a law, by its name, in the matrix's order. */
  readonly values: { readonly [name: string]: PointValue };
  /** Names that services have as placeholders, so that they need not be arguments of the task; absent for none. */
  readonly ofServices?: readonly string[];
}

/** What each piece of a study's work is called. */
export type UnitNoun = 'unit' | 'run' | 'request';

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
  /** The kinds of subject that it runs: a task's module in a host process, or a simulated law, which needs no host, or a command. */
  readonly runs: readonly Subject['kind'][];
  /**
   * What N counts: `streams`, which run units side by side, or workers `inside` the subject, which nobody sees: a knob of its own.
   * Absent in journals of earlier versions, which knew streams only.
   */
  readonly workersAre?: 'streams' | 'inside';
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
  /** What each trial has beside it for its units; absent for nothing. */
  readonly services?: readonly StudyService[];
  /** Ways to run units, by name. */
  readonly executors: readonly string[];
  /** Facts about those executors, and about the one that measures the baseline. */
  readonly traits: { readonly [executor: string]: ExecutorTraits };
  /** Worker counts; 0 is sequential. Ascending, without duplicates. */
  readonly workers: readonly number[];
  /** Words that a command's knob is given in place of a count, each a reference row; absent for none. */
  readonly words?: readonly string[];
  /** Units outstanding per worker. */
  readonly inFlight: readonly number[];
  /** How many CPUs a trial may use: each number makes ways of its own. Ascending; absent for all that there are. */
  readonly cpus?: readonly number[];
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
  /** Units a second that are wanted of each task: the report says what is missing. Absent for none. */
  readonly targetPerSecond?: number;
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
  /** The folder (absolute) of what tasks keep, or false to keep nothing beyond the run; absent: in the user's cache home. */
  readonly cache?: string | false;
  /** What nobody gave a number for: the plan may cut it, so that the study ends in good time. Absent for nothing. */
  readonly free?: readonly ('units' | 'rounds')[];
  /** What the plan was cut from, where it was: units a trial, rounds. */
  readonly cutFrom?: { readonly units?: number; readonly rounds?: number };
  /** Present where samples and summaries are written for other programs, too. */
  readonly dataset?: true;
  /** True when `--quick` cut rounds, counts and waits. */
  readonly quick: boolean;
}
