/** A matrix over a task's arguments: measured, cut, resumed, and refused where its module alone can tell. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { kneepoint, ownFolder, readRun, writeFiles } from '../support/cli.js';

const folder = ownFolder();

writeFiles(folder, {
  'task.mjs':
    "export default { argNames: ['kind', 'size'], args: ['x', 1], run: (_, kind, size) => kind + ' ' + size };",
  'study.json': JSON.stringify(
    {
      task: './task.mjs',
      matrix: { size: [10, 100], kind: ['a', 'b'], exclude: [{ size: 100, kind: 'b' }] },
      ...{ workers: [0, 1], iterations: 1, task_count: 3, warmup: 0, machine_ceiling: false, probes: false },
    },
    null,
    1,
  ),
});

test('every point has rows, a curve and an answer of its own, and the run is named after the task', async () => {
  const out = join(folder, 'whole');
  const { status, stderr } = await kneepoint(['run', '--config', 'study.json', '-q', '--out', out], folder);
  expect(status, stderr).toBe(0);
  const { folder: run, csvText, report } = await readRun(out);
  expect(run).toMatch(/whole\/task__/);
  expect(report.cells.map(({ name, point, args }) => [name, point, args])).toEqual([
    ['size=10 a:sequential', { size: 10, kind: 'a' }, ['a', 10]],
    ['size=10 a:parallel_1', { size: 10, kind: 'a' }, ['a', 10]],
    ['size=10 b:sequential', { size: 10, kind: 'b' }, ['b', 10]],
    ['size=10 b:parallel_1', { size: 10, kind: 'b' }, ['b', 10]],
    ['size=100 a:sequential', { size: 100, kind: 'a' }, ['a', 100]],
    ['size=100 a:parallel_1', { size: 100, kind: 'a' }, ['a', 100]],
  ]);
  expect(report.curves.map(({ task, point }) => [task, point?.size])).toEqual([
    ['size=10 a', 10],
    ['size=10 b', 10],
    ['size=100 a', 100],
  ]);
  expect(report.answers).toHaveLength(3);
  expect(csvText).toContain('size=10 a:parallel_1,1,"size=10, kind=a: a, 10",3,');
});

test('a name that is no argument of the task is refused with line and column, before anything is measured', async () => {
  const typo = ['run', './task.mjs', '--matrix', 'sise=10', '--out', join(folder, 'none')];
  expect(await kneepoint(typo, folder)).toMatchObject({
    status: 2,
    stderr: 'error: --matrix: the task has no argument "sise"; did you mean "size"?\n',
  });
  writeFiles(folder, { 'wrong.json': '{\n  "task": "./task.mjs",\n  "matrix": { "knd": ["a"] }\n}' });
  const { status, stderr } = await kneepoint(['--config', 'wrong.json', '--out', join(folder, 'none')], folder);
  expect(status).toBe(2);
  expect(stderr).toBe('error: wrong.json:3:15: the task has no argument "knd"; did you mean "kind"?\n');
});

test('a value that the task refuses is told at its place', async () => {
  const matrix = '{ "algorithm": ["Ed25519"], "operation": ["sign", "verfiy"] }';
  writeFiles(folder, { 'value.json': `{\n  "task": "crypto-sign",\n  "matrix": ${matrix}\n}` });
  const { status, stderr } = await kneepoint(['--config', 'value.json', '--out', join(folder, 'none')], folder);
  expect(status).toBe(2);
  expect(stderr).toMatch(/^error: value\.json:3:63: its arguments make no sense at the point .*operation must be/);
});
