import { expect, test } from 'vitest';
import type { Outcome } from '../../src/model/trial.js';
import { finishedTrials } from '../../src/plan/missing.js';

const records = (...outcomes: Outcome[]) => outcomes.map((outcome) => ({ cellId: 'a', round: 0, outcome }));

test.each([
  [[], 0, false],
  [['completed'], 0, true],
  [['failed'], 0, true],
  [['interrupted', 'interrupted'], 0, false],
  [['failed'], 1, false],
  [['failed', 'interrupted'], 1, false],
  [['timed_out', 'lost'], 1, true],
  [['failed', 'interrupted', 'failed'], 1, true],
  [['failed', 'completed'], 5, true],
  [['completed', 'failed'], 5, true],
] as const)('%j with %d more tries: through is %s', (outcomes, retryFailed, isThrough) => {
  const finished = finishedTrials(records(...outcomes), retryFailed);
  expect(finished.has({ cellId: 'a', round: 0 })).toBe(isThrough);
  expect(finished.size).toBe(isThrough ? 1 : 0);
  expect(finished.has({ cellId: 'a', round: 1 })).toBe(false);
});
