import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadStudy } from '../../src/config/study.js';
import { context, folder, load, messageOf, write } from './loading.js';

write('nested/my-task.ts', 'export default () => 1;');
write('nested/plain', 'no extension');
write('sort', 'a file named like a built-in');

const taskOf = (task: string) => load('nested/config.json', JSON.stringify({ task })).study.tasks[0];
const refusalOf = (task: string) => messageOf(() => taskOf(task));

describe('a task', () => {
  it('is a built-in where its name has no slash', () => {
    expect(taskOf('sort')).toMatchObject({
      name: 'sort',
      given: 'sort',
      subject: { kind: 'module', path: '/builtin/sort.js' },
    });
  });

  it.each(['./my-task.ts', 'my-task.ts', '../nested/my-task.ts', join(folder, 'nested', 'my-task.ts')])(
    'is a path relative to the config file: %s',
    (given) => {
      const subject = { kind: 'module', path: join(folder, 'nested', 'my-task.ts') };
      expect(taskOf(given)).toEqual({ name: 'my-task', given, args: null, subject });
    },
  );

  it('is a path relative to the working directory for a flag and a positional', () => {
    const subject = { kind: 'module', path: join(folder, 'nested', 'my-task.ts') };
    const config = write('nested/other.json', '{"task": "sum"}');
    for (const request of [{ flags: { task: './nested/my-task.ts' } }, { flags: {}, task: 'nested/my-task.ts' }]) {
      expect(loadStudy({ ...context, config, ...request }).study.tasks[0]?.subject).toEqual(subject);
    }
  });

  it('names the resolved path of what is missing, and what was meant', () => {
    expect(refusalOf('./my-tsk.ts')).toContain('my-tsk.ts" does not exist; did you mean "my-task.ts"?');
    expect(refusalOf('./my-tsk.ts')).toContain(join(folder, 'nested', 'my-tsk.ts'));
    expect(refusalOf('./my-task')).toContain('does not exist; did you mean "my-task.ts"?');
    expect(refusalOf('./')).toContain('is a folder');
    expect(refusalOf('./plain')).toContain('does not end in .js, .mjs, .cjs, .ts, .mts, .cts');
    expect(refusalOf('./\0.ts')).toContain('cannot be read');
    expect(refusalOf(`./${'x'.repeat(300)}.ts`)).toMatch(/does not exist|cannot be read/);
  });

  it('lists the built-ins for a name that comes near none', () => {
    expect(refusalOf('zzz')).toContain('unknown task "zzz"; built-in tasks: sort, sum, password');
    expect(refusalOf('__proto__')).toContain('unknown task "__proto__"');
  });
});
