import { expect, test } from 'vitest';
import { gravestFirst, statusOf } from '../../src/words/severity.js';

const INFO = { severity: 'info', likelihood: 'likely' } as const;
const DOUBTFUL = { severity: 'warning', likelihood: 'possible' } as const;
const WARNING = { severity: 'warning', likelihood: 'likely' } as const;
const CRITICAL = { severity: 'critical', likelihood: 'unlikely' } as const;

test('the gravest comes first, then the likeliest, and equals stay in their order', () => {
  expect(gravestFirst([INFO, DOUBTFUL, WARNING, CRITICAL])).toEqual([CRITICAL, WARNING, DOUBTFUL, INFO]);
  const named = ['a', 'b', 'c'].map((name) => ({ severity: 'warning' as const, name }));
  expect(gravestFirst(named)).toEqual(named);
});

test('the gravest finding is the verdict', () => {
  expect([[], [INFO], [INFO, WARNING], [INFO, CRITICAL, WARNING]].map(statusOf)).toEqual([
    'passed',
    'passed',
    'warned',
    'failed',
  ]);
});
