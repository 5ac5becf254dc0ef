import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DIGEST_BUCKETS, DigestSum, fingerprint } from '../../../src/run/worker/digest.js';

/** Values that may cross between threads. */
const anyResult = fc.oneof(
  fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withTypedArray: true }),
  fc.float64Array({ maxLength: 20 }),
  fc.uint8Array({ maxLength: 20 }),
  fc.string({ unit: 'binary' }),
);

/** Unit results by index, as small whole numbers. */
const anyPrints = fc.array(fc.nat(2 ** 32 - 1), { minLength: 1, maxLength: 600 });

function digestOf(prints: readonly number[], order: readonly number[]): readonly number[] {
  const sum = new DigestSum();
  for (const index of order) sum.add(index, prints[index] as number);
  return sum.encode();
}

function indices(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

describe('a fingerprint', () => {
  test('is 32 bits, and the same for a clone', () => {
    fc.assert(
      fc.property(anyResult, (value) => {
        const print = fingerprint(value);
        expect(print).toBe(print >>> 0);
        expect(fingerprint(structuredClone(value))).toBe(print);
      }),
    );
  });

  test('is the same for equal objects, whatever V8 learnt of their shape before', () => {
    const result = (mean: number) => ({ mean });
    const before = fingerprint(result(1));
    expect(result(0.5).mean).toBe(0.5);
    expect(fingerprint(result(1))).toBe(before);
  });

  test('is the same for equal arrays, whatever they held before', () => {
    const list = [0.5, 2, 3];
    list[0] = 1;
    expect(list).toEqual([1, 2, 3]);
    expect(fingerprint(list)).toBe(fingerprint([1, 2, 3]));
  });

  test('is the same for equal texts inside objects, whatever they were cut from', () => {
    const cut = `→${'a'.repeat(20)}`.slice(1);
    expect(fingerprint({ text: cut })).toBe(fingerprint({ text: 'a'.repeat(20) }));
  });

  test('is the same for equal typed arrays in larger buffers', () => {
    const buffer = new Uint8Array([9, 9, 1, 2, 3, 9]);
    expect(fingerprint(buffer.subarray(2, 5))).toBe(fingerprint(new Uint8Array([1, 2, 3])));
    expect(fingerprint({ bytes: buffer.subarray(2, 5) })).toBe(fingerprint({ bytes: new Uint8Array([1, 2, 3]) }));
  });

  test('tells different values apart', () => {
    const values = [
      undefined,
      null,
      true,
      false,
      0,
      1,
      2,
      '',
      '0',
      'a',
      1n,
      [],
      [0],
      [1],
      [0, 1],
      {},
      { a: 1 },
      { a: 2 },
    ];
    const more = [{ b: 1 }, new Map([[1, 2]]), new Set([1]), new Date(0), new Float64Array([1]), new Float64Array([2])];
    const prints = [...values, ...more].map(fingerprint);
    expect(new Set(prints).size).toBe(prints.length);
  });

  test('tells numbers and texts apart as equality does', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (a, b) => {
        expect(fingerprint(a) === fingerprint(b)).toBe(a === b);
        expect(fingerprint(String(a)) === fingerprint(String(b))).toBe(a === b);
      }),
    );
  });

  test('takes what cannot be cloned without a throw', () => {
    expect(fingerprint(() => 1)).toBe(fingerprint(() => 2));
    expect(typeof fingerprint(Symbol('s'))).toBe('number');
    expect(typeof fingerprint({ run: () => 1 })).toBe('number');
  });
});

describe('a trial’s digest', () => {
  test('does not depend on the order of units, nor on which worker ran them', () => {
    fc.assert(
      fc.property(anyPrints, fc.nat(), fc.nat(), (prints, by, cut) => {
        const all = indices(prints.length);
        const shuffled = [...all.slice(by % all.length), ...all.slice(0, by % all.length)].reverse();
        const merged = new DigestSum();
        merged.merge(digestOf(prints, shuffled.slice(0, cut % all.length)));
        merged.merge(digestOf(prints, shuffled.slice(cut % all.length)));
        expect(digestOf(prints, shuffled)).toEqual(digestOf(prints, all));
        expect(merged.encode()).toEqual(digestOf(prints, all));
      }),
    );
  });

  test('one changed unit changes its bucket, and that one alone', () => {
    fc.assert(
      fc.property(anyPrints, fc.nat(), fc.nat(2 ** 32 - 1), (prints, at, print) => {
        const index = at % prints.length;
        fc.pre(print !== prints[index]);
        const before = digestOf(prints, indices(prints.length));
        const after = digestOf(prints.with(index, print), indices(prints.length));
        const changed = indices(DIGEST_BUCKETS).filter((bucket) => before[bucket] !== after[bucket]);
        expect(changed).toEqual([index % DIGEST_BUCKETS]);
      }),
    );
  });

  test('two results that changed places are found', () => {
    const prints = indices(2 * DIGEST_BUCKETS);
    const swapped = prints.with(3, 3 + DIGEST_BUCKETS).with(3 + DIGEST_BUCKETS, 3);
    expect(digestOf(swapped, indices(prints.length))).not.toEqual(digestOf(prints, indices(prints.length)));
  });

  test('is plain data', () => {
    const digest = new DigestSum().encode();
    expect(digest).toEqual(new Array(DIGEST_BUCKETS).fill(0));
    expect(JSON.parse(JSON.stringify(digest))).toEqual(digest);
  });
});
