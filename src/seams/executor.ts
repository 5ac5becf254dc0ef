/** An executor: a way to run units. */

import type { Load, UnitOrder } from '../model/load.js';
import type { Measurement } from '../model/measurement.js';
import type { Phase } from '../model/phase.js';
import type { ExecutorTraits, ProfileKinds, SimulatedLaw, Study, StudyTask } from '../model/study.js';
import type { Fault, Telemetry } from '../model/trial.js';
import type { Crew } from './crew.js';
import type { FixtureFacts } from './fixture.js';
import type { ReadySubject } from './subject.js';

/** All that a session has to know of its trial. Plain data: it crosses to host processes and workers. */
export interface TrialSpec {
  readonly task: StudyTask;
  /** Arguments in force: the user's over the task's defaults. */
  readonly args: readonly unknown[];
  /** What is run, made ready. */
  readonly subject: ReadySubject;
  readonly executor: string;
  readonly workers: number;
  /** What a command is given in the count's place; absent for a count. */
  readonly word?: string;
  readonly inFlight: number;
  readonly load: Load;
  /** Units of a count, arrivals of a rate, or more than any window can hold. */
  readonly units: number;
  /** Seconds between two rows of telemetry. */
  readonly sampleSeconds: number;
  /** Units whose latencies are kept one by one, at most; 0 for none. */
  readonly maxLatencySamples: number;
  readonly dispatch: 'pool' | 'self';
  readonly chunk: number;
  readonly order: UnitOrder;
  /** Keys that units are spread over where the task gives none. */
  readonly keys: number;
  readonly seed: number;
  readonly round: number;
  readonly scratch: string;
  /** The folder (absolute) of what tasks keep from run to run; absent keeps nothing. */
  readonly cache?: string;
  readonly warmupSeconds: number;
  /** Whether the command ran at this worker count before the first round; absent for a task. */
  readonly isWarm?: boolean;
  /** Measure the machine's own kernels in every worker before the timed part. */
  readonly kernels: boolean;
  /** Collect garbage in host and workers just before the timed part. */
  readonly gc: boolean;
  /** Compare results; false for a task whose results vary. */
  readonly digest: boolean;
  /** The profiles to take of the timed part, and the folder (absolute) for one file a worker; null for none. */
  readonly profile: (ProfileKinds & { readonly folder: string }) | null;
  /** Stop at the first failed unit; false lets units fail up to a limit. */
  readonly stopAtFailure: boolean;
  /** Meter garbage collections and event loops in host and workers. */
  readonly meters: boolean;
  /** The CPU of each worker, by its number; null leaves them to the system. */
  readonly cpus: readonly number[] | null;
  /** The only CPUs that the host and all that it starts may use; null for all. */
  readonly cpuSet: readonly number[] | null;
  /** What units are told of the services beside the trial, by name; absent where there are none. */
  readonly services?: { readonly [name: string]: FixtureFacts };
  /** Seconds that the task's `ready` gets until it finds the services ready; absent where it is not asked. */
  readonly readySeconds?: number;
}

/** What a trial tells while it runs. */
export interface TrialEvents {
  /** A phase began. */
  phase(phase: Phase): void;
  /** Units done so far in the timed part. */
  progress(unitsDone: number): void;
}

/** A way to run units. */
export type Executor = RealExecutor | VirtualExecutor;

interface ExecutorFacts {
  readonly name: string;
  /** One line for lists. */
  readonly summary: string;
  readonly traits: ExecutorTraits;
}

/**
 * An executor that runs units from a host process. Its file is read for its traits, too, so it imports what
 * it runs with only in `load` and `hire`.
 */
export interface RealExecutor extends ExecutorFacts {
  /** Loads what the executor itself needs, before anything is timed: it is no part of the workers' start. */
  load?(): Promise<unknown>;
  /** Measures a unit that does nothing, in seconds, where each unit is a program. `scratch` is a folder for it. */
  emptyRun?(scratch: string): Promise<number>;
  /** Starts the workers of one trial; they import the task when they are told. Aborting `stop` means to end soon. */
  hire(spec: TrialSpec, stop: AbortSignal): Promise<Crew>;
}

/** An executor that computes what a machine would have measured; it runs no user code and no host. */
export interface VirtualExecutor extends ExecutorFacts {
  simulate(spec: TrialSpec, law: SimulatedLaw): Measurement;
}

/** The traits of one of a study's executors. */
export function traitsOf({ traits }: Pick<Study, 'traits'>, executor: string): ExecutorTraits {
  const found = traits[executor];
  if (found === undefined) throw new RangeError(`this study knows no executor "${executor}"`);
  return found;
}

/** Whether a study runs laws in place of tasks, so that its figures are simulated. */
export function isSimulated(study: Pick<Study, 'executors' | 'traits'>): boolean {
  return study.executors.some((executor) => traitsOf(study, executor).runs.includes('law'));
}

/** The timed part's yield. */
export type Driven = Pick<
  Measurement,
  | 'workSeconds'
  | 'unitsCompleted'
  | 'unitsFailed'
  | 'unitErrors'
  | 'unitErrorKinds'
  | 'latency'
  | 'labels'
  | 'command'
  | 'latencySamples'
  | 'workers'
  | 'digest'
  | 'window'
  | 'openLoop'
> & {
  /** Units done over time, in all and by worker; null for a count. */
  readonly telemetry: Telemetry | null;
  /** The first failed unit's fault. */
  readonly fault: Fault | null;
};
