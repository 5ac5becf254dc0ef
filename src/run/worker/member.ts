import type { CrewOrder } from '../../seams/crew.js';
import type { TrialSpec } from '../../seams/executor.js';
import { moduleUrlOf } from '../../seams/subject.js';
import { collectExposed, collectGarbage } from './garbage.js';
import { runKernel } from './kernels.js';
import { pinThread } from './pinning.js';
import { type LoadedTask, loadTask } from './task-module.js';
import { ThreadProfiler } from './thread-profiler.js';
import { ThreadUsageMeter } from './thread-usage.js';
import { unitKeys } from './unit-keys.js';
import { UnitRunner } from './unit-runner.js';

/** What a member is. */
export interface MemberFacts {
  /** Its number, from 0. */
  readonly worker: number;
  /** Units that it runs at a time. */
  readonly streams: number;
  /** True where nothing but its units runs in its process: not for one thread of several. */
  readonly ownProcess: boolean;
}

/** A member of a crew in this thread: it has imported the task, and does what it is told. */
export class Member {
  readonly runner: UnitRunner;
  readonly #task: LoadedTask;
  readonly #spec: TrialSpec;
  readonly #facts: MemberFacts;
  readonly #meter: ThreadUsageMeter;
  readonly #profiler: ThreadProfiler;

  private constructor(task: LoadedTask, spec: TrialSpec, facts: MemberFacts) {
    const { worker, streams, ownProcess } = facts;
    this.#task = task;
    this.#spec = spec;
    this.#facts = facts;
    this.runner = new UnitRunner(task, spec, worker, streams);
    const { meters, gc, profile } = spec;
    this.#meter = new ThreadUsageMeter({ processWide: ownProcess, meters, collects: meters && gc });
    this.#profiler = new ThreadProfiler(profile, worker);
  }

  /** Imports the task; rejects with the module's own error, or TaskShapeError. */
  static async load(spec: TrialSpec, facts: MemberFacts): Promise<Member> {
    return new Member(await loadTask(moduleUrlOf(spec.subject)), spec, facts);
  }

  /** Carries out an order; throws, or rejects with, what the task throws. */
  obey(order: CrewOrder): unknown {
    switch (order.op) {
      case 'load':
        return undefined;
      case 'setup':
        this.#pin();
        return this.runner.setup();
      case 'warm-up':
        return this.runner.warmUp();
      case 'kernel':
        return order.kernel && runKernel(order.kernel.name, order.kernel.startMs);
      case 'collect':
        return this.#facts.ownProcess ? collectGarbage() : collectExposed();
      case 'meter':
        this.#profiler.start();
        return this.#meter.start();
      case 'labels':
        return this.runner.label();
      case 'keys':
        return unitKeys(this.#task, this.#spec);
      case 'usage':
        this.#profiler.stop();
        return this.#meter.read();
      case 'teardown':
        return this.runner.teardown();
    }
  }

  /** Before the task's setup, so that what it makes lies near the CPU that will use it. */
  #pin(): void {
    const { worker, ownProcess } = this.#facts;
    const cpu = this.#spec.cpus?.[worker];
    if (cpu !== undefined) this.#meter.pinning = pinThread(cpu, ownProcess);
  }
}
