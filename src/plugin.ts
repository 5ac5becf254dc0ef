/**
 * The four things that a user may add: a Task, an Executor, a Probe, a Reporter. Each is one file with
 * one default export.
 */
import type {
  ExecutorTraits,
  Load,
  Machine,
  Measurement,
  ProfileKinds,
  Reading,
  Report,
  SimulatedLaw,
  Study,
  StudyTask,
  Telemetry,
  UnitOrder,
} from './model.js';
import type { Rng } from './random.js';

// ── Task ───────────────────────────────────────────────────────────────────────────────────────

/** What a worker knows when it sets a task up. */
export interface SetupContext {
  /** The study's seed. */
  readonly seed: number;
  /** From 0. */
  readonly round: number;
  /** From 0; the sequential executor is worker 0. */
  readonly worker: number;
  /** A folder for this trial's temporary files; removed after the trial, also after a kill. */
  readonly scratch: string;
  /** Depends on seed and round only, so that every worker sets up the same. */
  readonly rng: Rng;
}

/** What a unit knows. */
export interface UnitContext<State = unknown> extends Omit<SetupContext, 'rng'> {
  /** The unit's index, from 0; the same index computes the same, whatever worker runs it. */
  readonly index: number;
  /** Depends on seed and index only. */
  readonly rng: Rng;
  /** What `setup` returned. */
  readonly state: State;
}

/** A task: the code being measured. Only `run` is needed, and only `run` is timed. */
export interface Task<State = unknown, Args extends readonly unknown[] = readonly unknown[], Result = unknown> {
  /** One line for lists and reports. */
  readonly summary?: string;
  /** Default arguments; the config's `task_args` override them by position. */
  readonly args?: Args;
  /** What each argument means, by position, for lists and errors. */
  readonly argNames?: readonly string[];
  /** Viable arguments for the random mix. */
  readonly random?: (rng: Rng) => Args;
  /** Throws when the arguments make no sense; runs once before anything is measured. */
  readonly check?: (...args: Args) => void;
  /** Prepares a worker, untimed; its result is the units' `state`. */
  readonly setup?: (context: SetupContext, ...args: Args) => State | Promise<State>;
  /** One unit. */
  readonly run: (context: UnitContext<State>, ...args: Args) => Result | Promise<Result>;
  /** Checks a result, untimed; false or a throw fails the trial. */
  readonly verify?: (result: Result, context: UnitContext<State>, ...args: Args) => boolean | Promise<boolean>;
  /**
   * What leaves the worker in the result's place, made untimed: a large result's summary. It is what
   * dispatch "pool" sends back and what is compared with the sequential reference.
   */
  readonly answer?: (result: Result) => unknown;
  /**
   * Names the kind of a unit, such as "read" or "write": each has latencies of its own in the report. Runs with a
   * unit's own context before the timed part, under a window when the unit has ended. 64 labels are told apart.
   */
  readonly labels?: (context: UnitContext<State>, ...args: Args) => string;
  /**
   * The key of a unit, for the order "key": units of one key never run side by side and keep their order. Runs
   * once for each unit before the timed part; the same index gives the same key in every worker.
   */
  readonly key?: (index: number, ...args: Args) => string | number;
  /** Cleans a worker up, untimed. */
  readonly teardown?: (state: State) => void | Promise<void>;
  /** False when two runs of one unit may differ; results are then not compared. */
  readonly deterministic?: boolean;
}

/** Types a task and returns it unchanged; the default export of a task module. */
export function defineTask<
  State = undefined,
  const Args extends readonly unknown[] = readonly unknown[],
  Result = unknown,
>(task: Task<State, Widened<Args>, Result> & { readonly args?: Args }): Task<State, Widened<Args>, Result> {
  return task;
}

/** `readonly [1000]` as `[number]`: defaults give the arguments' types, not their values. */
export type Widened<T extends readonly unknown[]> = { -readonly [K in keyof T]: WidenedValue<T[K]> };
type WidenedValue<T> = T extends number
  ? number
  : T extends string
    ? string
    : T extends boolean
      ? boolean
      : T extends readonly unknown[]
        ? readonly unknown[]
        : T;

// ── Executor ───────────────────────────────────────────────────────────────────────────────────

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
  /** A phase began: `init`, `setup`, `warm-up`, `run`, `close`. */
  phase(phase: string): void;
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
  readonly fault: import('./model.js').Fault | null;
};

// ── Probe ──────────────────────────────────────────────────────────────────────────────────────

/** What a probe may look at: a host process's tree, and the machine's files under `root`. */
export interface ProbeTarget {
  /** The host process; it leads a process group of its own. */
  readonly hostPid: number;
  /** It and all processes below it, at this look: all probes share one walk. Empty where /proc does not tell. */
  readonly tree: () => readonly number[];
  /** Where /proc and /sys are found; tests point it at fixture trees. */
  readonly root: string;
  readonly machine: Machine;
  /** Seconds from one sample to the next. */
  readonly sampleIntervalSeconds: number;
  /** What this probe read of the machine at rest, before the first trial; null when it did not ask for that. */
  readonly idle: Reading | null;
}

/** Something to observe from the supervisor during the timed part. */
export interface Probe {
  readonly name: string;
  readonly summary: string;
  /** Every figure of a reading, with its unit and meaning, beside `reason`. */
  readonly figures: { readonly [figure: string]: string };
  /** Every series of its samples, with its unit and meaning; a name that ends in `.N` stands for one a CPU. */
  readonly series?: { readonly [series: string]: string };
  /** Seconds for which it has to see the machine at rest before the first trial, where it can read at all. */
  readonly idleSeconds?: number;
  /** Starts to observe. Never throws for what a machine lacks. */
  start(target: ProbeTarget): Observation;
}

/** A probe that observes one trial. */
export interface Observation {
  /** One instant's value for each series; called when it starts, at each interval and before it stops. */
  sample?(): Sample;
  /** Ends the observation. Figures are null where they cannot be had, and `reason` then says why. */
  stop(): Reading;
}

/** Series name → its value now; null where it cannot be had. */
export type Sample = { readonly [series: string]: number | null };

// ── Reporter ───────────────────────────────────────────────────────────────────────────────────

/** Turns a report into text, purely. */
export interface Reporter {
  readonly name: string;
  readonly summary: string;
  /**
   * File name inside the run's folder. One that begins with a dot is an extension: that file lies beside
   * the folder and shares its name. Null for what is only shown.
   */
  readonly file: string | null;
  /** `runName` is the name of the run's folder, and of the CSV beside it; none where nothing is on disk. */
  render(report: Report, runName?: string): string;
  /** More files for the run's folder that go with `file`, such as its pictures. */
  companions?(report: Report): readonly RenderedFile[];
}

/** A file to be written into the run's folder. */
export interface RenderedFile {
  /** A plain name, without folders. */
  readonly file: string;
  readonly text: string;
}
