/**
 * The Python tester's ten config files, every key and argument as there. Flags cut counts and rests, so that a
 * run takes seconds: one unit with one worker, beside the two that a run tries beforehand.
 */
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, expect, test } from 'vitest';
import { kneepoint, ownFolder, readRun, writeFiles } from '../support/cli.js';
import { csvRows } from '../support/csv.js';
import { PYTHON_PICTURE, PYTHON_TASKS, pythonConfig } from '../support/python-configs.js';

const CUT =
  '--iterations 1 --task-count 1 --workers 1 --warmup 0 --wait-time-after-runner 0 --wait-time-after-iteration 0';
/** What begins the CSV there, but for two titles. */
const COLUMNS = [
  'Name',
  'Workers',
  'Job details',
  'Job count',
  'Time: init',
  'Time: work',
  'Time: task avg',
  'Time: total',
];
const folder = ownFolder();

beforeAll(async () => {
  const { file, width, height } = PYTHON_PICTURE;
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
  await sharp({ create: { width, height, channels: 3, background: 'teal', noise } }).toFile(join(folder, file));
});

// One after the other: a unit of zip takes 200 MiB.
test.each(PYTHON_TASKS)('%s.json runs as it is', async (task) => {
  writeFiles(folder, { [`${task}.json`]: JSON.stringify(pythonConfig(task), null, 4) });
  const { status, stderr } = await kneepoint(
    ['--config', `${task}.json`, '--plan-order', 'listed', '--out', task, ...CUT.split(' ')],
    folder,
  );
  expect(stderr).not.toMatch(/error|failed/i);
  expect(status).toBe(0);
  const { trials, csvText, report } = await readRun(join(folder, task));
  expect(trials).toMatchObject([{ outcome: 'completed', measurement: { unitsCompleted: 1 } }]);
  expect(trials[0]?.measurement?.digest).not.toBeNull();
  expect(report.study.tasks[0]?.args).toEqual(pythonConfig(task).task_args);
  const [row] = csvRows(csvText);
  expect(row).toMatchObject({ Name: 'parallel_1', Workers: '1', 'Job count': '1' });
  expect(Object.keys(row ?? {}).slice(0, COLUMNS.length)).toEqual(COLUMNS);
});
