/**
 * The open loop: units arrive on a schedule made beforehand, whether workers keep up or not, and every
 * latency counts from the scheduled instant. A unit that blocks then shows in all that arrived meanwhile; a
 * closed loop would not have sent them (coordinated omission: Tene 2015).
 */
import { now } from '../../clock.js';
import type { RateLoad } from '../../model/load.js';
import type { OpenLoopMeasurement } from '../../model/measurement.js';
import type { Telemetry } from '../../model/trial.js';
import type { Driven, TrialSpec } from '../../seams/executor.js';
import type { ThreadUsage } from '../units/thread-usage.js';
import type { TimedUnit } from '../units/unit-answer.js';
import type { UnitLabels } from '../units/unit-labels.js';
import { type SampledTime, UnitsOverTime, unitTelemetry } from '../units/units-over-time.js';
import { arrivalsOf, graceSeconds } from './arrivals.js';
import { Pacer } from './pacer.js';
import { UnitLog } from './unit-log.js';

/** How a unit is handed out: to the worker in one of the places for units in flight. */
export type HandOut = (slot: number, index: number) => TimedUnit | Promise<TimedUnit>;

/** Who serves: that many workers with that many units at a time each. */
export interface Servers {
  readonly workers: number;
  readonly streams: number;
}

/** Hands out the units of one trial as they arrive. */
export class OpenLoop {
  readonly #spec: TrialSpec;
  readonly #load: RateLoad;
  readonly #servers: Servers;
  readonly #handOut: HandOut;
  readonly #log: UnitLog;
  readonly #instants: Float64Array;
  #pacer: Pacer | null = null;
  #stopped = false;
  #answeredByHalf = 0;
  #answeredByEnd = 0;
  #completedInTime = 0;

  constructor(spec: TrialSpec, load: RateLoad, servers: Servers, handOut: HandOut, labels: UnitLabels | null) {
    this.#spec = spec;
    this.#load = load;
    this.#servers = servers;
    this.#handOut = handOut;
    this.#log = new UnitLog(spec, servers.workers, servers.streams, null, labels);
    this.#instants = arrivalsOf(load, spec.seed, spec.round);
  }

  /** Units that have come back. */
  get done(): number {
    return this.#log.done;
  }

  /** Hands out no more. */
  stop(): void {
    this.#stopped = true;
    this.#pacer?.stop();
  }

  /** Runs the schedule to its end; rejects when a worker dies. `usage` is asked once the last unit is back. */
  async run(usage: () => Promise<readonly ThreadUsage[]>): Promise<Driven> {
    const { workers, streams } = this.#servers;
    const startMs = now();
    const endMs = startMs + this.#load.durationSeconds * 1000;
    const time = { startMs, untilMs: endMs, sampleMs: this.#spec.sampleSeconds * 1000 };
    const samples = Array.from({ length: workers }, () => new UnitsOverTime(time));
    const pacer = new Pacer(this.#instants, startMs, endMs + graceSeconds(this.#load) * 1000);
    this.#pacer = pacer;
    if (this.#stopped) pacer.stop();
    await Promise.all(Array.from({ length: workers * streams }, (_, slot) => this.#stream(slot, pacer, samples)));
    this.#countDropped(pacer, endMs);
    const driven = this.#log.measure(startMs, await usage());
    return { ...driven, openLoop: this.#measure(pacer), telemetry: this.#telemetry(samples, time) };
  }

  async #stream(slot: number, pacer: Pacer, samples: readonly UnitsOverTime[]): Promise<void> {
    for (let index = await pacer.take(); index >= 0; index = await pacer.take()) {
      const handedMs = now();
      const unit = await this.#handOut(slot, index);
      const receivedMs = now();
      this.#log.unit(unit, index, pacer.dueMs(index), handedMs, receivedMs);
      this.#answered(unit, receivedMs - pacer.startMs);
      samples[unit.worker]?.unitDone(receivedMs);
      if (this.#spec.stopAtFailure && this.#log.fault !== null) pacer.stop();
    }
  }

  #answered({ fault }: TimedUnit, afterMs: number): void {
    const endMs = this.#load.durationSeconds * 1000;
    if (afterMs >= endMs) return;
    this.#answeredByEnd++;
    if (afterMs < endMs / 2) this.#answeredByHalf++;
    if (fault === null) this.#completedInTime++;
  }

  #countDropped(pacer: Pacer, endMs: number): void {
    const droppedMs = endMs + graceSeconds(this.#load) * 1000;
    for (let index = pacer.next; index < this.#instants.length; index++) {
      const dueMs = pacer.dueMs(index);
      this.#log.dropped(index, dueMs, droppedMs - dueMs);
    }
  }

  #measure({ late, lateByDispatcher, next }: Pacer): OpenLoopMeasurement {
    const seconds = this.#load.durationSeconds;
    const arrivals = this.#instants.length;
    const byHalf = arrivedBy(this.#instants, seconds / 2);
    return {
      arrivals,
      seconds,
      completedInTime: this.#completedInTime,
      arrivalsSecondHalf: arrivals - byHalf,
      inSystemAtHalf: byHalf - this.#answeredByHalf,
      inSystemAtEnd: arrivals - this.#answeredByEnd,
      late,
      lateByDispatcher,
      dropped: arrivals - next,
    };
  }

  /** Units done, in all and by worker, and those that had arrived but were not answered. */
  #telemetry(samples: readonly UnitsOverTime[], time: SampledTime): Telemetry {
    const { atSeconds, series } = unitTelemetry({ unitsDone: samples.map((worker) => worker.rows()) }, time);
    const done = series.unitsDone ?? [];
    const unitsInSystem = atSeconds.map((at, row) => arrivedBy(this.#instants, at) - (done[row] ?? 0));
    return { atSeconds, series: { ...series, unitsInSystem } };
  }
}

/** How many of ascending instants in milliseconds lie before a time in seconds. */
function arrivedBy(instants: Float64Array, seconds: number): number {
  let [low, high] = [0, instants.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((instants[middle] as number) < seconds * 1000) low = middle + 1;
    else high = middle;
  }
  return low;
}
