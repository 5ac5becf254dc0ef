/** An executor: a way to run units. */

import type { Load, UnitOrder } from '../model/load.js';
import type { Measurement } from '../model/measurement.js';
import type { Phase } from '../model/phase.js';
import type { ExecutorTraits, ProfileKinds, SimulatedLaw, Study, StudyTask } from '../model/study.js';
import type { Fault, Telemetry } from '../model/trial.js';

/** All that a session has to know of its trial. Plain data: it crosses to host processes and workers. */
export interface TrialSpec {
  readonly task: StudyTask;
  /** Arguments in force: the user's over the task's defaults. */
  readonly args: readonly unknown[];
  /** File URL of the JavaScript to import; null for a simulated law. */
  readonly moduleUrl: string | null;
  readonly executor: string;
  readonly workers: number;
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
  readonly warmupSeconds: number;
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
 * An executor that runs the task in a host process. Its file is read for its traits, too, so it imports what
 * it runs with only in `load` and `open`.
 */
export interface RealExecutor extends ExecutorFacts {
  /** Loads what the executor itself needs, before anything is timed: it is no part of the workers' start. */
  load(): Promise<unknown>;
  /** Resolves when every worker has imported the task and answered; rejects with what stopped it. */
  open(spec: TrialSpec): Promise<Session>;
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
  return study.executors.some((executor) => traitsOf(study, executor).runs === 'law');
}

/** An open executor: workers that have imported the task. Calls come in this order, each once. */
export interface Session {
  setup(): Promise<void>;
  warmUp(): Promise<Measurement['warmUp']>;
  /** Runs the machine's own kernels in all workers at once; called only when asked for. */
  kernels(): Promise<NonNullable<Measurement['kernels']>>;
  collectGarbage(): Promise<void>;
  /** Runs all units and measures them. */
  drive(events: TrialEvents): Promise<Driven>;
  /** Hands out no more units, where it can: `drive` then ends with those that run. */
  stop(): void;
  /** The task's teardown in every worker. */
  teardown(): Promise<void>;
  /** Ends the workers. */
  close(): Promise<void>;
}

/** The timed part's yield. */
export type Driven = Pick<
  Measurement,
  | 'workSeconds'
  | 'unitsCompleted'
  | 'unitsFailed'
  | 'unitErrors'
  | 'latency'
  | 'labels'
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
