import type { Fault } from '../../model/trial.js';
import type { LoadFrame, ThreadTally, TimedUnit, UnitLabels } from '../../seams/crew.js';
import type { TrialSpec } from '../../seams/executor.js';
import { Histogram } from '../../statistics/histogram.js';
import { DigestSum } from './digest.js';
import { LatencySampler } from './latency-sampler.js';
import { UnitErrors } from './unit-errors.js';
import { knownLabel, LabelLog } from './unit-labels.js';
import { WindowCount } from './window-count.js';

/** How often whoever drives units says how far it is. */
export const PROGRESS_MS = 200;

/** Adds up the units that one thread takes by itself, and says when it has to take no more. */
export class ThreadLog {
  /** True once no unit may start any more. */
  isOver = false;
  readonly #stopAtFailure: boolean;
  readonly #untilMs: number;
  readonly #progress: (units: number) => void;
  readonly #window: WindowCount | null;
  readonly #digest: DigestSum | null;
  readonly #known: UnitLabels | null;
  readonly #labels: LabelLog | null;
  readonly #sampler: LatencySampler | null;
  readonly #service = new Histogram();
  readonly #errors = new UnitErrors();
  #fault: Fault | null = null;
  #ran = 0;
  #threw = 0;
  #wrong = 0;
  #busyMs = 0;
  #checkMs = 0;
  #startedMs = Number.POSITIVE_INFINITY;
  #doneMs = Number.NEGATIVE_INFINITY;
  #reported = 0;
  #reportAtMs: number;

  /** `progress` hears from `fromMs` on, now and then, of units done since it last heard. */
  constructor(
    spec: TrialSpec,
    frame: LoadFrame | null,
    labels: UnitLabels | null,
    progress: (units: number) => void,
    fromMs: number,
  ) {
    this.#stopAtFailure = spec.stopAtFailure;
    this.#untilMs = frame?.untilMs ?? Number.POSITIVE_INFINITY;
    this.#progress = progress;
    this.#window = frame === null ? null : new WindowCount(frame);
    this.#digest = DigestSum.of(spec);
    this.#known = labels;
    this.#labels = labels === null ? null : new LabelLog(labels);
    this.#sampler = LatencySampler.of(spec);
    this.#reportAtMs = fromMs + PROGRESS_MS;
  }

  /** Counts a unit that has ended. Every unit pays for what is done here. */
  add(unit: TimedUnit, index: number): void {
    const { finishedMs, fault } = unit;
    if (fault !== null) this.#failed(fault);
    if (fault === null || fault.phase !== 'run') this.#count(unit, index);
    else this.#doneMs = finishedMs;
    if (finishedMs >= this.#untilMs) this.isOver = true;
    if (finishedMs > this.#reportAtMs) this.#report(finishedMs);
  }

  /** All that was counted, with the last report; `streams` units were in flight at a time. */
  measure(streams: number): ThreadTally {
    this.#report(this.#doneMs);
    return {
      streams,
      ran: this.#ran,
      threw: this.#threw,
      wrong: this.#wrong,
      busyMs: this.#busyMs,
      startedMs: this.#ran === 0 ? null : this.#startedMs,
      doneMs: this.#ran === 0 ? null : this.#doneMs,
      checkMs: this.#checkMs,
      service: this.#service.encode(),
      labels: this.#labels?.encode() ?? [],
      sample: this.#sampler?.sample() ?? null,
      digest: this.#digest?.encode() ?? null,
      window: this.#window?.measure() ?? null,
      fault: this.#fault,
      errors: this.#errors.all(),
      errorKinds: this.#errors.kinds(),
    };
  }

  #count(unit: TimedUnit, index: number): void {
    const { startedMs, finishedMs, checkMs } = unit;
    const serviceMs = finishedMs - startedMs;
    this.#ran++;
    this.#busyMs += serviceMs;
    this.#checkMs += checkMs;
    if (startedMs < this.#startedMs) this.#startedMs = startedMs;
    // A thread is done with a unit when its result is checked, too.
    if (finishedMs + checkMs > this.#doneMs) this.#doneMs = finishedMs + checkMs;
    if (this.#digest?.covers(index)) this.#digest.add(index, unit.print);
    if (this.#window !== null && !this.#window.answered(unit)) return;
    this.#service.record(serviceMs * 1e6);
    if (this.#labels === null && this.#sampler === null) return;
    const label = unit.label ?? knownLabel(this.#known, index);
    if (label !== null) this.#labels?.served(label, serviceMs);
    this.#sampler?.add(index, startedMs, serviceMs, label);
  }

  #failed(fault: Fault): void {
    if (fault.phase === 'run') this.#threw++;
    else this.#wrong++;
    this.#fault ??= fault;
    this.#errors.add(fault);
    if (this.#stopAtFailure) this.isOver = true;
  }

  #report(atMs: number): void {
    const units = this.#ran - this.#reported;
    this.#reported = this.#ran;
    this.#reportAtMs = atMs + PROGRESS_MS;
    this.#progress(units);
  }
}
