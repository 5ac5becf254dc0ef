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
import { type ThreadUsage, UNKNOWN_USAGE } from './thread-usage.js';
import type { TimedUnit, UnitRequest, UnitSender } from './unit-mail.js';
import type { WorkerReply, WorkerRequest } from './worker-protocol.js';

/** Sends one message to a free worker and resolves with its reply; rejects when the worker died. */
export type Send = (request: WorkerRequest | UnitRequest) => Promise<unknown>;

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
  readonly #mail: UnitSender;
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

  constructor(spec: TrialSpec, mail: UnitSender, send: Send) {
    this.#spec = spec;
    this.#mail = mail;
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
    await Promise.all(Array.from({ length: workers * inFlight }, (_, slot) => this.#stream(slot)));
    return this.#measure(startMs, await usage());
  }

  /** One of the units in flight: the next is handed out when its predecessor's answer is there. */
  async #stream(slot: number): Promise<void> {
    const { units, chunk, stopAtFailure, args } = this.#spec;
    while (this.#next < units && !(stopAtFailure && this.#fault !== null)) {
      const from = this.#next;
      const to = Math.min(from + chunk, units);
      this.#next = to;
      if (to - from > 1) {
        await this.#chunk(from, to);
        continue;
      }
      // In this loop, not in a function of its own: an await more costs every unit.
      const handedMs = now();
      const reply = await this.#send(this.#mail.request(slot, from, args));
      const receivedMs = now();
      const unit = this.#mail.open(slot, reply);
      const arrivedMs = Math.max(handedMs, unit.freeMs);
      const leftMs = unit.finishedMs + unit.checkMs;
      this.#count(unit, from, { handedMs, arrivedMs, leftMs, receivedMs, firstMs: unit.startedMs });
    }
  }

  async #chunk(from: number, to: number): Promise<void> {
    const handedMs = now();
    const reply = (await this.#send({ op: 'units', from, to, args: this.#spec.args })) as WorkerReply<
      readonly TimedUnit[]
    >;
    const receivedMs = now();
    if (!reply.ok) {
      this.#countLost(reply.fault, to - from);
      return;
    }
    const answers = reply.value;
    const [first] = answers as readonly [TimedUnit];
    const arrivedMs = Math.max(handedMs, first.freeMs);
    const leftMs = answers.reduce((last, { finishedMs, checkMs }) => Math.max(last, finishedMs + checkMs), handedMs);
    const trip = { handedMs, arrivedMs, leftMs, receivedMs, firstMs: first.startedMs };
    answers.forEach((unit, i) => {
      this.#count(unit, from + i, trip);
    });
  }

  #countLost(fault: Fault, units: number): void {
    this.#failed += units;
    this.#fault ??= fault;
  }

  #count(unit: TimedUnit, index: number, trip: Trip): void {
    if (unit.fault !== null) this.#countLost(unit.fault, 1);
    if (unit.fault !== null && unit.fault.phase === 'run') return;
    if (unit.fault === null) this.#completed++;
    const serviceMs = unit.finishedMs - unit.startedMs;
    const row = this.#rows[unit.worker] as WorkerRow;
    row.units++;
    row.busyMs += serviceMs;
    row.checkMs += unit.checkMs;
    row.startedMs = Math.min(row.startedMs, unit.startedMs);
    row.receivedMs = Math.max(row.receivedMs, trip.receivedMs);
    this.#digest?.add(index, unit.print);
    const waitingMs = waitedMs(unit, trip);
    const transferMs = Math.max(0, trip.firstMs - trip.arrivedMs) + Math.max(0, trip.receivedMs - trip.leftMs);
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
      ...(usages[worker] ?? UNKNOWN_USAGE),
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
  /** When its first unit started. */
  readonly firstMs: number;
}

/** Behind earlier messages of its worker, behind earlier units of its message, and for the later ones. */
function waitedMs(answer: TimedUnit, trip: Trip): number {
  const behindMessages = trip.arrivedMs - trip.handedMs;
  const behindUnits = answer.startedMs - trip.firstMs;
  const forLaterUnits = trip.leftMs - answer.finishedMs - answer.checkMs;
  return Math.max(0, behindMessages) + Math.max(0, behindUnits) + Math.max(0, forLaterUnits);
}
