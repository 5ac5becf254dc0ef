import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { costOfTrue } from '../../../src/subjects/command/cost-of-true.js';

const folder = mkdtempSync(join(tmpdir(), 'kneepoint-true-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('running nothing takes some time, and less than a program that waits', async () => {
  const cost = await costOfTrue(folder);
  expect(cost).toBeGreaterThan(0.0001);
  expect(cost).toBeLessThan(1);
});
