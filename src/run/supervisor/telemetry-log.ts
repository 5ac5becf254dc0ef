import type { Telemetry } from '../../model/trial.js';
import type { Sample } from '../../seams/probe.js';

/** A trial's telemetry is thinned out beyond so many instants, or values in all. */
const MAX_ROWS = 600;
const MAX_VALUES = 30_000;
/** Three decimals of a second, four digits of a value: more would only fill the journal. */
const AT_DECIMALS = 1000;
const DIGITS = 4;

interface Row {
  readonly atSeconds: number;
  readonly sample: Sample;
}

/** Collects the samples of a trial, of whatever length: when it is full every second row goes, evenly over time. */
export class TelemetryLog {
  #rows: Row[] = [];
  #stride = 1;
  #ticks = 0;

  /** Adds one instant, ascending. */
  add(atSeconds: number, sample: Sample): void {
    if (this.#ticks++ % this.#stride !== 0) return;
    this.#rows.push({ atSeconds, sample });
    if (this.#rows.length <= Math.min(MAX_ROWS, MAX_VALUES / Math.max(1, Object.keys(sample).length))) return;
    this.#rows = this.#rows.filter((_, i) => i % 2 === 0);
    this.#stride *= 2;
  }

  /** Adds the last instant, whatever the stride; not when it is closer than `leastSeconds` to the one before. */
  end(atSeconds: number, sample: Sample, leastSeconds: number): void {
    const before = this.#rows.at(-1);
    if (this.#rows.length > 1 && before !== undefined && atSeconds - before.atSeconds < leastSeconds) return;
    this.#rows.push({ atSeconds, sample });
  }

  /** Every series that had a value at any instant; null without one. */
  encode(): Telemetry | null {
    const names = [...new Set(this.#rows.flatMap(({ sample }) => Object.keys(sample)))];
    const known = names.filter((name) => this.#rows.some(({ sample }) => typeof sample[name] === 'number'));
    if (known.length === 0) return null;
    return {
      atSeconds: this.#rows.map(({ atSeconds }) => Math.round(atSeconds * AT_DECIMALS) / AT_DECIMALS),
      series: Object.fromEntries(known.map((name) => [name, this.#rows.map(({ sample }) => rounded(sample[name]))])),
    };
  }
}

function rounded(value: number | null | undefined): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? Number(value.toPrecision(DIGITS)) : null;
}
