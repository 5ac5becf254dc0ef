/** `kneepoint init`: what it writes runs at once, and it overwrites nothing. */
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { kneepoint, NODE, ownFolder, readRun, start, writeFiles } from '../support/cli.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const folder = ownFolder();
const read = (path: string) => readFileSync(join(folder, path), 'utf8');

describe('in a folder without kneepoint', () => {
  test('writes a config and a task that run, and says what to do next', async () => {
    const { status, stdout, stderr } = await kneepoint(['init', 'new/study'], folder);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('Written: new/study/kneepoint.jsonc, new/study/my-task.ts');
    expect(stdout).toMatch(/npm install --save-dev \S+/);
    expect(read('new/study/kneepoint.jsonc')).not.toContain('$schema');
    const quick = /^ {2}node (.*main\.js) (run --config new\/study\/kneepoint.jsonc --quick)$/m.exec(stdout);
    const [, main = '', command = ''] = quick ?? [];
    const run = await start(NODE, [main, ...command.split(' '), '--workers', '0,1,2'], folder).ended;
    expect(run.stderr).not.toMatch(/error:/);
    expect(run.status).toBe(0);
    const { report, trials } = await readRun(join(folder, 'results'));
    expect(trials.map(({ outcome }) => outcome)).toEqual(Array(6).fill('completed'));
    expect(report.study.tasks[0]).toMatchObject({ name: 'my-task', args: [1_000_000] });
  });

  test('overwrites nothing, and then writes nothing', async () => {
    writeFiles(folder, { 'half/my-task.ts': 'mine' });
    const { status, stdout, stderr } = await kneepoint(['init', 'half'], folder);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/half: there is a my-task\.ts already; name another folder/);
    expect(read('half/my-task.ts')).toBe('mine');
    expect(() => read('half/kneepoint.jsonc')).toThrow('ENOENT');
  });

  test('tells of a folder that cannot be', async () => {
    writeFiles(folder, { file: '' });
    const { status, stderr } = await kneepoint(['init', 'file/below'], folder);
    expect(status).toBe(2);
    expect(stderr).toContain('it is not a folder');
  });

  test.runIf(process.platform === 'linux')('does not try for ever where nobody can make a folder', async () => {
    const { status, stderr } = await kneepoint(['init', '/proc/no-such-process/bench'], folder);
    expect([status, stderr]).toEqual([2, expect.stringMatching(/cannot be written \(\w+\); name another folder/)]);
  });
});

describe('in a project that has kneepoint', () => {
  test('names its schema; test/long/package.test.ts holds the task against the types', async () => {
    writeFiles(folder, { 'project/package.json': '{"type": "module"}', 'project/node_modules/.keep': '' });
    symlinkSync(ROOT, join(folder, 'project/node_modules/kneepoint'));
    const { status, stdout } = await kneepoint(['init'], join(folder, 'project'));
    expect(status).toBe(0);
    expect(stdout).not.toContain('npm install');
    const schema = /"\$schema": "(.*)"/.exec(read('project/kneepoint.jsonc'))?.[1] ?? '';
    expect(JSON.parse(readFileSync(join(folder, 'project', schema), 'utf8'))).toHaveProperty('properties.task');
  });
});
