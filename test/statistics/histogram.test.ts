import fc from 'fast-check';
import { build } from 'hdr-histogram-js';
import { describe, expect, test } from 'vitest';
import {
  bucketOf,
  bucketRange,
  constantHistogram,
  countOf,
  Histogram,
  meanNs,
  mergeHistograms,
  quantileNs,
} from '../../src/statistics/histogram.js';

const durations = fc.array(fc.integer({ min: 0, max: 10_000_000_000 }), { minLength: 1, maxLength: 300 });

describe('the histogram', () => {
  test('agrees with HdrHistogram on every percentile, to three significant digits', () => {
    fc.assert(
      fc.property(durations, fc.constantFrom(0.5, 0.9, 0.95, 0.99, 0.999, 1), (values, quantile) => {
        const ours = recorded(values);
        const theirs = build({
          lowestDiscernibleValue: 1,
          highestTrackableValue: 2e10,
          numberOfSignificantValueDigits: 3,
        });
        for (const value of values) theirs.recordValue(value);
        const [mine, oracle] = [quantileNs(ours, quantile) as number, theirs.getValueAtPercentile(quantile * 100)];
        expect(Math.abs(mine - oracle)).toBeLessThanOrEqual(1 + oracle / 500);
      }),
    );
  });

  test('puts every duration into the bucket whose range holds it, on both sides of 2^31', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 42 - 1 }), (ns) => {
        const { from, to } = bucketRange(bucketOf(ns));
        expect(from).toBeLessThanOrEqual(ns);
        expect(ns).toBeLessThan(to);
        expect(to - from).toBeLessThanOrEqual(Math.max(1, ns / 1000));
      }),
    );
    for (const ns of [2 ** 31 - 1, 2 ** 31, 2 ** 31 + 1, 2 ** 32]) {
      expect(bucketRange(bucketOf(ns)).from).toBeLessThanOrEqual(ns);
      expect(bucketRange(bucketOf(ns)).to).toBeGreaterThan(ns);
    }
  });

  test('merging is counting together, with exact sums and extremes', () => {
    fc.assert(
      fc.property(durations, durations, (a, b) => {
        const merged = mergeHistograms([recorded(a), recorded(b)]);
        expect(merged).toEqual(recorded([...a, ...b]));
        expect(countOf(merged)).toBe(a.length + b.length);
        expect(meanNs(merged)).toBeCloseTo([...a, ...b].reduce((sum, ns) => sum + ns, 0) / (a.length + b.length), 3);
      }),
    );
  });

  test('of equal durations is the same without recording them one by one', () => {
    const histogram = new Histogram();
    histogram.record(12_345, 1000);
    expect(constantHistogram(12_345, 1000)).toEqual(histogram.encode());
  });

  test('of nothing has no mean and no percentile', () => {
    expect(meanNs(mergeHistograms([]))).toBeNull();
    expect(quantileNs(mergeHistograms([]), 0.5)).toBeNull();
  });
});

function recorded(values: readonly number[]) {
  const histogram = new Histogram();
  for (const value of values) histogram.record(value);
  return histogram.encode();
}
