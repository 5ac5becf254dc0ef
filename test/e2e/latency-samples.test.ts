/** Single units from the config to the report. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { kneepoint, ownFolder, readRun, writeFiles } from '../support/cli.js';

const folder = ownFolder();

test('a study keeps as many units of each trial as it is asked for', async () => {
  const config = {
    task: 'queue',
    executors: ['simulated'],
    simulated: { cpus: 4, lambda: 100, sigma: 0, kappa: 0, noise: 0.05 },
    workers: [1, 2],
    iterations: 3,
    load: { kind: 'rate', per_second: [50], duration: 10, arrivals: 'uniform' },
    max_latency_samples: 20,
  };
  writeFiles(folder, { 'study.json': JSON.stringify(config) });
  const out = join(folder, 'out');
  const { status, stderr } = await kneepoint(['--config', 'study.json', '--out', out], folder);
  expect(status, stderr).toBe(0);
  const samples = (await readRun(out)).report.cells.map(({ latencySamples }) => latencySamples?.samples ?? []);
  expect(samples.map(({ length }) => length)).toEqual([20, 20]);
  for (const { unit, atSeconds } of samples.flat()) expect(atSeconds).toBeCloseTo(unit / 50, 5);
});
