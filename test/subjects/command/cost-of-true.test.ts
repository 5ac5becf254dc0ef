import { expect, test } from 'vitest';
import { costOfTrue } from '../../../src/subjects/command/cost-of-true.js';

test('running nothing takes some time, and less than a program that waits', async () => {
  const cost = await costOfTrue(`true-${process.pid}`);
  expect(cost).toBeGreaterThan(0.0001);
  expect(cost).toBeLessThan(1);
});
