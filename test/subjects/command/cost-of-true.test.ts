import { expect, test } from 'vitest';
import { CommandRunner } from '../../../src/subjects/command/command-runner.js';
import { costOfTrue } from '../../../src/subjects/command/cost-of-true.js';

test('running nothing takes some time, and less than a program that waits', async () => {
  const runner = await CommandRunner.open();
  const cost = await costOfTrue(runner, `true-${process.pid}`);
  runner.close();
  expect(cost).toBeGreaterThan(0.0001);
  expect(cost).toBeLessThan(1);
});
