/**
 * The only module that seeds randomness. Streams are xoroshiro128+ (Blackman & Vigna, 2018) from
 * pure-rand; a stream's seed is mixed from whole numbers, so equal keys give equal streams anywhere.
 */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Mixes two whole numbers into 32 bits (the finaliser of MurmurHash3, Appleby 2011). */
export function mixPair(hash: number, key: number): number {
  let mixed = Math.imul((hash | 0) ^ Math.imul((key | 0) ^ Math.trunc(key / 0x1_0000_0000), 0x85ebca6b), 0xcc9e2d51);
  mixed = Math.imul(mixed ^ (mixed >>> 16) ^ 0x9e3779b9, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** Mixes whole numbers, in turn, into 32 bits. */
export function mix32(...keys: readonly number[]): number {
  return keys.reduce(mixPair, keys.length);
}

/** Turns a text into a whole number for use as a key of a stream (FNV-1a, 32 bits). */
export function textKey(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** A repeatable stream of random values. */
export class Rng {
  readonly #keys: readonly number[];
  readonly #generator: ReturnType<typeof xoroshiro128plus>;

  constructor(...keys: readonly number[]) {
    this.#keys = keys;
    this.#generator = xoroshiro128plus(mix32(...keys));
  }

  /** A stream of its own for `key`, independent of how much of this one was used. */
  derive(key: number): Rng {
    return new Rng(...this.#keys, key);
  }

  /** 32 random bits as an unsigned whole number. */
  bits(): number {
    return this.#generator.next() >>> 0;
  }

  /** A whole number from `low` to `high`, both included. */
  int(low: number, high: number): number {
    return uniformInt(this.#generator, low, high);
  }

  /** A number in [0, 1). */
  float(): number {
    return uniformFloat64(this.#generator);
  }

  /** `count` numbers in [0, 1). */
  floats(count: number): Float64Array {
    const values = new Float64Array(count);
    for (let i = 0; i < count; i++) values[i] = this.float();
    return values;
  }

  /** `count` random bytes. */
  bytes(count: number): Uint8Array {
    const words = new Uint32Array(Math.ceil(count / 4));
    for (let i = 0; i < words.length; i++) words[i] = this.bits();
    return new Uint8Array(words.buffer, 0, count);
  }

  /** A standard normal value (Box & Muller, 1958). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.float()));
    return radius * Math.cos(2 * Math.PI * this.float());
  }

  /** One of `values`; throws RangeError when there is none. */
  pick<T>(values: readonly T[]): T {
    if (values.length === 0) throw new RangeError('cannot pick from an empty list');
    return values[this.int(0, values.length - 1)] as T;
  }

  /** A shuffled copy (Fisher & Yates, after Durstenfeld 1964). */
  shuffle<T>(values: readonly T[]): T[] {
    const shuffled = [...values];
    for (let i = shuffled.length - 1; i > 0; i--) {
      const j = this.int(0, i);
      [shuffled[i], shuffled[j]] = [shuffled[j] as T, shuffled[i] as T];
    }
    return shuffled;
  }
}
