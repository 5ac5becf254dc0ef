/**
 * Every built-in task on every executor with both ways to hand units out: all trials complete, and all
 * compute the same. The config holds the Python tester's keys alone; flags add what it did not have.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { kneepoint, ownFolder, readRun, writeFiles } from '../support/cli.js';
import { csvRows } from '../support/csv.js';

const folder = ownFolder();
const UNITS = 4;

/** Arguments that make a unit tiny. */
const ARGS: { readonly [task: string]: readonly unknown[] } = {
  sum: [1000],
  multi: [1000],
  io: [0.01],
  zip: [0.01],
  tensor: [4, 2, 2],
  sort: [1000],
  matrix: [5],
  img: [['small.png']],
  password: [1, 2, [6, 8], 0.5],
  random: ['sum', 'sort', 'crypto-sign'],
  'crypto-sign': ['Ed25519', 'sign', 1],
  http: ['/'],
};

const SERVER = "require('node:http').createServer((_, answer) => answer.end()).listen(process.env.PORT, '127.0.0.1')";

const tasks = readdirSync(new URL('../../tasks/', import.meta.url))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.replace(/\.ts$/, ''));

beforeAll(async () => {
  const pixels = { width: 64, height: 48, channels: 3, background: 'teal' } as const;
  await sharp({ create: { ...pixels, noise: { type: 'gaussian', mean: 128, sigma: 40 } } }).toFile(
    join(folder, 'small.png'),
  );
});

test('every built-in task is here', () => {
  expect(tasks.sort()).toEqual(Object.keys(ARGS).sort());
});

// Side by side: what is asserted does not depend on how fast it was.
describe.concurrent.each(tasks)('%s', (task) => {
  test.each(['pool', 'self'])('computes the same everywhere with dispatch %s', async (dispatch) => {
    const name = `${task}-${dispatch}`;
    writeFiles(folder, { [`${name}.json`]: JSON.stringify(pythonConfig(task)) });
    const { status, stderr } = await kneepoint(
      ['--config', `${name}.json`, '--executors', 'threads,processes', '--dispatch', dispatch].concat([
        '--warmup',
        '0',
        '--out',
        name,
      ]),
      folder,
    );
    expect(stderr).not.toMatch(/error|failed/i);
    expect(status).toBe(0);
    const { trials, csvText, report } = await readRun(join(folder, name));
    expect(trials).toHaveLength(5);
    for (const { outcome, measurement, cellId } of trials) {
      expect({ cellId, outcome, units: measurement?.unitsCompleted }).toEqual({
        cellId,
        outcome: 'completed',
        units: UNITS,
      });
    }
    expect(new Set(trials.map(({ measurement }) => JSON.stringify(measurement?.digest))).size).toBe(1);
    expect(trials[0]?.measurement?.digest).not.toBeNull();
    expect(report.status).toBe('valid');
    const rows = csvRows(csvText).map((row) => row.Name);
    expect(rows).toEqual(['sequential', 'threads_1', 'threads_2', 'processes_1', 'processes_2']);
  });
});

/** As the Python tester's README gives it, in small figures. */
function pythonConfig(task: string): object {
  return {
    iterations: 1,
    task,
    task_args: ARGS[task],
    ...(task === 'http' && { service: { command: [process.execPath, '-e', SERVER] } }),
    task_count: UNITS,
    workers: [0, 1, 2],
    wait_time_after_runner: 0.0,
    wait_time_after_iteration: 0.0,
    gc_after_iteration: true,
    multiprocessing_start_method: 'spawn',
  };
}
