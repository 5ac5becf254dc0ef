/**
 * A test for your own project: it fails when the recommended number of workers changes. Run it with
 * `node --test recommended-workers.test.mjs`, or copy it into a test of Vitest.
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runStudy } from 'kneepoint';

let out;
before(async () => {
  out = await mkdtemp(join(tmpdir(), 'recommended-workers-'));
});
after(() => rm(out, { recursive: true }));

test('a law whose peak is at 5 workers: 4 have 97 % of it, and are recommended', async () => {
  const { report } = await runStudy({
    executors: ['simulated'],
    simulated: { cpus: 16, lambda: 100, sigma: 0, kappa: 0.04, noise: 0.01 },
    workers: [0, 1, 2, 3, 4, 5, 6, 8],
    iterations: 10,
    out,
  });
  const [advice] = report.advice;
  assert.equal(advice.verdict, 'recommended', advice.reason);
  assert.equal(advice.workers, 4);
});

test('a task that waits: 4 workers, not 1', async () => {
  const trials = [];
  const { report, paths } = await runStudy(
    {
      // Your own module stands here.
      task: fileURLToPath(new URL('../tasks/wait.ts', import.meta.url)),
      taskArgs: [40],
      taskCount: 12,
      workers: [1, 4],
      iterations: 5,
      warmup: 0,
      out,
    },
    { on: (event) => event.kind === 'trial-end' && trials.push(event.record.outcome) },
  );
  assert.equal(report.status, 'valid');
  assert.deepEqual(trials, Array(10).fill('completed'));
  assert.ok(paths.csv.startsWith(out));
  const [advice] = report.advice;
  assert.equal(advice.verdict, 'recommended', advice.reason);
  assert.equal(advice.workers, 4);
});
