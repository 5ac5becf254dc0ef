import { expect, test } from 'vitest';
import { boundText, LIMITED, limitName, measuredText } from '../../src/words/limits.js';

test('a limit keeps its digits, a figure three of them, both in one unit', () => {
  expect(LIMITED.map((figure) => `${limitName(figure)} ≤ ${boundText(figure, 0.0123456)}`)).toEqual([
    'p50 ≤ 0.0123456 ms',
    'p99 ≤ 0.0123456 ms',
    'memory ≤ 0.0123456 MiB',
    'error rate ≤ 1.23456 %',
  ]);
  expect(measuredText('p99Ms', 1234.5)).toBe('1230 ms');
  expect(measuredText('errorRate', 0.07)).toBe('7 %');
  expect(boundText('errorRate', 0.07)).toBe('7 %');
});

test('a limit of one label names it', () => {
  expect(limitName('p50Ms', 'weak')).toBe('p50 of "weak"');
});
