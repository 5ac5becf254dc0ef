/** A task: the code being measured. */
import type { TaskCounts, TaskFacts } from '../model/setup.js';
import type { Rng } from '../random.js';
import type { FixtureFacts } from './fixture.js';

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
  /** What the services of the study are reached by, by their names: `services.NAME.url`. Empty where there are none. */
  readonly services: { readonly [name: string]: FixtureFacts };
  /** Units that this worker has in flight at most: as many connections are enough. */
  readonly inFlight: number;
  /** Units of the trial that count: those of the warm-up have numbers from there up. Under a window more than any holds. */
  readonly units: number;
  /** Depends on seed and round only, so that every worker sets up the same. */
  readonly rng: Rng;
  /**
   * What takes long to make, kept from run to run in a private file: the value that was kept under `key`, or else what
   * `make` gives. The key names all that the value depends on. Of all workers and runs one makes it. The value is JSON
   * with Uint8Arrays; it rejects with TypeError for any other, and with what `make` throws.
   */
  cache<Value>(key: string, make: () => Value | Promise<Value>): Promise<Value>;
}

/** What a unit knows. */
export interface UnitContext<State = unknown> extends Omit<SetupContext, 'rng' | 'inFlight' | 'units' | 'cache'> {
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
  /**
   * Whether the services can be used, for a service with `"ready": "task"`: asked, untimed, before each worker's `setup`,
   * until it gives true. What it throws is another no.
   */
  readonly ready?: (context: SetupContext, ...args: Args) => boolean | Promise<boolean>;
  /** Prepares a worker, untimed; its result is the units' `state`. */
  readonly setup?: (context: SetupContext, ...args: Args) => State | Promise<State>;
  /**
   * What a reader of the report has to know of how units are run here, such as which library does the work: facts by
   * name, told once a worker, after `setup`. Rows carry them.
   */
  readonly facts?: (state: State, ...args: Args) => TaskFacts;
  /** What its arguments can be here, a row each with the same columns: for `kneepoint list NAME`. */
  readonly choices?: () => readonly { readonly [column: string]: string }[];
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
  /**
   * What this worker's units met, as numbers by name, such as retries: asked once after the timed part, before
   * `teardown`, and added up over workers and rounds.
   */
  readonly counts?: (state: State, ...args: Args) => TaskCounts;
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
