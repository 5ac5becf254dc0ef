import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Rng } from '../../src/random.js';
import type { SetupContext, Task, UnitContext } from '../../src/seams/task.js';

/** Where a worker stands in a study. */
export interface Place {
  readonly seed: number;
  readonly round: number;
  readonly worker: number;
  readonly services?: SetupContext['services'];
}

const SETUP_KEY = 1;
const UNIT_KEY = 2;

/** Any task, whatever its arguments: the harness passes them on unread. */
// biome-ignore lint/suspicious/noExplicitAny: arguments, states and results differ from task to task
export type AnyTask = Task<any, any, any>;

/** A task set up in one worker, as an executor would hold it, with a scratch folder of its own. */
export class Worker {
  readonly #task: AnyTask;
  readonly #args: readonly unknown[];
  readonly #setup: SetupContext;
  #state: unknown;

  private constructor(task: AnyTask, args: readonly unknown[], setup: SetupContext) {
    this.#task = task;
    this.#args = args;
    this.#setup = setup;
  }

  /** Runs the task's setup; rejects with what it throws. */
  static async open(task: AnyTask, args: readonly unknown[], place: Partial<Place> = {}): Promise<Worker> {
    const { seed = 1, round = 0, worker = 0 } = place;
    const scratch = await mkdtemp(join(tmpdir(), 'kneepoint-task-'));
    const rng = new Rng(seed, SETUP_KEY, round);
    const cache: SetupContext['cache'] = async (_key, make) => make();
    const context = {
      seed,
      round,
      worker,
      scratch,
      services: place.services ?? {},
      inFlight: 3,
      units: 100,
      rng,
      cache,
    };
    const opened = new Worker(task, args, context);
    opened.#state = await task.setup?.(context, ...args);
    return opened;
  }

  /** A unit's result, as `run` gave it. */
  async run(index: number): Promise<unknown> {
    return this.#task.run(this.#context(index), ...this.#args);
  }

  /** What leaves the worker in the result's place. */
  answer(result: unknown): unknown {
    return this.#task.answer === undefined ? result : this.#task.answer(result);
  }

  /** False when `verify` refuses the result, by its return value or by throwing. */
  async accepts(result: unknown, index: number): Promise<boolean> {
    try {
      return (await this.#task.verify?.(result, this.#context(index), ...this.#args)) !== false;
    } catch {
      return false;
    }
  }

  /** What lies in the scratch folder. */
  leftovers(): Promise<string[]> {
    return readdir(this.#setup.scratch);
  }

  /** What `setup` returned. */
  get state(): unknown {
    return this.#state;
  }

  /** The folder for temporary files. */
  get scratch(): string {
    return this.#setup.scratch;
  }

  /** The task's teardown, and the scratch folder's end. */
  async close(): Promise<void> {
    await this.#task.teardown?.(this.#state);
    await rm(this.#setup.scratch, { recursive: true });
  }

  /** Made anew each time, as executors may do, and without enumerable accessors to spread. */
  #context(index: number): UnitContext {
    const { seed, round, worker, scratch, services } = this.#setup;
    return { seed, round, worker, scratch, services, index, state: this.#state, rng: new Rng(seed, UNIT_KEY, index) };
  }
}
