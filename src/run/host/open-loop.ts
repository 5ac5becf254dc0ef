/**
 * The open loop: units arrive on a schedule made beforehand, whether workers keep up or not, and every
 * latency counts from the scheduled instant. A unit that blocks then shows in all that arrived meanwhile; a
 * closed loop would not have sent them (coordinated omission: Tene 2015).
 */
import { now } from '../../clock.js';
import type { RateLoad } from '../../model/load.js';
import type { OpenLoopMeasurement } from '../../model/measurement.js';
import type { Telemetry } from '../../model/trial.js';
import type { TimedUnit } from '../../seams/crew.js';
import type { TrialSpec } from '../../seams/executor.js';
import { type SampledTime, UnitsOverTime, unitTelemetry } from '../worker/units-over-time.js';
import { arrivalsOf, graceSeconds } from './arrivals.js';
import { Pacer } from './pacer.js';
import type { UnitLog } from './unit-log.js';

/** The arrivals of one trial, and how its workers kept up with them. */
export class OpenLoop {
  /** Gives out each unit once it has arrived. */
  readonly source: Pacer;
  readonly #load: RateLoad;
  readonly #instants: Float64Array;
  readonly #time: SampledTime;
  readonly #giveUpMs: number;
  readonly #samples: readonly UnitsOverTime[];
  #answeredByHalf = 0;
  #answeredByEnd = 0;
  #completedInTime = 0;

  /** Makes the schedule, and starts it. */
  constructor({ seed, round, sampleSeconds }: TrialSpec, load: RateLoad, workers: number) {
    this.#load = load;
    this.#instants = arrivalsOf(load, seed, round);
    const startMs = now();
    const untilMs = startMs + load.durationSeconds * 1000;
    this.#time = { startMs, untilMs, sampleMs: sampleSeconds * 1000 };
    this.#giveUpMs = untilMs + graceSeconds(load) * 1000;
    this.#samples = Array.from({ length: workers }, () => new UnitsOverTime(this.#time));
    this.source = new Pacer(this.#instants, startMs, this.#giveUpMs);
  }

  get startMs(): number {
    return this.#time.startMs;
  }

  /** Counts a unit that came back. */
  answered({ worker, fault }: TimedUnit, receivedMs: number): void {
    this.#samples[worker]?.unitDone(receivedMs);
    const { startMs, untilMs } = this.#time;
    if (receivedMs >= untilMs) return;
    this.#answeredByEnd++;
    if (receivedMs < (startMs + untilMs) / 2) this.#answeredByHalf++;
    if (fault === null) this.#completedInTime++;
  }

  /** Counts those that nobody started. */
  dropRest(log: UnitLog): void {
    for (let index = this.source.next; index < this.#instants.length; index++) {
      const dueMs = this.source.dueMs(index);
      log.dropped(index, dueMs, this.#giveUpMs - dueMs);
    }
  }

  /** What the arrivals add to a measurement. */
  measure(): { readonly openLoop: OpenLoopMeasurement; readonly telemetry: Telemetry } {
    return { openLoop: this.#measure(), telemetry: this.#telemetry() };
  }

  #measure(): OpenLoopMeasurement {
    const { late, lateByDispatcher, next } = this.source;
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
  #telemetry(): Telemetry {
    const unitsDone = this.#samples.map((worker) => worker.rows());
    const { atSeconds, series } = unitTelemetry({ unitsDone }, this.#time);
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
