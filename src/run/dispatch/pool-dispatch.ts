/**
 * Dispatch "pool": the host hands every unit (or every chunk) to the pool as a message, a bounded number
 * at a time, and takes the answer back: what an application with a pool would see.
 */
import { now } from '../../clock.js';
import type { Driven, TrialSpec } from '../../seams/executor.js';
import { type LoadFrame, windowFrame } from '../units/load-frame.js';
import type { ThreadUsage } from '../units/thread-usage.js';
import type { UnitLabels } from '../units/unit-labels.js';
import { UnitLog } from './unit-log.js';
import type { UnitRequest, UnitSender } from './unit-mail.js';
import type { WorkerReply, WorkerRequest, WorkerValues } from './worker-protocol.js';

/** Sends one message to a free worker and resolves with its reply; rejects when the worker died. */
export type Send = (request: WorkerRequest | UnitRequest) => Promise<unknown>;

/** Hands out the units of one trial in a closed loop: a stream's next unit when its last is back. */
export class PoolDispatch {
  readonly #spec: TrialSpec;
  readonly #mail: UnitSender;
  readonly #send: Send;
  /** When units may start, under a window; null where they are counted. */
  readonly #frame: LoadFrame | null;
  readonly #log: UnitLog;
  #next = 0;

  constructor(spec: TrialSpec, mail: UnitSender, send: Send, labels: UnitLabels | null) {
    this.#spec = spec;
    this.#mail = mail;
    this.#send = send;
    this.#frame = windowFrame(spec, 0);
    this.#log = new UnitLog(spec, spec.workers, spec.inFlight, this.#frame, labels);
  }

  /** Units that have come back. */
  get done(): number {
    return this.#log.done;
  }

  /** Hands out no more. */
  stop(): void {
    this.#next = Number.POSITIVE_INFINITY;
  }

  /** Runs all units; rejects when a worker dies. `usage` is asked once the last unit is back. */
  async run(usage: () => Promise<readonly ThreadUsage[]>): Promise<Driven> {
    const { workers, inFlight } = this.#spec;
    const startMs = this.#frame?.startMs ?? now();
    await Promise.all(Array.from({ length: workers * inFlight }, (_, slot) => this.#stream(slot)));
    return { ...this.#log.measure(startMs, await usage()), openLoop: null };
  }

  /** One of the units in flight: the next is handed out when its predecessor's answer is there. */
  async #stream(slot: number): Promise<void> {
    const { units, chunk, stopAtFailure, args } = this.#spec;
    const mail = this.#mail;
    const log = this.#log;
    const untilMs = this.#frame?.untilMs ?? Number.POSITIVE_INFINITY;
    while (this.#next < units && !(stopAtFailure && log.fault !== null)) {
      const handedMs = now();
      if (handedMs >= untilMs) return;
      const from = this.#next;
      const to = Math.min(from + chunk, units);
      this.#next = to;
      if (to - from > 1) {
        await this.#chunk(from, to);
        continue;
      }
      // In this loop, not in a function of its own: an await more costs every unit.
      const reply = await this.#send(mail.request(slot, from, args));
      const receivedMs = now();
      log.unit(mail.open(slot, reply), from, handedMs, handedMs, receivedMs);
    }
  }

  async #chunk(from: number, to: number): Promise<void> {
    const handedMs = now();
    const request = { op: 'units', from, to, args: this.#spec.args } as const;
    const reply = (await this.#send(request)) as WorkerReply<WorkerValues['units']>;
    const receivedMs = now();
    if (reply.ok) this.#log.chunk(reply.value, from, handedMs, receivedMs);
    else this.#log.lost(reply.fault, to - from);
  }
}
