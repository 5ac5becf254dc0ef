/** The example configs of commands, as a fresh clone has them: each runs at once, and measures what it says. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { kneepoint, ownFolder, readRun } from '../support/cli.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const folder = ownFolder();
const configs = readdirSync(join(ROOT, 'example_configs/commands')).filter((name) => name.endsWith('.jsonc'));

const EXECUTORS: { readonly [config: string]: string } = {
  'compression.jsonc': 'copies',
  'flaky.jsonc': 'knob',
  'pool-size.jsonc': 'knob',
  'sharp-copies.jsonc': 'copies',
  'vitest.jsonc': 'knob',
};

test('example_configs/services/workers.json', async () => {
  const args = ['--config', 'example_configs/services/workers.json', '--workers', '1,2', '--quick', '-q'];
  const { status, stderr } = await kneepoint([...args, '--out', join(folder, 'services')], ROOT);
  expect(status, stderr).toBe(0);
  const { report } = await readRun(join(folder, 'services'));
  expect(report.cells.map(({ executor, workers }) => [executor, workers])).toEqual([
    ['service', 1],
    ['service', 2],
  ]);
});

test('there is a row in this test for each', () => {
  expect(configs.toSorted()).toEqual(Object.keys(EXECUTORS));
});

// One round with few workers: nobody waits for minutes here.
test.each(configs)('example_configs/commands/%s', async (name) => {
  const quickly = ['--workers', '1,2', '--iterations', '1', '--warmup', '0', '--budget', 'none'];
  if (name === 'compression.jsonc') quickly.push('--only', 'level=1');
  const args = ['--config', `example_configs/commands/${name}`, ...quickly, '-q', '--out', join(folder, name)];
  const { status, stderr } = await kneepoint(args, ROOT);
  expect(status, stderr).toBe(0);
  const { report } = await readRun(join(folder, name));
  expect(report.cells.map(({ executor, workers, rounds }) => [executor, workers, rounds])).toEqual([
    [EXECUTORS[name], 1, 1],
    [EXECUTORS[name], 2, 1],
  ]);
  expect(report.cells.every(({ command }) => (command?.wallSeconds?.value ?? 0) > 0)).toBe(true);
});
