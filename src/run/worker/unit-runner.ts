import { now } from '../../clock.js';
import type { SetupReport, TaskCounts } from '../../model/setup.js';
import type { Fault } from '../../model/trial.js';
import type { LoadFrame, ThreadTally, TimedUnit, UnitLabels, WorkerWarmUp } from '../../seams/crew.js';
import type { TrialSpec } from '../../seams/executor.js';
import type { UnitContext } from '../../seams/task.js';
import { comparedUnits, fingerprint, isCheapToFingerprint } from './digest.js';
import { faultOf, statedFault } from './fault.js';
import { untilReady } from './ready.js';
import { cacheScope, countsOf, factsOf } from './setup-report.js';
import { ThreadLog } from './tally.js';
import { TaskCache } from './task-cache.js';
import type { LoadedTask } from './task-module.js';
import { TrialFault } from './trial-fault.js';
import { LazyUnitContext, setupContext } from './unit-context.js';
import { Labeller } from './unit-labels.js';
import { warmUp } from './warm-up.js';

/** How a unit went, with what it gives back: the result, or the task's `answer` to it. */
export interface UnitAnswer extends TimedUnit {
  readonly value: unknown;
}

/** Gives the first index of the next span of units, or −1 when there are no more. */
export type TakeUnits = () => number;

/** Taken now: a task may replace it. */
const NativePromise = Promise;

/** Runs units of one task in this thread, and times each; one for each worker and trial. */
export class UnitRunner {
  readonly #task: LoadedTask;
  readonly #spec: TrialSpec;
  readonly #worker: number;
  /** Units that it runs at a time. */
  readonly #streams: number;
  /** Results of units below this are compared. */
  readonly #compared: number;
  #state: unknown;
  #labeller: Labeller | null = null;
  /** When this thread last had nothing to do: a unit that was there before waited since its arrival. */
  #freeMs = 0;

  constructor(task: LoadedTask, spec: TrialSpec, worker: number, streams = spec.inFlight) {
    this.#task = task;
    this.#spec = spec;
    this.#worker = worker;
    this.#streams = streams;
    this.#compared = comparedUnits(spec);
  }

  /** The task's setup, and what it tells; rejects with what it threw. */
  async setup(): Promise<SetupReport> {
    const { args, readySeconds = null } = this.#spec;
    const cache = new TaskCache(this.#spec.cache ?? null, cacheScope(this.#spec));
    const context = setupContext(this.#spec, this.#worker, this.#streams, cache);
    if (readySeconds !== null) await untilReady(this.#task, context, args, readySeconds);
    this.#state = await this.#task.setup?.(context, ...args);
    return { facts: factsOf(this.#task, this.#state, args), cache: cache.uses };
  }

  /** The labels that are known beforehand, kept for a drive of its own; throws what the task throws. */
  label(): UnitLabels | null {
    this.#labeller = Labeller.of(this.#task, this.#spec, (index) => this.#newContext(index));
    return this.#labeller?.known ?? null;
  }

  /** The task's teardown, and what it had counted by then; rejects with what it threw. */
  async teardown(): Promise<TaskCounts | null> {
    const counts = countsOf(this.#task, this.#state, this.#spec.args);
    await this.#task.teardown?.(this.#state);
    return counts;
  }

  /** Warms up with units beyond the counted ones; null where none is asked for. Rejects with what a unit threw. */
  async warmUp(): Promise<WorkerWarmUp | null> {
    return warmUp(this.#spec, (index) => this.#warmUnit(index));
  }

  /** A unit may fail in the warm-up where it may fail in the timed part. */
  async #warmUnit(index: number): Promise<void> {
    try {
      await callWith(this.#task, this.#context(index), this.#spec.args);
    } catch (thrown) {
      if (this.#spec.stopAtFailure) throw thrown;
    }
  }

  /**
   * Runs one unit and checks its result, with arguments that may have come with a message. Gives a promise only
   * where the task gives one, and never throws: a unit that fails is an answer with a fault. What is done here is
   * paid by every unit.
   */
  answer(index: number, args: readonly unknown[]): UnitAnswer | Promise<UnitAnswer> {
    const context = this.#context(index);
    const freeMs = this.#freeMs;
    const startedMs = now();
    let result: unknown;
    try {
      result = callWith(this.#task, context, args);
      if (isThenable(result)) return this.#answerLater(result, context, index, freeMs, startedMs);
    } catch (thrown) {
      return this.#threw(thrown, index, freeMs, startedMs);
    }
    const finishedMs = now();
    if (!this.#isFree(result)) return this.#conclude(result, context, index, freeMs, startedMs, finishedMs);
    // The same for a result that is checked in nanoseconds, without what a unit of microseconds would pay.
    this.#freeMs = finishedMs;
    const print = index < this.#compared ? fingerprint(result) : 0;
    const worker = this.#worker;
    return { value: result, worker, startedMs, finishedMs, checkMs: 0, freeMs, print, fault: null, label: null };
  }

  /** Whatever has a "then" counts as a promise; what comes of its own "then" need not be one. */
  async #answerLater(
    result: PromiseLike<unknown>,
    context: UnitContext | null,
    index: number,
    freeMs: number,
    startedMs: number,
  ): Promise<UnitAnswer> {
    let value: unknown;
    try {
      value = await result;
    } catch (thrown) {
      return this.#threw(thrown, index, freeMs, startedMs);
    }
    return this.#conclude(value, context, index, freeMs, startedMs, now());
  }

  #threw(thrown: unknown, index: number, freeMs: number, startedMs: number): UnitAnswer {
    const fault = faultOf(thrown, 'run', index);
    const finishedMs = now();
    this.#freeMs = finishedMs;
    const nothing = { value: undefined, checkMs: 0, print: 0, label: null };
    return { ...nothing, worker: this.#worker, startedMs, finishedMs, freeMs, fault };
  }

  /** Checks a result and makes the answer of it. */
  #conclude(
    result: unknown,
    context: UnitContext | null,
    index: number,
    freeMs: number,
    startedMs: number,
    finishedMs: number,
  ): UnitAnswer | Promise<UnitAnswer> {
    const task = this.#task;
    let value: unknown;
    let print = 0;
    let label: string | null = null;
    let verdict: Fault | null | Promise<Fault | null>;
    try {
      value = task.answer === undefined ? result : task.answer(result);
      if (index < this.#compared) print = fingerprint(value);
      if (this.#labeller?.asksLater) label = this.#labeller.of(index);
      verdict = task.verify === undefined ? null : this.#verdict(result, context, index);
    } catch (thrown) {
      // What cannot be read here cannot be sent either.
      value = undefined;
      verdict = checkFault(thrown, index);
    }
    const checkMs = this.#isFree(value) ? 0 : now() - finishedMs;
    this.#freeMs = finishedMs + checkMs;
    const answer = { value, worker: this.#worker, startedMs, finishedMs, checkMs, freeMs, print, fault: null, label };
    if (verdict === null) return answer;
    return isThenable(verdict) ? this.#awaitVerdict(verdict, answer, index) : { ...answer, fault: verdict };
  }

  async #awaitVerdict(verdict: Promise<Fault | null>, answer: UnitAnswer, index: number): Promise<UnitAnswer> {
    const fault = await verdict.catch((thrown: unknown) => faultOf(thrown, 'verify', index));
    // With several units in flight the others may have run meanwhile: that is no time of the check.
    const checkMs = this.#streams === 1 ? now() - answer.finishedMs : answer.checkMs;
    this.#freeMs = answer.finishedMs + checkMs;
    return { ...answer, fault, checkMs };
  }

  /**
   * Drives itself: `streams` units at a time until `take` has no more, its frame is over, or a unit fails
   * and the trial stops at failures. `progress` hears of units done since it last heard.
   */
  async drive(
    take: TakeUnits,
    progress: (units: number) => void,
    frame: LoadFrame | null = null,
  ): Promise<ThreadTally> {
    const log = new ThreadLog(this.#spec, frame, this.#labeller?.known ?? null, progress, now());
    await Promise.all(Array.from({ length: this.#streams }, () => this.#stream(take, log)));
    return log.measure(this.#streams);
  }

  /** The hot loop: it awaits only what is a promise. */
  async #stream(take: TakeUnits, log: ThreadLog): Promise<void> {
    const { chunk, units, args } = this.#spec;
    for (let from = take(); from >= 0 && !log.isOver; from = take()) {
      const to = Math.min(from + chunk, units);
      for (let index = from; index < to && !log.isOver; index++) {
        const answer = this.answer(index, args);
        log.add(answer instanceof NativePromise ? await answer : answer, index);
      }
    }
  }

  /** What `verify` says: a fault for a wrong result, and a promise only where `verify` gives one. */
  #verdict(result: unknown, context: UnitContext | null, index: number): Fault | null | Promise<Fault | null> {
    const { verify } = this.#task;
    if (verify === undefined) return null;
    const right = verify.call(this.#task, result, context ?? this.#newContext(index), ...this.#spec.args);
    const judge = (value: unknown) =>
      value === false ? statedFault('verify found the result wrong', 'verify', index) : null;
    return isThenable(right) ? NativePromise.resolve(right).then(judge) : judge(right);
  }

  /** True when checking costs nanoseconds: then it is not timed, for the clock would cost more. */
  #isFree(value: unknown): boolean {
    const { verify, answer } = this.#task;
    if (verify !== undefined || answer !== undefined || this.#labeller?.asksLater) return false;
    return isCheapToFingerprint(value);
  }

  #context(index: number): UnitContext | null {
    return this.#task.plain ? null : this.#newContext(index);
  }

  #newContext(index: number): UnitContext {
    return new LazyUnitContext(this.#spec, this.#worker, this.#state, index);
  }
}

/** What was thrown between a unit's end and the next: by its label, or by its verification. */
function checkFault(thrown: unknown, index: number): Fault {
  return thrown instanceof TrialFault ? thrown.fault : faultOf(thrown, 'verify', index);
}

/** One call. A plain function gets no context. Spreading costs a small unit dearly: the usual counts go without. */
function callWith(task: LoadedTask, context: UnitContext | null, args: readonly unknown[]): unknown {
  if (task.plain) {
    const { run } = task;
    if (args.length === 0) return run();
    return args.length === 1 ? run(args[0]) : run(...args);
  }
  const unit = context as UnitContext;
  if (args.length === 0) return task.run(unit);
  if (args.length === 1) return task.run(unit, args[0]);
  return args.length === 2 ? task.run(unit, args[0], args[1]) : task.run(unit, ...args);
}

function isThenable<Value>(value: unknown): value is PromiseLike<Value> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}
