/**
 * A uniform sample of a trial's units, of bounded size. Each unit has a key, a hash of the seed, the round and its
 * index, and the units with the smallest keys are kept (bottom-k: Cohen & Kaplan 2007). Any set of that many units is
 * then as likely as any other, as in a reservoir (Vitter 1985, algorithm R). Reservoirs of workers that ran different
 * numbers of units would have to be weighted; the smallest keys of all are among the smallest of each, so that these
 * samples merge exactly, whoever ran which unit.
 */
import type { LatencySample } from '../../model/measurement.js';
import { mix32, mixPair } from '../../random.js';
import type { SampledUnit, UnitSample } from '../../seams/crew.js';
import type { TrialSpec } from '../../seams/executor.js';

/** Keeps the keys apart from the other uses of the seed. */
const SAMPLE_STREAM = 0x1a7;

/** Samples units while they run. What it keeps is a heap: the largest key is the first. */
export class LatencySampler {
  readonly #most: number;
  readonly #stream: number;
  readonly #heap: SampledUnit[] = [];

  /** Null when no samples are asked for. */
  static of({
    maxLatencySamples,
    seed,
    round,
  }: Pick<TrialSpec, 'maxLatencySamples' | 'seed' | 'round'>): LatencySampler | null {
    return maxLatencySamples === 0 ? null : new LatencySampler(maxLatencySamples, mix32(seed, SAMPLE_STREAM, round));
  }

  private constructor(most: number, stream: number) {
    this.#most = most;
    this.#stream = stream;
  }

  /** Shows it a unit; each is to be shown once. */
  add(unit: number, atMs: number, sojournMs: number, label: string | null): void {
    const key = mixPair(this.#stream, unit);
    const [largest] = this.#heap;
    if (this.#heap.length < this.#most) this.#rise({ key, unit, atMs, sojournMs, label });
    else if (largest !== undefined && key < largest.key) this.#sink({ key, unit, atMs, sojournMs, label });
  }

  /** What is kept. */
  sample(): UnitSample {
    return { most: this.#most, units: this.#heap };
  }

  /** From the end up, past all that have smaller keys. */
  #rise(added: SampledUnit): void {
    const heap = this.#heap;
    let at = heap.push(added) - 1;
    while (at > 0) {
      const above = (at - 1) >>> 1;
      const parent = heap[above] as SampledUnit;
      if (parent.key >= added.key) break;
      heap[at] = parent;
      at = above;
    }
    heap[at] = added;
  }

  /** In the place of the first, down past all that have larger keys. */
  #sink(added: SampledUnit): void {
    const heap = this.#heap;
    let at = 0;
    for (let below = 1; below < heap.length; below = 2 * at + 1) {
      if ((heap[below + 1]?.key ?? -1) > (heap[below] as SampledUnit).key) below++;
      const child = heap[below] as SampledUnit;
      if (child.key <= added.key) break;
      heap[at] = child;
      at = below;
    }
    heap[at] = added;
  }
}

/** The sample of all units that the samples of several threads are of; null when there is none. */
export function mergeSamples(samples: readonly (UnitSample | null)[]): UnitSample | null {
  const taken = samples.filter((sample) => sample !== null);
  const [first] = taken;
  if (first === undefined) return null;
  const units = taken.flatMap(({ units }) => units).sort((a, b) => a.key - b.key);
  return { most: first.most, units: units.slice(0, first.most) };
}

/** A sample by time, with instants from `startMs`; to the microsecond and the nanosecond. */
export function latencySamples(sample: UnitSample | null, startMs: number): readonly LatencySample[] | null {
  if (sample === null) return null;
  const byTime = sample.units.toSorted((a, b) => a.atMs - b.atMs || a.unit - b.unit);
  return byTime.map(({ unit, atMs, sojournMs, label }) => ({
    unit,
    atSeconds: Math.round((atMs - startMs) * 1e3) / 1e6,
    sojournMs: Math.round(sojournMs * 1e6) / 1e6,
    label,
  }));
}
