import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadStudy, studyFromConfig } from '../../src/config/study.js';
import { context, folder, load, messageOf, write } from './loading.js';

write('project/package.json', '{}');
write('project/tasks/inside.mjs', 'export default () => 1;');
write('repository/packages/one/package.json', '{}');
mkdirSync(join(folder, 'repository/.git'));
write('repository/shared/task.mjs', 'export default () => 1;');
write('outside.mjs', 'export default () => 1;');
write('bare/inside.mjs', 'export default () => 1;');
symlinkSync(join(folder, 'outside.mjs'), join(folder, 'project/tasks/link.mjs'));
symlinkSync(join(folder, 'project/tasks/inside.mjs'), join(folder, 'project/alias.mjs'));

const config = (task: string, more: object = {}) => JSON.stringify({ task, ...more });
const OUTSIDE = /lies outside the config's project .*--allow-outside/;

describe('the task of a config file', () => {
  it.each([
    ['project/configs/a.json', '../tasks/inside.mjs'],
    ['project/configs/a.json', join(folder, 'project/tasks/inside.mjs')],
    ['project/configs/a.json', '../alias.mjs'],
    ['repository/packages/one/a.json', '../../shared/task.mjs'],
    ['bare/a.json', './inside.mjs'],
  ])('of %s may be %s: it lies in its project', (file, task) => {
    expect(load(file, config(task)).study.tasks[0]?.given).toBe(task);
  });

  it.each([
    ['project/configs/a.json', '../../outside.mjs'],
    ['project/configs/a.json', join(folder, 'outside.mjs')],
    ['project/configs/a.json', '../tasks/link.mjs'],
    ['repository/packages/one/a.json', '../../../outside.mjs'],
    ['bare/a.json', '../outside.mjs'],
  ])('of %s may not be %s, unless that is allowed', (file, task) => {
    expect(messageOf(() => load(file, config(task)))).toMatch(OUTSIDE);
    expect(messageOf(() => load(file, config(task)))).toMatch(/^.*a\.json:1:9: /);
    expect(load(file, config(task, { allow_outside: true })).study.tasks[0]?.given).toBe(task);
    expect(load(file, config(task), { flags: { allow_outside: true } }).study.tasks[0]?.given).toBe(task);
  });
});

describe('a task that the user names', () => {
  it('may lie anywhere', () => {
    writeFileSync(join(folder, 'project/b.json'), config('sort'));
    const request = { ...context, cwd: join(folder, 'project'), config: 'b.json', flags: {} };
    expect(loadStudy({ ...request, task: '../outside.mjs' }).study.tasks[0]?.given).toBe('../outside.mjs');
    expect(loadStudy({ ...request, flags: { task: '../outside.mjs' } }).study.tasks[0]?.given).toBe('../outside.mjs');
    const api = studyFromConfig({ task: '../outside.mjs' }, { ...context, cwd: join(folder, 'project') });
    expect(api.study.tasks[0]?.given).toBe('../outside.mjs');
  });
});
