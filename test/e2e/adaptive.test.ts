/** A study with a budget, and failures that are allowed: what the supervisor does beyond a fixed plan. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { kneepoint, ownFolder, readRun, writeFiles } from '../support/cli.js';

const folder = ownFolder();

test('an adaptive study of a planted law measures on until its answer stands, and says so', async () => {
  const config = {
    executors: ['simulated'],
    simulated: { cpus: 16, lambda: 100, sigma: 0.1, kappa: 0.02, noise: 0.05 },
    workers: [0, 1, 2, 4, 8, 16],
    task_count: 100,
    budget: '1m',
  };
  writeFiles(folder, { 'budget.json': JSON.stringify(config) });
  const ended = await kneepoint(['--config', 'budget.json', '--out', 'budget', '--json'], folder);
  expect(ended.status, ended.stderr).toBe(0);
  const { trials, report, study } = await readRun(join(folder, 'budget'));
  expect(study.plan.trials).toEqual([]);
  expect(Math.max(...trials.map(({ round }) => round))).toBeGreaterThanOrEqual(4);
  expect(new Set(trials.map(({ cellId, round }) => `${cellId} ${round}`)).size).toBe(trials.length);
  expect(report.advice[0]?.workers).not.toBeNull();
  expect(report.status).toBe('valid');
  expect(report.findings).toContainEqual(
    expect.objectContaining({
      code: 'adaptive-stop',
      evidence: expect.objectContaining({ trials: trials.length, stopped: 'the answer stands' }),
    }),
  );
});

test('failed units up to an error rate leave a trial completed, and the advice holds them against the limit', async () => {
  writeFiles(folder, {
    'flaky.mjs':
      "export default { run: ({ index }) => { if (index % 10 === 3) throw new Error('every tenth'); return index; } };\n",
  });
  const args = ['flaky.mjs', '--workers', '0,2', '--task-count', '50', '--iterations', '1', '--quiet'];
  const rate = async (error_rate: number, out: string) => {
    const ended = await kneepoint(
      ['run', `./${args[0]}`, ...args.slice(1), '--limits', JSON.stringify({ error_rate }), '--out', out],
      folder,
    );
    return { status: ended.status, stderr: ended.stderr, ...(await readRun(join(folder, out))) };
  };
  const allowed = await rate(0.2, 'allowed');
  expect(allowed.status, allowed.stderr).toBe(0);
  for (const { outcome, measurement } of allowed.trials) {
    expect(outcome).toBe('completed');
    expect(measurement).toMatchObject({ unitsCompleted: 45, unitsFailed: 5 });
    expect(measurement?.unitErrors).toHaveLength(3);
    expect(measurement?.unitErrors?.[0]).toEqual({ phase: 'run', message: 'Error: every tenth', unit: 3 });
  }
  expect(allowed.report.status).toBe('valid');
  expect(allowed.report.findings).toContainEqual(
    expect.objectContaining({ code: 'units-failed', evidence: expect.objectContaining({ failedShare: 0.1 }) }),
  );
  expect(allowed.csvText).toMatch(/^sequential,.*,45,5,unit 3: Error: every tenth,/m);
  const refused = await rate(0, 'refused');
  expect(refused.status).toBe(3);
  expect(refused.stderr).toMatch(/^PARTIAL: .*\n.*every tenth/);
  expect(refused.trials.every(({ outcome }) => outcome === 'failed')).toBe(true);
});
