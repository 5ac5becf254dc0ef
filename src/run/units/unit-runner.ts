import { now } from '../../clock.js';
import type { Fault } from '../../model/trial.js';
import type { TrialSpec } from '../../seams/executor.js';
import type { UnitContext } from '../../seams/task.js';
import { bindCall, type Call, callWith } from './bind-call.js';
import { DigestSum, fingerprint, isCheapToFingerprint } from './digest.js';
import { faultOf, statedFault } from './fault.js';
import { LatencySampler } from './latency-sampler.js';
import type { LoadFrame } from './load-frame.js';
import { PROGRESS_MS } from './progress.js';
import { type Tally, ThreadChecks, type ThreadTally, threadTally } from './tally.js';
import type { LoadedTask } from './task-module.js';
import { TrialFault } from './trial-fault.js';
import type { UnitAnswer } from './unit-answer.js';
import { LazyUnitContext, setupContext } from './unit-context.js';
import { LabelLog, Labeller, type UnitLabels } from './unit-labels.js';
import type { WorkerWarmUp } from './warm-up.js';

/** Gives the first index of the next span of units, or −1 when there are no more. */
export type TakeUnits = () => number;

/** Runs units of one task in this thread, and times each; one for each worker and trial. */
export class UnitRunner {
  readonly #task: LoadedTask;
  readonly #spec: TrialSpec;
  readonly #worker: number;
  readonly #call: Call;
  #state: unknown;
  #labeller: Labeller | null = null;
  /** When this thread last had nothing to do: a unit that was there before waited since its arrival. */
  #freeMs = 0;

  constructor(task: LoadedTask, spec: TrialSpec, worker: number) {
    this.#task = task;
    this.#spec = spec;
    this.#worker = worker;
    this.#call = bindCall(task, spec.args);
  }

  /** The task's setup; rejects with what it threw. */
  async setup(): Promise<void> {
    this.#state = await this.#task.setup?.(setupContext(this.#spec, this.#worker), ...this.#spec.args);
  }

  /** The labels that are known beforehand, kept for a drive of its own; throws what the task throws. */
  label(): UnitLabels | null {
    this.#labeller = Labeller.of(this.#task, this.#spec, (index) => this.#newContext(index));
    return this.#labeller?.known ?? null;
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
    let lateUnits = 0;
    let lateMs = 0;
    while (done === 0 || (done < units && now() - began < warmupSeconds * 1000)) {
      const started = now();
      await this.#warmUnit(units + done);
      last = now() - started;
      if (done === 0) first = last;
      if (done * 2 >= units || started - began >= warmupSeconds * 500) {
        lateUnits++;
        lateMs += last;
      }
      done++;
    }
    const isOnly = done === 1;
    return {
      units: done,
      seconds: (now() - began) / 1000,
      firstServiceSeconds: first / 1000,
      lastServiceSeconds: last / 1000,
      late: { units: isOnly ? 1 : lateUnits, serviceSeconds: (isOnly ? last : lateMs) / 1000 },
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
    const freeMs = this.#freeMs;
    const startedMs = now();
    let result: unknown;
    try {
      result = callWith(this.#task, context, args);
      if (isThenable(result)) return this.#answerLater(result, context, index, freeMs, startedMs);
    } catch (thrown) {
      return this.#failed(faultOf(thrown, 'run', index), freeMs, startedMs, now());
    }
    const finishedMs = now();
    if (!this.#isFree(result)) return this.#conclude(result, context, index, freeMs, startedMs, finishedMs);
    // The same for a result that is checked in nanoseconds, without what a unit of microseconds would pay.
    this.#freeMs = finishedMs;
    const print = this.#spec.digest ? fingerprint(result) : 0;
    const worker = this.#worker;
    return { value: result, worker, startedMs, finishedMs, checkMs: 0, freeMs, print, fault: null, label: null };
  }

  /** Whatever has a "then" counts as a promise; what comes of its own "then" need not be one. */
  #answerLater(
    result: PromiseLike<unknown>,
    context: UnitContext | null,
    index: number,
    freeMs: number,
    startedMs: number,
  ): Promise<UnitAnswer> {
    return Promise.resolve(result).then(
      (value) => this.#conclude(value, context, index, freeMs, startedMs, now()),
      (thrown) => this.#failed(faultOf(thrown, 'run', index), freeMs, startedMs, now()),
    );
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
    try {
      const value = task.answer === undefined ? result : task.answer(result);
      const print = this.#spec.digest ? fingerprint(value) : 0;
      const verdict = task.verify === undefined ? null : this.#verdict(result, context, index);
      const label = this.#labeller?.asksLater ? this.#labeller.of(index) : null;
      const checkMs = this.#isFree(value) ? 0 : now() - finishedMs;
      this.#freeMs = finishedMs + checkMs;
      const isPending = isThenable(verdict);
      const fault = isPending ? null : verdict;
      const answer = { value, worker: this.#worker, startedMs, finishedMs, checkMs, freeMs, print, fault, label };
      return isPending ? this.#awaitVerdict(verdict, answer, index) : answer;
    } catch (thrown) {
      return this.#failed(checkFault(thrown, index), freeMs, startedMs, finishedMs);
    }
  }

  async #awaitVerdict(verdict: Promise<Fault | null>, answer: UnitAnswer, index: number): Promise<UnitAnswer> {
    const fault = await verdict.catch((thrown: unknown) => faultOf(thrown, 'verify', index));
    // With several units in flight the others may have run meanwhile: that is no time of the check.
    const checkMs = this.#spec.inFlight === 1 ? now() - answer.finishedMs : answer.checkMs;
    this.#freeMs = answer.finishedMs + checkMs;
    return { ...answer, fault, checkMs };
  }

  #failed(fault: Fault, freeMs: number, startedMs: number, finishedMs: number): UnitAnswer {
    this.#freeMs = finishedMs;
    const nothing = { value: undefined, checkMs: 0, print: 0, label: null };
    return { ...nothing, worker: this.#worker, startedMs, finishedMs, freeMs, fault };
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
    const labels = this.#labeller === null ? null : new LabelLog(this.#labeller.known);
    const sampler = LatencySampler.of(this.#spec);
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
          if (isCounted && (labels !== null || sampler !== null)) {
            const label = this.#labeller?.of(index) ?? null;
            if (label !== null) labels?.served(label, finished - started);
            sampler?.add(index, started, finished - started, label);
          }
          const pending = this.#check(result, context, index, finished, tally, checks);
          if (pending !== undefined) await pending;
        } catch (thrown) {
          if (Number.isNaN(finished)) {
            finished = now();
            tally.unitThrew(faultOf(thrown, 'run', index), finished);
          } else tally.unitWasWrong(checkFault(thrown, index));
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
    const checked = this.#isFree(value) ? finished : now();
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

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}
