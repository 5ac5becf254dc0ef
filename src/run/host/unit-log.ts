import type { Fault } from '../../model/trial.js';
import { type LoadFrame, type ThreadUsage, type TimedUnit, UNKNOWN_USAGE, type UnitLabels } from '../../seams/crew.js';
import type { Driven, TrialSpec } from '../../seams/executor.js';
import { Histogram } from '../../statistics/histogram.js';
import { DigestSum } from '../worker/digest.js';
import { LatencySampler, latencySamples } from '../worker/latency-sampler.js';
import { overlapMs } from '../worker/load-frame.js';
import { firstUnitErrors, UnitErrors, unitErrorKinds } from '../worker/unit-errors.js';
import { knownLabel, LabelLog } from '../worker/unit-labels.js';
import { WindowCount } from '../worker/window-count.js';
import { gatherWindow, workSeconds } from './gather.js';

/** The way of a message of several units, there and back. */
interface Trip {
  readonly handedMs: number;
  /** Hand-out, or the later instant at which its worker had nothing else to do. */
  readonly arrivedMs: number;
  /** When its first unit started. */
  readonly firstMs: number;
  /** When its last unit was done and checked. */
  readonly leftMs: number;
  readonly receivedMs: number;
}

/** What one worker did, as the dispatcher saw it. */
interface WorkerRow {
  units: number;
  startedMs: number;
  receivedMs: number;
  busyMs: number;
  checkMs: number;
  queuedMs: number;
  readonly window: WindowCount | null;
}

/** Measures each part of the lives of units that a dispatcher hands out. */
export class UnitLog {
  readonly #streams: number;
  readonly #frame: LoadFrame | null;
  readonly #isOpen: boolean;
  readonly #rows: readonly WorkerRow[];
  readonly #waiting = new Histogram();
  readonly #transfer = new Histogram();
  readonly #service = new Histogram();
  readonly #sojourn = new Histogram();
  readonly #known: UnitLabels | null;
  readonly #labels: LabelLog | null;
  readonly #sampler: LatencySampler | null;
  readonly #digest: DigestSum | null;
  #completed = 0;
  #failed = 0;
  #fault: Fault | null = null;
  readonly #errors = new UnitErrors();

  /** For `workers` workers that run `streams` units each at a time. */
  constructor(spec: TrialSpec, workers: number, streams: number, frame: LoadFrame | null, labels: UnitLabels | null) {
    this.#known = labels;
    this.#labels = labels === null ? null : new LabelLog(labels);
    this.#sampler = LatencySampler.of(spec);
    this.#streams = streams;
    this.#frame = frame;
    this.#isOpen = spec.load.kind === 'rate';
    this.#digest = DigestSum.of(spec);
    const idle = { units: 0, startedMs: Number.POSITIVE_INFINITY, receivedMs: 0, busyMs: 0, checkMs: 0, queuedMs: 0 };
    const window = () => (frame === null ? null : new WindowCount(frame));
    this.#rows = Array.from({ length: workers }, () => ({ ...idle, window: window() }));
  }

  /** Units that have come back. */
  get done(): number {
    return this.#completed + this.#failed;
  }

  /** The first failed unit's fault. */
  get fault(): Fault | null {
    return this.#fault;
  }

  /** Counts units that failed without a time of their own. */
  lost(fault: Fault, units: number): void {
    this.#failed += units;
    this.#fault ??= fault;
    this.#errors.add(fault, units);
  }

  /** Counts a unit that nobody started: all that is known of it is how long it waited since it was due. */
  dropped(index: number, dueMs: number, waitedMs: number): void {
    this.#waiting.record(waitedMs * 1e6);
    this.#missed(index, dueMs, waitedMs);
  }

  /** A unit without an answer: what it took is known of its whole way alone. */
  #missed(index: number, dueMs: number, sojournMs: number): void {
    this.#sojourn.record(sojournMs * 1e6);
    this.#sampler?.add(index, dueMs, sojournMs, knownLabel(this.#known, index));
  }

  /**
   * Counts a unit that was a message of its own: due at `dueMs` (in a closed loop that is the hand-out), and whose
   * result was held back for `heldMs` after it came. Every unit pays for what is done here.
   */
  unit(unit: TimedUnit, index: number, dueMs: number, handedMs: number, receivedMs: number, heldMs = 0): void {
    const { untimedMs = 0 } = unit;
    const arrivedMs = Math.max(handedMs + untimedMs, unit.freeMs);
    const leftMs = unit.finishedMs + unit.checkMs - untimedMs;
    // For its hand-out, behind earlier messages of its worker, and for earlier units.
    const waitingMs = Math.max(0, handedMs - dueMs) + (arrivedMs - handedMs - untimedMs) + heldMs;
    const transferMs = Math.max(0, unit.startedMs - arrivedMs) + Math.max(0, receivedMs - leftMs);
    const queuedMs = this.#within(handedMs + untimedMs, arrivedMs);
    this.#count(unit, index, dueMs, receivedMs, queuedMs, waitingMs, transferMs);
  }

  /** Counts the units from `from` on, which were one message in a closed loop. */
  chunk(units: readonly TimedUnit[], from: number, handedMs: number, receivedMs: number): void {
    const [first] = units as readonly [TimedUnit];
    const arrivedMs = Math.max(handedMs, first.freeMs);
    const leftMs = units.reduce((last, { finishedMs, checkMs }) => Math.max(last, finishedMs + checkMs), handedMs);
    const trip = { handedMs, arrivedMs, firstMs: first.startedMs, leftMs, receivedMs };
    const transferMs = Math.max(0, first.startedMs - arrivedMs) + Math.max(0, receivedMs - leftMs);
    for (const [i, unit] of units.entries()) {
      // A message waits once, however many units it has.
      const queuedMs = unit === first ? this.#within(handedMs, arrivedMs) : 0;
      this.#count(unit, from + i, handedMs, receivedMs, queuedMs, waitedMs(unit, trip), transferMs);
    }
  }

  #count(
    unit: TimedUnit,
    index: number,
    dueMs: number,
    receivedMs: number,
    queuedMs: number,
    waitingMs: number,
    transferMs: number,
  ): void {
    const { fault, startedMs, finishedMs, checkMs } = unit;
    if (fault !== null) this.lost(fault, 1);
    else this.#completed++;
    const serviceMs = finishedMs - startedMs;
    if (fault !== null && fault.phase === 'run') {
      // Who waits for an answer in vain waits all the same: without it, time-outs would make an overload look better.
      if (this.#isOpen) this.#missed(index, dueMs, waitingMs + transferMs + serviceMs);
      return;
    }
    const row = this.#rows[unit.worker] as WorkerRow;
    row.units++;
    row.busyMs += serviceMs;
    row.checkMs += checkMs;
    row.queuedMs += queuedMs;
    row.startedMs = Math.min(row.startedMs, startedMs);
    row.receivedMs = Math.max(row.receivedMs, receivedMs);
    if (this.#digest?.covers(index)) this.#digest.add(index, unit.print);
    if (row.window !== null && !row.window.answered(unit)) return;
    const sojournMs = waitingMs + transferMs + serviceMs;
    if (this.#labels !== null || this.#sampler !== null) {
      const label = unit.label ?? knownLabel(this.#known, index);
      if (label !== null) this.#labels?.answered(label, waitingMs, transferMs, serviceMs);
      this.#sampler?.add(index, dueMs, sojournMs, label);
    }
    this.#waiting.record(waitingMs * 1e6);
    this.#transfer.record(transferMs * 1e6);
    this.#service.record(serviceMs * 1e6);
    this.#sojourn.record(sojournMs * 1e6);
  }

  /** The part of a time that counts, in milliseconds. */
  #within(fromMs: number, toMs: number): number {
    return this.#frame === null ? Math.max(0, toMs - fromMs) : overlapMs(this.#frame, fromMs, toMs);
  }

  /** All that was counted; instants from `startMs`, `usages` in the workers' order. */
  measure(startMs: number, usages: readonly ThreadUsage[]): Omit<Driven, 'openLoop'> {
    const workers = this.#rows.map((row, worker) => ({
      worker,
      streams: this.#streams,
      units: row.units,
      startedSeconds: row.units === 0 ? null : (row.startedMs - startMs) / 1000,
      doneSeconds: row.units === 0 ? null : (row.receivedMs - startMs) / 1000,
      busySeconds: row.busyMs / 1000,
      checkSeconds: row.checkMs / 1000,
      queuedSeconds: row.queuedMs / 1000,
      ...(usages[worker] ?? UNKNOWN_USAGE),
    }));
    return {
      workSeconds: workSeconds(workers),
      unitsCompleted: this.#completed,
      unitsFailed: this.#failed,
      ...firstUnitErrors(this.#errors.all()),
      ...unitErrorKinds([this.#errors.kinds()]),
      latency: {
        waiting: this.#waiting.encode(),
        transfer: this.#transfer.encode(),
        service: this.#service.encode(),
        sojourn: this.#sojourn.encode(),
      },
      labels: this.#labels?.encode() ?? [],
      latencySamples: latencySamples(this.#sampler?.sample() ?? null, startMs),
      workers,
      digest: this.#digest?.encode() ?? null,
      ...gatherWindow(
        this.#rows.map(({ window }) => window?.measure() ?? null),
        this.#frame,
      ),
      fault: this.#fault,
    };
  }
}

/** A unit of a chunk waits behind earlier messages of its worker, behind earlier units of its own, and for later ones. */
function waitedMs(unit: TimedUnit, { handedMs, arrivedMs, firstMs, leftMs }: Trip): number {
  const behindUnits = unit.startedMs - firstMs;
  const forLaterUnits = leftMs - unit.finishedMs - unit.checkMs;
  return arrivedMs - handedMs + Math.max(0, behindUnits) + Math.max(0, forLaterUnits);
}
