/**
 * Dispatch "pool": the host hands every unit (or every chunk) to the pool as a message, a bounded number
 * at a time, and takes the answer back: what an application with a pool would see.
 */
import { Histogram } from '../analysis/histogram.js';
import { now } from '../clock.js';
import type { Fault } from '../model.js';
import type { Driven, TrialSpec } from '../plugin.js';
import { DigestSum } from './digest.js';
import { workSeconds } from './gather.js';
import type { ThreadUsage } from './thread-usage.js';
import type { TimedUnit, WorkerReply } from './worker-protocol.js';

/** Sends one message to a free worker and resolves with its answer; rejects when the worker died. */
export type Send = (from: number, to: number) => Promise<WorkerReply<TimedUnit | readonly TimedUnit[]>>;

/** What one worker did, as the dispatcher saw it. */
interface WorkerRow {
  units: number;
  startedMs: number;
  receivedMs: number;
  busyMs: number;
  checkMs: number;
}

/** Hands out the units of one trial and measures each part of their lives. */
export class PoolDispatch {
  readonly #spec: TrialSpec;
  readonly #send: Send;
  readonly #rows: WorkerRow[];
  readonly #waiting = new Histogram();
  readonly #transfer = new Histogram();
  readonly #service = new Histogram();
  readonly #sojourn = new Histogram();
  readonly #digest: DigestSum | null;
  #next = 0;
  #completed = 0;
  #failed = 0;
  #fault: Fault | null = null;

  constructor(spec: TrialSpec, send: Send) {
    this.#spec = spec;
    this.#send = send;
    this.#digest = spec.digest ? new DigestSum() : null;
    const idle = { units: 0, startedMs: Number.POSITIVE_INFINITY, receivedMs: 0, busyMs: 0, checkMs: 0 };
    this.#rows = Array.from({ length: spec.workers }, () => ({ ...idle }));
  }

  /** Units that have come back. */
  get done(): number {
    return this.#completed + this.#failed;
  }

  /** Runs all units; rejects when a worker dies. `usage` is asked once the last unit is back. */
  async run(usage: () => Promise<readonly ThreadUsage[]>): Promise<Driven> {
    const { workers, inFlight } = this.#spec;
    const startMs = now();
    await Promise.all(Array.from({ length: workers * inFlight }, () => this.#stream()));
    return this.#measure(startMs, await usage());
  }

  /** One of the units in flight: the next is handed out when its predecessor's answer is there. */
  async #stream(): Promise<void> {
    const { units, chunk, stopAtFailure } = this.#spec;
    while (this.#next < units && !(stopAtFailure && this.#fault !== null)) {
      const from = this.#next;
      const to = Math.min(from + chunk, units);
      this.#next = to;
      const handedMs = now();
      const reply = await this.#send(from, to);
      const receivedMs = now();
      if (reply.ok) this.#count(reply.worker, asList(reply.value), from, handedMs, receivedMs);
      else this.#countLost(reply.fault, to - from);
    }
  }

  /** A message as a whole that failed: its answer could not be sent, say. */
  #countLost(fault: Fault, units: number): void {
    this.#failed += units;
    this.#fault ??= fault;
  }

  #count(worker: number, answers: readonly TimedUnit[], from: number, handedMs: number, receivedMs: number): void {
    const row = this.#rows[worker] as WorkerRow;
    const arrivedMs = Math.max(handedMs, answers[0]?.freeMs ?? handedMs);
    const leftMs = answers.reduce((last, { finishedMs, checkMs }) => Math.max(last, finishedMs + checkMs), handedMs);
    row.receivedMs = Math.max(row.receivedMs, receivedMs);
    answers.forEach((answer, i) => {
      row.startedMs = Math.min(row.startedMs, answer.startedMs);
      row.checkMs += answer.checkMs;
      this.#countUnit(row, answer, from + i, {
        handedMs,
        arrivedMs,
        leftMs,
        receivedMs,
        first: answers[0] as TimedUnit,
      });
    });
  }

  #countUnit(row: WorkerRow, answer: TimedUnit, index: number, trip: Trip): void {
    const serviceMs = answer.finishedMs - answer.startedMs;
    if (answer.fault !== null) this.#countLost(answer.fault, 1);
    if (answer.fault !== null && answer.fault.phase === 'run') return;
    if (answer.fault === null) this.#completed++;
    row.units++;
    row.busyMs += serviceMs;
    this.#digest?.add(index, answer.print);
    const waitingMs = waitedMs(answer, trip);
    const transferMs = Math.max(0, trip.first.startedMs - trip.arrivedMs) + Math.max(0, trip.receivedMs - trip.leftMs);
    this.#waiting.record(waitingMs * 1e6);
    this.#transfer.record(transferMs * 1e6);
    this.#service.record(serviceMs * 1e6);
    this.#sojourn.record((waitingMs + transferMs + serviceMs) * 1e6);
  }

  #measure(startMs: number, usages: readonly ThreadUsage[]): Driven {
    const workers = this.#rows.map((row, worker) => ({
      worker,
      streams: this.#spec.inFlight,
      units: row.units,
      startedSeconds: row.units === 0 ? null : (row.startedMs - startMs) / 1000,
      doneSeconds: row.units === 0 ? null : (row.receivedMs - startMs) / 1000,
      busySeconds: row.busyMs / 1000,
      checkSeconds: row.checkMs / 1000,
      ...(usages[worker] ?? { cpuSeconds: null, runQueueSeconds: null, gc: null }),
    }));
    return {
      workSeconds: workSeconds(workers),
      unitsCompleted: this.#completed,
      unitsFailed: this.#failed,
      latency: {
        waiting: this.#waiting.encode(),
        transfer: this.#transfer.encode(),
        service: this.#service.encode(),
        sojourn: this.#sojourn.encode(),
      },
      workers,
      digest: this.#digest?.encode() ?? null,
      fault: this.#fault,
    };
  }
}

/** The instants of one message, there and back. */
interface Trip {
  readonly handedMs: number;
  /** Hand-out, or the later instant at which its worker had nothing else to do. */
  readonly arrivedMs: number;
  /** When the last unit of the message was done and checked. */
  readonly leftMs: number;
  readonly receivedMs: number;
  readonly first: TimedUnit;
}

/** Behind earlier messages of its worker, behind earlier units of its message, and for the later ones. */
function waitedMs(answer: TimedUnit, trip: Trip): number {
  const behindMessages = trip.arrivedMs - trip.handedMs;
  const behindUnits = answer.startedMs - trip.first.startedMs;
  const forLaterUnits = trip.leftMs - answer.finishedMs - answer.checkMs;
  return Math.max(0, behindMessages) + Math.max(0, behindUnits) + Math.max(0, forLaterUnits);
}

function asList(value: TimedUnit | readonly TimedUnit[]): readonly TimedUnit[] {
  return Array.isArray(value) ? value : [value as TimedUnit];
}
