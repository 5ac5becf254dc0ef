/** Units done over time, a row every so many milliseconds. */
import type { Telemetry } from '../../model/trial.js';

/** More rows than that would be drawn on top of each other. */
const MOST_ROWS = 600;

/** The times of a trial that its samples need. */
export interface SampledTime {
  readonly startMs: number;
  readonly untilMs: number;
  readonly sampleMs: number;
}

/** Counts the units of one worker over time, at the price of a comparison a unit. */
export class UnitsOverTime {
  readonly #time: SampledTime;
  readonly #stepMs: number;
  readonly #rows: number[] = [0];
  #units = 0;
  #nextMs: number;

  constructor(time: SampledTime) {
    this.#time = time;
    this.#stepMs = stepMs(time);
    this.#nextMs = time.startMs + this.#stepMs;
  }

  /** Counts a unit; instants must not go back. */
  unitDone(atMs: number): void {
    if (atMs >= this.#nextMs) this.#fill(atMs);
    this.#units++;
  }

  /** Units done at each instant, from the start until no further unit starts. */
  rows(): readonly number[] {
    this.#fill(this.#time.untilMs);
    return this.#rows;
  }

  #fill(toMs: number): void {
    // The sum of many steps may miss the end by its rounding.
    while (this.#nextMs <= Math.min(toMs, this.#time.untilMs) + 1e-6) {
      this.#rows.push(this.#units);
      this.#nextMs += this.#stepMs;
    }
  }
}

/** Series by name, each with the rows of every worker, as telemetry: the sum by its name, a worker's by `name.worker`. */
export function unitTelemetry(
  named: { readonly [name: string]: readonly (readonly number[])[] },
  time: SampledTime,
): Telemetry {
  const series: { [name: string]: readonly number[] } = {};
  let rows = 0;
  for (const [name, workers] of Object.entries(named)) {
    const [first = []] = workers;
    rows = first.length;
    series[name] = first.map((_, row) => workers.reduce((sum, worker) => sum + (worker[row] ?? 0), 0));
    for (const [i, worker] of workers.entries()) series[`${name}.${i}`] = worker;
  }
  return { atSeconds: Array.from({ length: rows }, (_, row) => (row * stepMs(time)) / 1000), series };
}

function stepMs({ startMs, untilMs, sampleMs }: SampledTime): number {
  return Math.max(sampleMs, (untilMs - startMs) / MOST_ROWS);
}
