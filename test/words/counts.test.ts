import { expect, test } from 'vitest';
import {
  agreeing,
  counted,
  cpusText,
  listText,
  placeText,
  workerCountsText,
  workersText,
} from '../../src/words/counts.js';

test('one of a thing stands in the singular, with its verb', () => {
  expect([0, 1, 2, 12_345].map((count) => counted(count, 'row'))).toEqual(['0 rows', '1 row', '2 rows', '12,345 rows']);
  expect(counted(2, 'retry', 'retries')).toBe('2 retries');
  expect([1, 2].map((count) => `${workersText(count)} ${agreeing(count, 'loses', 'lose')}`)).toEqual([
    '1 worker loses',
    '2 workers lose',
  ]);
});

test('worker counts: none, one, several, sequential among them', () => {
  expect([[], [0], [1], [0, 1], [1, 2], [0, 4, 8], [4, 0]].map(workerCountsText)).toEqual([
    '',
    'sequential',
    '1 worker',
    'sequential and 1 worker',
    '1 and 2 workers',
    'sequential, 4 and 8 workers',
    '4 and sequential',
  ]);
  expect([[], ['a'], ['a', 'b'], [1, 2, 3]].map((texts) => listText(texts))).toEqual([
    '',
    'a',
    'a and b',
    '1, 2 and 3',
  ]);
  expect(listText(['a, b', 'c', 'd'], '; ', '; or ')).toBe('a, b; c; or d');
  expect([0, 1, 8].map(placeText)).toEqual(['in one thread', 'on 1 worker', 'on 8 workers']);
  expect([1, 1.5, 32].map(cpusText)).toEqual(['1 CPU', '1.5 CPUs', '32 CPUs']);
});
