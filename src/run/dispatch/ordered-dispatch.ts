/**
 * Dispatch "pool" under an order. "key" holds a unit back while another of its key is out; "completion" hands
 * every unit out at once, and holds its result back until those of all earlier units are there.
 */
import { now } from '../../clock.js';
import type { Driven, TrialSpec } from '../../seams/executor.js';
import type { ThreadUsage } from '../units/thread-usage.js';
import type { TimedUnit } from '../units/unit-answer.js';
import type { UnitLabels } from '../units/unit-labels.js';
import { KeyScheduler } from './key-scheduler.js';
import type { Send } from './pool-dispatch.js';
import { ReorderBuffer } from './reorder-buffer.js';
import { UnitLog } from './unit-log.js';
import type { UnitSender } from './unit-mail.js';

/** Units that may wait for their keys while later ones are handed out, for each place in flight. */
const ASIDE_PER_SLOT = 16;

/** Where streams get their units from. */
interface Source {
  /** The next unit's index, or −1 when there are no more; a promise while none may start. */
  take(): number | Promise<number>;
  done(index: number): void;
  /** When the unit's turn came, on the shared clock; null for the instant of its hand-out. */
  dueMs(index: number): number | null;
  /** Gives out nothing more, and sends everyone home who waits. */
  stop(): void;
}

/** A unit that is back, with the instants of its way. */
interface Answered {
  readonly unit: TimedUnit;
  readonly dueMs: number;
  readonly handedMs: number;
  readonly receivedMs: number;
}

/** Hands out the units of one trial in a closed loop, under an order. */
export class OrderedDispatch {
  readonly #spec: TrialSpec;
  readonly #mail: UnitSender;
  readonly #send: Send;
  readonly #source: Source;
  readonly #log: UnitLog;
  readonly #exit: ReorderBuffer<Answered> | null;

  /** `keys` are those of all units for the order "key"; null for "completion". */
  constructor(spec: TrialSpec, mail: UnitSender, send: Send, labels: UnitLabels | null, keys: Int32Array | null) {
    this.#spec = spec;
    this.#mail = mail;
    this.#send = send;
    this.#log = new UnitLog(spec, spec.workers, spec.inFlight, null, labels);
    this.#source = keys === null ? new Count(spec.units) : new KeyedUnits(keys, spec.workers * spec.inFlight);
    this.#exit =
      spec.order === 'completion' ? new ReorderBuffer((answered, index) => this.#leave(answered, index)) : null;
  }

  /** Units that have come back and left. */
  get done(): number {
    return this.#log.done;
  }

  /** Hands out no more. */
  stop(): void {
    this.#source.stop();
  }

  /** Runs all units; rejects when a worker dies. `usage` is asked once the last unit is back. */
  async run(usage: () => Promise<readonly ThreadUsage[]>): Promise<Driven> {
    const { workers, inFlight } = this.#spec;
    const startMs = now();
    await Promise.all(Array.from({ length: workers * inFlight }, (_, slot) => this.#stream(slot)));
    return { ...this.#log.measure(startMs, await usage()), openLoop: null };
  }

  async #stream(slot: number): Promise<void> {
    const { args, stopAtFailure } = this.#spec;
    for (;;) {
      const taken = this.#source.take();
      // No await for what is there already: the order's price should be the order's alone.
      const index = typeof taken === 'number' ? taken : await taken;
      if (index < 0) return;
      const handedMs = now();
      const reply = await this.#send(this.#mail.request(slot, index, args));
      const receivedMs = now();
      const unit = this.#mail.open(slot, reply);
      this.#source.done(index);
      const dueMs = this.#source.dueMs(index) ?? handedMs;
      if (this.#exit === null) this.#log.unit(unit, index, dueMs, handedMs, receivedMs);
      else this.#exit.add(index, { unit, dueMs, handedMs, receivedMs });
      if (stopAtFailure && this.#log.fault !== null) this.#source.stop();
    }
  }

  #leave({ unit, dueMs, handedMs, receivedMs }: Answered, index: number): void {
    this.#log.unit(unit, index, dueMs, handedMs, receivedMs, now() - receivedMs);
  }
}

/** Units in their order. */
class Count implements Source {
  #next = 0;

  constructor(readonly units: number) {}

  take(): number {
    return this.#next < this.units ? this.#next++ : -1;
  }

  done(): void {}

  dueMs(): null {
    return null;
  }

  stop(): void {
    this.#next = this.units;
  }
}

/** Units as their keys allow. */
class KeyedUnits implements Source {
  readonly #scheduler: KeyScheduler;
  /** When a unit was set aside; 0 for one that was not. */
  readonly #asideMs: Float64Array;
  readonly #parked: ((index: number) => void)[] = [];
  #isStopped = false;

  constructor(keys: Int32Array, slots: number) {
    this.#asideMs = new Float64Array(keys.length);
    this.#scheduler = new KeyScheduler(keys, slots * ASIDE_PER_SLOT, (unit) => {
      this.#asideMs[unit] = now();
    });
  }

  take(): number | Promise<number> {
    if (this.#isStopped) return -1;
    const unit = this.#scheduler.take();
    if (this.#scheduler.isExhausted) this.#sendHome();
    if (unit >= 0 || this.#scheduler.isExhausted) return unit;
    return new Promise((resolve) => this.#parked.push(resolve));
  }

  done(index: number): void {
    this.#scheduler.done(index);
    // Room for units to be set aside may let a later one through.
    while (this.#parked.length > 0 && !this.#isStopped) {
      const unit = this.#scheduler.take();
      if (unit < 0) return;
      this.#parked.shift()?.(unit);
      if (this.#scheduler.isExhausted) this.#sendHome();
    }
  }

  dueMs(index: number): number | null {
    return this.#asideMs[index] || null;
  }

  stop(): void {
    this.#isStopped = true;
    this.#sendHome();
  }

  #sendHome(): void {
    for (const resolve of this.#parked.splice(0)) resolve(-1);
  }
}
