/** A user's own task, with packages of its own, measured from a config that lies elsewhere. */
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { kneepoint, ownFolder, readRun, writeFiles } from '../support/cli.js';

const folder = ownFolder();

beforeAll(() => {
  writeFiles(folder, {
    'project/package.json': '{"name":"project","type":"module"}',
    'project/node_modules/modern/package.json': JSON.stringify({
      name: 'modern',
      type: 'module',
      exports: { './double': { import: './lib/double.js' } },
    }),
    'project/node_modules/modern/lib/double.js': 'export const double = (n) => 2 * n;\n',
    'project/node_modules/oldschool/package.json': '{"name":"oldschool","main":"./main.js"}',
    'project/node_modules/oldschool/main.js': 'exports.half = (n) => n / 2; exports.dir = __dirname;\n',
    'project/src/own.ts': 'export const offset: number = 5;\n',
    'project/src/data.txt': '37',
    'project/src/my-task.ts': `
      import { readFileSync } from 'node:fs';
      import { defineTask } from 'kneepoint';
      import { double } from 'modern/double';
      import { half } from 'oldschool';
      import { offset } from './own.js';
      const data = Number(readFileSync(new URL('./data.txt', import.meta.url), 'utf8'));
      interface State { readonly data: number }
      export default defineTask({
        args: [1],
        setup: (): State => ({ data }),
        run: ({ state, index }, size) => double(index) + half(size) + offset + state.data,
        verify: (result, { index }, size) => result === 2 * index + size / 2 + 5 + 37,
      });`,
    'project/src/plain.mjs': 'export default (text) => text.toUpperCase();\n',
    'project/src/plain.cjs': 'module.exports = (text) => text.toLowerCase();\n',
    'configs/my.json': JSON.stringify({
      task: '../project/src/my-task.ts',
      allow_outside: true,
      task_args: [8],
      task_count: 7,
      iterations: 1,
      workers: [0, 1, 2],
      executors: ['threads', 'processes'],
    }),
    'elsewhere/readme': '',
  });
});

describe('a TypeScript task', () => {
  test('finds its packages, its files and kneepoint, on threads and processes', async () => {
    const cwd = join(folder, 'elsewhere');
    const { status, stdout, stderr } = await kneepoint(['--config', '../configs/my.json', '--out', 'out'], cwd);
    expect(stderr).not.toMatch(/error/i);
    expect(status).toBe(0);
    expect(stdout).toContain('processes_2');
    const run = await readRun(join(cwd, 'out'));
    expect(run.trials).toHaveLength(5);
    expect(
      run.trials.every(({ outcome, measurement }) => outcome === 'completed' && measurement?.unitsCompleted === 7),
    ).toBe(true);
    expect(new Set(run.trials.map(({ measurement }) => JSON.stringify(measurement?.digest))).size).toBe(1);
    expect(run.study.tasks[0]).toMatchObject({ name: 'my-task', args: [8], deterministic: true });
  });
});

describe('a plain function', () => {
  test.each(['plain.mjs', 'plain.cjs'])('is a task: %s', async (file) => {
    const cwd = join(folder, 'elsewhere');
    const args = ['run', `../project/src/${file}`, '--task-args', '["Text"]', '--iterations', '1'];
    const { status, stderr } = await kneepoint([...args, '--task-count', '3', '--workers', '0,1', '--out', file], cwd);
    expect(stderr).not.toMatch(/error/i);
    expect(status).toBe(0);
    const { trials, report } = await readRun(join(cwd, file));
    expect(trials.map(({ outcome }) => outcome)).toEqual(['completed', 'completed']);
    // What kneepoint itself computes around units of microseconds is not the task's own parallelism.
    expect(report.findings.map(({ code }) => code)).not.toContain('internally-parallel');
  });
});
