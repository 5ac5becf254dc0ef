/** `kneepoint doctor` on this machine: whatever its noise, the figures fit together and the self-test holds. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { DoctorReport } from '../../src/doctor/model.js';
import { kneepoint, ownFolder } from '../support/cli.js';

const folder = ownFolder();

test('an examination measures, tests itself with planted laws and ends in a verdict', async () => {
  const { status, stdout, stderr } = await kneepoint(['doctor', '--json', '--rounds', '3', '--out', 'results'], folder);
  expect(stderr).toBe('');
  const report = JSON.parse(stdout) as DoctorReport;
  const { examination, detectable, findings, verdict } = report;
  expect(status).toBe(report.status === 'failed' ? 3 : 0);
  expect(report.status === 'failed').toBe(findings.some(({ severity }) => severity === 'critical'));
  expect(examination.machine.node).toMatch(/^\d+\./);
  expect(examination.timers.stepSeconds).toBeGreaterThan(0);
  expect(examination.disk).toMatchObject({ folder: join(folder, 'results'), medianSeconds: expect.any(Number) });
  const [sequential, parallel] = examination.noise.cells;
  expect(sequential).toMatchObject({ workers: 0, rounds: 3 });
  expect(parallel?.workers).toBe(Math.max(1, Math.floor(examination.machine.effectiveCpus)));
  expect(examination.selfTest).toHaveLength(5);
  expect(examination.selfTest.filter(({ right, least }) => right < least)).toEqual([]);
  expect(findings.map(({ code }) => code)).not.toContain('self-test-failed');
  const differences = detectable.map(({ difference }) => difference);
  expect(differences).toEqual(differences.toSorted((a, b) => b - a));
  expect(verdict).toMatch(
    /^(Other programs took [^:]+: provisional\. )?With 10 rounds this machine can show a difference of [\d.]+ % \(/,
  );
  // Nothing is left in the folder that was only tried.
  expect(readdirSync(join(folder, 'results'))).toEqual([]);
});

test('--help has examples; wrong rounds are refused', async () => {
  expect((await kneepoint(['doctor', '--help'], folder)).stdout).toContain('Examples:');
  expect((await kneepoint(['doctor', '--rounds', '1'], folder)).status).toBe(2);
});
