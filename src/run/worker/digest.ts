/**
 * Fingerprints of results, so that every unit on every worker is compared with the sequential
 * reference without keeping the results. 32 bits a unit: they find mistakes, not forgers.
 */
import type { ResultDigest } from '../../model/measurement.js';
import { mixPair, textKey } from '../../random.js';
import type { TrialSpec } from '../../seams/executor.js';

/** Buckets of a trial's digest: one wrong unit among that many or fewer is named exactly. */
export const DIGEST_BUCKETS = 256;
/**
 * Units that are compared where trials run different numbers of them. Which units a trial runs beyond the
 * first ones depends on its speed, so that only these are sure to be met by others.
 */
export const FIRST_UNITS = 4096;

/** Every kind of value has a key of its own, so that 1, "1" and [1] differ. */
const KIND = {
  undefined: 1,
  null: 2,
  true: 3,
  false: 4,
  nan: 5,
  number: 6,
  bigint: 7,
  string: 8,
  bytes: 9,
  list: 10,
  map: 11,
  set: 12,
  date: 13,
  object: 14,
  error: 15,
  again: 16,
  other: 17,
} as const;

const number = new Float64Array(1);
const words = new Uint32Array(number.buffer);

/** True when `fingerprint` takes nanoseconds, so that it needs no clock of its own. */
export function isCheapToFingerprint(value: unknown): boolean {
  return value === undefined || value === null || typeof value === 'number' || typeof value === 'boolean';
}

/**
 * 32 bits that are equal for equal values of the kinds that can be cloned between threads; of other
 * values (functions, say) only the kind is compared. It looks at values, not at their serialised form:
 * V8 writes one and the same number in two ways, as its compilers happen to hold it.
 */
export function fingerprint(value: unknown): number {
  switch (typeof value) {
    case 'undefined':
      return KIND.undefined;
    case 'boolean':
      return value ? KIND.true : KIND.false;
    case 'number':
      return numberPrint(value);
    case 'string':
      return mixPair(KIND.string, textPrint(value));
    case 'bigint':
      return mixPair(KIND.bigint, textPrint(value.toString(36)));
    case 'object':
      return value === null ? KIND.null : objectPrint(value, new Map());
    default:
      return KIND.other;
  }
}

function numberPrint(value: number): number {
  if (Number.isNaN(value)) return KIND.nan;
  number[0] = value;
  return mixPair(mixPair(KIND.number, words[0] as number), words[1] as number);
}

/** `seen` holds the objects above and before, so that cycles end and shared parts stay shared. */
function objectPrint(value: object, seen: Map<object, number>): number {
  const met = seen.get(value);
  if (met !== undefined) return mixPair(KIND.again, met);
  seen.set(value, seen.size);
  const print = (inner: unknown) =>
    typeof inner === 'object' && inner !== null ? objectPrint(inner, seen) : fingerprint(inner);
  if (ArrayBuffer.isView(value))
    return mixPair(KIND.bytes, bytesPrint(value.buffer, value.byteOffset, value.byteLength));
  const { types } = process.getBuiltinModule('node:util');
  if (types.isAnyArrayBuffer(value)) return mixPair(KIND.bytes, bytesPrint(value, 0, value.byteLength));
  if (Array.isArray(value))
    return value.reduce((hash: number, item) => mixPair(hash, print(item)), mixPair(KIND.list, value.length));
  if (value instanceof Map)
    return sumPrints(
      KIND.map,
      value.size,
      [...value].map(([key, item]) => mixPair(print(key), print(item))),
    );
  if (value instanceof Set) return sumPrints(KIND.set, value.size, [...value].map(print));
  if (value instanceof Date) return mixPair(KIND.date, numberPrint(value.getTime()));
  if (types.isNativeError(value)) return mixPair(KIND.error, textPrint(`${value.name}: ${value.message}`));
  const entries = Object.entries(value);
  return sumPrints(
    KIND.object,
    entries.length,
    entries.map(([key, item]) => mixPair(textPrint(key), print(item))),
  );
}

/** A sum, for the order of keys and members is no part of the value. */
function sumPrints(kind: number, size: number, prints: readonly number[]): number {
  return mixPair(
    mixPair(kind, size),
    prints.reduce((sum, print) => (sum + print) | 0, 0),
  );
}

/** A long text is cheaper as bytes. */
function textPrint(text: string): number {
  return text.length > 256 ? hashPrint(text) : textKey(text);
}

function bytesPrint(buffer: ArrayBufferLike, offset: number, length: number): number {
  return hashPrint(new Uint8Array(buffer, offset, length));
}

/** Loads node:crypto when the first result needs it: most tasks return little, and every worker starts sooner. */
function hashPrint(bytes: Uint8Array | string): number {
  const { createHash } = process.getBuiltinModule('node:crypto');
  return createHash('sha1').update(bytes).digest().readUInt32LE(0);
}

/** Results of units below this are compared. */
export function comparedUnits({ digest, load }: Pick<TrialSpec, 'digest' | 'load'>): number {
  if (!digest) return 0;
  return load.kind === 'count' ? Number.POSITIVE_INFINITY : FIRST_UNITS;
}

/** Collects the fingerprints of a trial's units, in any order. */
export class DigestSum {
  readonly #buckets: Uint32Array;
  readonly #units: number;

  /** The digest of all units, or of those below `units`, each in a bucket of its own. */
  constructor(units = Number.POSITIVE_INFINITY) {
    this.#units = units;
    this.#buckets = new Uint32Array(Number.isFinite(units) ? units : DIGEST_BUCKETS);
  }

  /** The digest that a trial asks for; null when its results vary. */
  static of(spec: Pick<TrialSpec, 'digest' | 'load'>): DigestSum | null {
    return spec.digest ? new DigestSum(comparedUnits(spec)) : null;
  }

  /** A sum to merge others into. */
  static from(digest: ResultDigest): DigestSum {
    const sum = new DigestSum(digest.length);
    sum.merge(digest);
    return sum;
  }

  /** Whether unit `index` is part of the digest. */
  covers(index: number): boolean {
    return index < this.#units;
  }

  /** Adds the fingerprint of unit `index`. */
  add(index: number, print: number): void {
    const bucket = index % this.#buckets.length;
    // Sums are of 32 bits; said so, compiled code need not be made anew at the first that is larger.
    this.#buckets[bucket] = ((this.#buckets[bucket] as number) + mixPair(index, print)) | 0;
  }

  /** Adds all units of another worker. */
  merge(other: ResultDigest): void {
    other.forEach((sum, bucket) => {
      this.#buckets[bucket] = (this.#buckets[bucket] as number) + sum;
    });
  }

  /** The sums as plain data. */
  encode(): ResultDigest {
    return Array.from(this.#buckets);
  }
}
