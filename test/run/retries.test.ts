import { expect, test } from 'vitest';
import type { PlannedTrial } from '../../src/model.js';
import { Retries } from '../../src/run/retries.js';
import { cellOf, evenMeasurement, realTask, trialOf } from '../analysis/planted.js';

const cell = cellOf(realTask('sort'), 'threads', 2, 10);
const planned = (index: number): PlannedTrial => ({ index, cell, round: index, endsRound: false, profile: false });
const noise = { kind: 'steal', text: 'stolen', figures: {}, own: false } as const;
const disturbed = trialOf(cell, 0, evenMeasurement(2, 10, 1), { disturbances: [noise] });

test('each disturbed trial runs again as often as asked, and no more', () => {
  const retries = new Retries(2);
  const [first, second] = [planned(0), planned(1)];
  expect([1, 2, 3].map(() => retries.wanted(first, disturbed))).toEqual([true, true, false]);
  expect(retries.wanted(second, disturbed)).toBe(true);
  expect(new Retries(0).wanted(first, disturbed)).toBe(false);
});

test('a clean trial, its own doing, and one that failed do not run again', () => {
  const retries = new Retries(5);
  const own = { ...disturbed, disturbances: [{ ...noise, own: true }] };
  for (const record of [{ ...disturbed, disturbances: [] }, own, { ...disturbed, outcome: 'failed' as const }]) {
    expect(retries.wanted(planned(0), record)).toBe(false);
  }
});
