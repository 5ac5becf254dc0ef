import fc from 'fast-check';
import { expect, test } from 'vitest';
import { counted } from '../../src/words/counts.js';
import {
  bytes,
  change,
  duration,
  givenPercent,
  NONE,
  percent,
  plain,
  probability,
  rate,
  ratio,
  short,
  shortDuration,
  wholePercent,
  withInterval,
} from '../../src/words/numbers.js';

test.each([
  [3.386, '3.39 s'],
  [0.0339, '33.9 ms'],
  [0.036, '36.0 ms'],
  [0.00099996, '1.00 ms'],
  [0.000012345, '12.3 µs'],
  [4.2e-8, '42.0 ns'],
  [130.4, '130 s'],
  [86_400, '86,400 s'],
  [0, '0 s'],
  [null, NONE],
  [Number.NaN, NONE],
])('duration of %s s', (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});

test.each([
  [29.533, '29.5'],
  [29.96, '30.0'],
  [1, '1.00'],
  [0.0123, '0.0123'],
  [0.81501, '0.82'], // not by way of 0.815

  [12_345.6, '12,346'],
  [999_999.4, '999,999'],
  [1_230_000, '1.23 M'],
  [null, NONE],
  [Number.POSITIVE_INFINITY, NONE],
])('rate of %s a second', (perSecond, text) => {
  expect(rate(perSecond)).toBe(text);
});

test('shares and changes', () => {
  expect([percent(0.964), percent(0.034), percent(1.002), percent(0), percent(null)]).toEqual([
    '96 %',
    '3.4 %',
    '100 %',
    '0 %',
    NONE,
  ]);
  expect([percent(-0.0004), percent(-0.0006), percent(-0)]).toEqual(['0.0 %', '-0.1 %', '0 %']);
  expect([change(0.921), change(-0.035), change(0.0001), change(-0.0001), change(null)]).toEqual([
    '+92.1 %',
    '-3.5 %',
    '0.0 %',
    '0.0 %',
    NONE,
  ]);
});

test('a probability is 100 % or 0 % only when it is', () => {
  const said = [1, 0.9996, 0.995, 0.5, 0.004, 0, null].map(probability);
  expect(said).toEqual(['100 %', '> 99 %', '> 99 %', '50 %', '< 1 %', '0 %', NONE]);
});

test('intervals stand in brackets, or not at all', () => {
  expect(withInterval({ value: 1.92, low: 1.88, high: 1.96 })).toBe('1.92 [1.88, 1.96]');
  expect(withInterval({ value: 1.92, low: null, high: null })).toBe('1.92');
  expect(withInterval(null)).toBe(NONE);
});

test('counts are whole and grouped', () => {
  expect([plain(1_000_000), plain(2), plain(1.5), plain(-0), plain(1e21)]).toEqual([
    '1,000,000',
    '2',
    '1.50',
    '0',
    '1,000,000,000,000,000,000,000',
  ]);
  expect([counted(1, 'round'), counted(2, 'round'), counted(0, 'round')]).toEqual(['1 round', '2 rounds', '0 rounds']);
});

test('a shown figure read back is within half a unit of its third digit, or of the second decimal below 1', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-9, max: 1e9, noNaN: true }), (value) => {
      const [number = '', unit = ''] = duration(value).split(' ');
      const factor = { s: 1, ms: 1e-3, µs: 1e-6, ns: 1e-9 }[unit] as number;
      expect(Math.abs(Number(number.replaceAll(',', '')) * factor - value) / value).toBeLessThanOrEqual(0.00501);
      const [digits = '', million] = rate(value).split(' ');
      const read = Number(digits.replaceAll(',', '')) * (million === 'M' ? 1e6 : 1);
      expect(Math.abs(read - value)).toBeLessThanOrEqual(Math.max(0.00501 * value, value < 0.1 ? 0 : 0.00501));
      expect(ratio(value)).not.toMatch(/^0\.0*$/);
    }),
  );
});

test('figures in sentences have no zeros at the end', () => {
  expect([1.5, 2, 12_345, 0.00123].map(short)).toEqual(['1.5', '2', '12300', '0.00123']);
  expect([0, 1.5e-6, 0.0125, 3].map(shortDuration)).toEqual(['0 ms', '1.5 µs', '12.5 ms', '3 s']);
  expect([0.034, 0.126, 0].map(wholePercent)).toEqual(['3 %', '13 %', '0 %']);
});

test('what was given keeps its digits', () => {
  expect([0.1, 0.07, 0.0012345].map(givenPercent)).toEqual(['10 %', '7 %', '0.12345 %']);
});

test('sizes come in the unit that suits them', () => {
  expect([0, 512, 1536, 2 ** 21, 2 ** 44].map(bytes)).toEqual(['0 B', '512 B', '1.50 KiB', '2 MiB', '16,384 GiB']);
});
