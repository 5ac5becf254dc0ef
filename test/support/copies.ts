/** An executor in one file, as a new one would be: runs of a program at a time, each a process in a group of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { now } from '../../src/clock.js';
import { statedFault } from '../../src/run/worker/fault.js';
import {
  type Crew,
  type CrewAnswers,
  type CrewOp,
  type CrewOrder,
  type TimedUnit,
  UNKNOWN_USAGE,
} from '../../src/seams/crew.js';
import type { RealExecutor, TrialSpec } from '../../src/seams/executor.js';

/** One run of the program of a unit; resolves with how it went. */
type Run = (worker: number, index: number) => Promise<TimedUnit>;

/** Runs a program: `argvOf` gives it for each unit. A status other than 0 fails the unit. */
export function copiesOf(argvOf: (index: number) => readonly string[]): RealExecutor {
  return {
    name: 'programs',
    summary: 'N runs of a program at a time',
    traits: {
      runs: ['module'],
      handsOut: true,
      oneThread: false,
      sharesLibuvPool: false,
      fewestWorkers: 1,
      mostWorkers: 256,
      bytesPerWorker: null,
    },
    hire: async (spec) => new Copies(spec, argvOf),
  };
}

class Copies implements Crew {
  readonly members: number;
  readonly streams = 1;
  /** A run that dies is a unit that failed. */
  readonly death = null;
  readonly #spec: TrialSpec;
  readonly #argvOf: (index: number) => readonly string[];
  readonly #freeMs: number[];
  readonly #groups = new Set<number>();

  constructor(spec: TrialSpec, argvOf: (index: number) => readonly string[]) {
    this.members = spec.workers;
    this.#spec = spec;
    this.#argvOf = argvOf;
    this.#freeMs = new Array(spec.workers).fill(0);
  }

  tell<Op extends CrewOp>(order: CrewOrder<Op>): Promise<readonly CrewAnswers[Op][]> {
    return Promise.all(Array.from({ length: this.members }, (_, worker) => this.#obey(order, worker)));
  }

  ask<Op extends CrewOp>(order: CrewOrder<Op>): Promise<CrewAnswers[Op]> {
    return this.#obey(order, 0);
  }

  handOut(slot: number, index: number): Promise<TimedUnit> {
    return this.#run(slot, index);
  }

  open(_slot: number, reply: unknown): TimedUnit {
    return reply as TimedUnit;
  }

  async dismiss(): Promise<void> {
    for (const group of this.#groups) process.kill(-group, 'SIGKILL');
  }

  async #obey<Op extends CrewOp>({ op }: CrewOrder<Op>, worker: number): Promise<CrewAnswers[Op]> {
    const answers: Partial<CrewAnswers> = { setup: null, usage: UNKNOWN_USAGE, labels: null, 'warm-up': null };
    if (op === 'warm-up' && this.#spec.warmupSeconds > 0) await this.#run(worker, this.#spec.units + worker);
    return answers[op] as CrewAnswers[Op];
  }

  readonly #run: Run = async (worker, index) => {
    const freeMs = this.#freeMs[worker] as number;
    const startedMs = now();
    const [file = '', ...args] = this.#argvOf(index);
    const child = spawn(file, args, { detached: true, stdio: 'ignore' });
    if (child.pid !== undefined) this.#groups.add(child.pid);
    const [status, signal] = await once(child, 'exit');
    if (child.pid !== undefined) this.#groups.delete(child.pid);
    const finishedMs = now();
    this.#freeMs[worker] = finishedMs;
    const fault = status === 0 ? null : statedFault(`it ended with ${signal ?? `status ${status}`}`, 'run', index);
    return { worker, startedMs, finishedMs, checkMs: 0, freeMs, print: 0, fault, label: null };
  };
}
