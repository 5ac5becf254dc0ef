import { now } from '../clock.js';
import type { Fault } from '../model.js';
import type { TrialSpec, UnitContext } from '../plugin.js';
import { DigestSum, fingerprint, isCheapToFingerprint } from './digest.js';
import { faultOf, statedFault } from './fault.js';
import { LatencySampler } from './latency-sampler.js';
import type { LoadFrame } from './load-frame.js';
import { type Tally, ThreadChecks, type ThreadTally, threadTally } from './tally.js';
import type { LoadedTask } from './task-module.js';
import { LazyUnitContext, setupContext } from './unit-context.js';
import { LabelLog, type UnitLabels, unitLabels } from './unit-labels.js';

/** Gives the first index of the next span of units, or −1 when there are no more. */
export type TakeUnits = () => number;

/** A unit that dispatch "pool" ran: what goes back to the dispatcher. Instants on the shared clock. */
export interface UnitAnswer {
  readonly value: unknown;
  readonly fault: Fault | null;
  readonly startedMs: number;
  readonly finishedMs: number;
  readonly checkMs: number;
  readonly print: number;
}

/** How a worker's warm-up went. */
export interface WorkerWarmUp {
  readonly units: number;
  readonly seconds: number;
  readonly firstServiceSeconds: number;
  readonly lastServiceSeconds: number;
}

/** How often a thread that drives itself says how far it is. */
const PROGRESS_MS = 200;

type Call = (context: UnitContext | null) => unknown;

/** Runs units of one task in this thread, and times each; one for each worker and trial. */
export class UnitRunner {
  readonly #task: LoadedTask;
  readonly #spec: TrialSpec;
  readonly #worker: number;
  readonly #call: Call;
  #state: unknown;
  #labels: UnitLabels | null = null;

  constructor(task: LoadedTask, spec: TrialSpec, worker: number) {
    this.#task = task;
    this.#spec = spec;
    this.#worker = worker;
    this.#call = bindCall(task, spec.args);
  }

  get #plain(): (...args: readonly unknown[]) => unknown {
    return this.#task.run as unknown as (...args: readonly unknown[]) => unknown;
  }

  /** The task's setup; rejects with what it threw. */
  async setup(): Promise<void> {
    this.#state = await this.#task.setup?.(setupContext(this.#spec, this.#worker), ...this.#spec.args);
  }

  /** The labels of all units, kept for a drive of its own; throws what the task throws. */
  label(): UnitLabels | null {
    this.#labels = unitLabels(this.#task, this.#spec, (index) => this.#newContext(index));
    return this.#labels;
  }

  /** The task's teardown; rejects with what it threw. */
  async teardown(): Promise<void> {
    await this.#task.teardown?.(this.#state);
  }

  /**
   * Runs units, beyond the counted ones, until `warmupSeconds` have passed: one at least, as many at
   * most as the trial has units. Rejects with what a unit threw.
   */
  async warmUp(): Promise<WorkerWarmUp | null> {
    const { warmupSeconds, units } = this.#spec;
    if (warmupSeconds <= 0) return null;
    const began = now();
    let first = 0;
    let last = 0;
    let done = 0;
    while (done === 0 || (done < units && now() - began < warmupSeconds * 1000)) {
      const started = now();
      await this.#warmUnit(units + done);
      last = now() - started;
      if (done === 0) first = last;
      done++;
    }
    return {
      units: done,
      seconds: (now() - began) / 1000,
      firstServiceSeconds: first / 1000,
      lastServiceSeconds: last / 1000,
    };
  }

  /** A unit may fail in the warm-up where it may fail in the timed part. */
  async #warmUnit(index: number): Promise<void> {
    try {
      await this.#call(this.#context(index));
    } catch (thrown) {
      if (this.#spec.stopAtFailure) throw thrown;
    }
  }

  /**
   * Runs one unit for a dispatcher, with the arguments that came with its message; gives a promise only
   * where the task gives one. Never throws: a unit that throws is an answer with a fault.
   */
  answer(index: number, args: readonly unknown[]): UnitAnswer | Promise<UnitAnswer> {
    const context = this.#context(index);
    const startedMs = now();
    let result: unknown;
    let isPending: boolean;
    try {
      result = context === null ? this.#plain(...args) : this.#task.run(context, ...args);
      isPending = isThenable(result);
    } catch (thrown) {
      return failedAnswer(faultOf(thrown, 'run', index), startedMs, now());
    }
    if (!isPending) return this.#conclude(result, context, index, startedMs, now());
    // Whatever has a "then" counts as a promise; what comes of its own "then" need not be one.
    return Promise.resolve(result).then(
      (value) => this.#conclude(value, context, index, startedMs, now()),
      (thrown) => failedAnswer(faultOf(thrown, 'run', index), startedMs, now()),
    );
  }

  /** Checks a result and makes the answer of it. */
  #conclude(
    result: unknown,
    context: UnitContext | null,
    index: number,
    startedMs: number,
    finishedMs: number,
  ): UnitAnswer | Promise<UnitAnswer> {
    try {
      const value = this.#task.answer === undefined ? result : this.#task.answer(result);
      const print = this.#spec.digest ? fingerprint(value) : 0;
      const verdict = this.#verdict(result, context, index);
      const checkMs = isFree(this.#task, value) ? 0 : now() - finishedMs;
      const answer = { value, fault: null, startedMs, finishedMs, checkMs, print };
      if (!isThenable(verdict)) return verdict === null ? answer : { ...answer, fault: verdict };
      return this.#awaitVerdict(verdict, answer, index);
    } catch (thrown) {
      return failedAnswer(faultOf(thrown, 'verify', index), startedMs, finishedMs);
    }
  }

  async #awaitVerdict(verdict: Promise<Fault | null>, answer: UnitAnswer, index: number): Promise<UnitAnswer> {
    const fault = await verdict.catch((thrown: unknown) => faultOf(thrown, 'verify', index));
    // With several units in flight the others may have run meanwhile: that is no time of the check.
    const checkMs = this.#spec.inFlight === 1 ? now() - answer.finishedMs : answer.checkMs;
    return { ...answer, fault, checkMs };
  }

  /**
   * Drives itself: `streams` units at a time until `take` has no more, its frame is over, or a unit fails
   * and the trial stops at failures. `progress` hears of units done since it last heard.
   */
  async drive(
    take: TakeUnits,
    streams: number,
    progress: (units: number) => void,
    frame: LoadFrame | null = null,
  ): Promise<ThreadTally> {
    const labels = this.#labels === null ? null : new LabelLog(this.#labels);
    const sampler = LatencySampler.of(this.#spec, this.#labels);
    const checks = new ThreadChecks(DigestSum.of(this.#spec), streams, frame, labels, sampler);
    const tallies = Array.from({ length: streams }, () => checks.tally());
    await Promise.all(tallies.map((tally) => this.#stream(take, tally, checks, progress)));
    return threadTally(tallies, checks);
  }

  /** The hot loop: everything in it is paid by every unit. It awaits only what is a promise. */
  async #stream(take: TakeUnits, tally: Tally, checks: ThreadChecks, progress: (units: number) => void): Promise<void> {
    const { chunk, units, stopAtFailure } = this.#spec;
    const { labels, sampler } = checks;
    let reported = 0;
    let reportAt = now() + PROGRESS_MS;
    for (let from = take(); from >= 0 && !checks.stop; from = take()) {
      const to = Math.min(from + chunk, units);
      for (let index = from; index < to && !checks.stop; index++) {
        const context = this.#context(index);
        const started = now();
        let finished = Number.NaN;
        try {
          let result = this.#call(context);
          if (isThenable(result)) result = await result;
          finished = now();
          const isCounted = tally.unitRan(started, finished);
          if (labels !== null) labels.served(index, finished - started);
          if (sampler !== null && isCounted) sampler.add(index, started, finished - started);
          const pending = this.#check(result, context, index, finished, tally, checks);
          if (pending !== undefined) await pending;
        } catch (thrown) {
          if (Number.isNaN(finished)) {
            finished = now();
            tally.unitThrew(faultOf(thrown, 'run', index), finished);
          } else tally.unitWasWrong(faultOf(thrown, 'verify', index));
        }
        if (finished >= checks.untilMs || (tally.fault !== null && stopAtFailure)) checks.stop = true;
        if (finished > reportAt) {
          progress(tally.ran - reported);
          reported = tally.ran;
          reportAt = finished + PROGRESS_MS;
        }
      }
    }
    progress(tally.ran - reported);
  }

  /** Fingerprints and verifies one result; gives a promise only where `verify` gives one. */
  #check(
    result: unknown,
    context: UnitContext | null,
    index: number,
    finished: number,
    tally: Tally,
    checks: ThreadChecks,
  ) {
    const task = this.#task;
    const value = task.answer === undefined ? result : task.answer(result);
    const { digest } = checks;
    if (digest?.covers(index)) digest.add(index, fingerprint(value));
    const verdict = task.verify === undefined ? null : this.#verdict(result, context, index);
    const checked = isFree(task, value) ? finished : now();
    if (checked > finished) checks.checked(finished, checked);
    tally.unitChecked(checked);
    if (!isThenable(verdict)) return this.#judge(verdict, tally);
    return verdict.then((fault) => {
      this.#judge(fault, tally);
      // Other streams of this thread may have run their units meanwhile: that is no time of the check.
      if (checks.streams > 1) return;
      tally.unitChecked(now());
      checks.checked(checked, tally.doneMs);
    });
  }

  #judge(fault: Fault | null, tally: Tally): undefined {
    if (fault !== null) tally.unitWasWrong(fault);
  }

  /** What `verify` says: a fault for a wrong result, and a promise only where `verify` gives one. */
  #verdict(result: unknown, context: UnitContext | null, index: number): Fault | null | Promise<Fault | null> {
    const { verify } = this.#task;
    if (verify === undefined) return null;
    const right = verify.call(this.#task, result, context ?? this.#newContext(index), ...this.#spec.args);
    const judge = (value: unknown) =>
      value === false ? statedFault('verify found the result wrong', 'verify', index) : null;
    return isThenable(right) ? Promise.resolve(right).then(judge) : judge(right);
  }

  #context(index: number): UnitContext | null {
    return this.#task.plain ? null : this.#newContext(index);
  }

  #newContext(index: number): UnitContext {
    return new LazyUnitContext(this.#spec, this.#worker, this.#state, index);
  }
}

/** True when checking costs nanoseconds: then it is not timed, for the clock would cost more. */
function isFree(task: LoadedTask, value: unknown): boolean {
  return task.verify === undefined && task.answer === undefined && isCheapToFingerprint(value);
}

/** A call without spreading for the usual counts of arguments: spreading costs a small unit dearly. */
function bindCall(task: LoadedTask, args: readonly unknown[]): Call {
  const [a, b] = args;
  if (task.plain) {
    const run = task.run as unknown as (...values: readonly unknown[]) => unknown;
    if (args.length === 0) return () => run();
    if (args.length === 1) return () => run(a);
    return () => run(...args);
  }
  if (args.length === 0) return (context) => task.run(context as UnitContext);
  if (args.length === 1) return (context) => task.run(context as UnitContext, a);
  if (args.length === 2) return (context) => task.run(context as UnitContext, a, b);
  return (context) => task.run(context as UnitContext, ...args);
}

function failedAnswer(fault: Fault, startedMs: number, finishedMs: number): UnitAnswer {
  return { value: undefined, fault, startedMs, finishedMs, checkMs: 0, print: 0 };
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}
