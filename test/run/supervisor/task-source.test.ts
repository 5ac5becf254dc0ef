import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { TaskProblem } from '../../../src/run/supervisor/task-problem.js';
import { prepareSource, syntaxProblem } from '../../../src/run/supervisor/task-source.js';
import { NODE, start } from '../../support/cli.js';
import { ModuleFolder } from '../../support/modules.js';

const modules = new ModuleFolder();
const bundles = new ModuleFolder();

/** Prepares a module and prints what its default export returns, in a Node of its own. */
async function resultOf(path: string): Promise<unknown> {
  const { moduleUrl } = await prepareSource(path, bundles.path);
  const script = 'const { default: run } = await import(process.argv[1]); process.stdout.write(JSON.stringify(run()));';
  const { stdout, stderr } = await start(NODE, ['--input-type=module', '-e', script, moduleUrl], bundles.path).ended;
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}

async function problemOf(path: string): Promise<TaskProblem> {
  const thrown = await prepareSource(path, bundles.path).catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(TaskProblem);
  return thrown as TaskProblem;
}

describe('JavaScript', () => {
  test('is imported from where it lies, unchanged', async () => {
    const text = 'export default () => 1;\n';
    const path = modules.write(text);
    expect(await prepareSource(path, bundles.path)).toEqual({
      moduleUrl: pathToFileURL(path).href,
      hash: createHash('sha256').update(text).digest('hex'),
    });
  });

  test('that was not imported for a syntax error has one with file, line and column', async () => {
    const fault = { phase: 'import' as const, message: 'SyntaxError: Unexpected token', stack: null, unit: null };
    const path = modules.write('const a = 1;\nexport default () => a +;\n');
    expect((await syntaxProblem(path, fault))?.where).toBe(`${path}:2:25`);
    expect(await syntaxProblem(path, { ...fault, message: 'Error: no' })).toBeNull();
    expect(await syntaxProblem(modules.write("import './other.mjs';\n"), fault)).toBeNull();
  });

  test('that is not there is refused', async () => {
    expect((await problemOf(`${modules.path}/gone.mjs`)).message).toContain('ENOENT');
  });
});

describe('TypeScript', () => {
  test('becomes one JavaScript file without types', async () => {
    modules.write('export const one: number = 1;\n', 'lib/one.ts');
    const path = modules.write(
      "import { one } from './lib/one.js';\nenum Two { two = 2 }\nexport default (): number => one + Two.two;\n",
      'enum.ts',
    );
    expect(await resultOf(path)).toBe(3);
    const { moduleUrl, hash } = await prepareSource(path, bundles.path);
    const text = readFileSync(fileURLToPath(moduleUrl), 'utf8');
    expect(dirname(fileURLToPath(moduleUrl))).toBe(bundles.path);
    expect(hash).toBe(createHash('sha256').update(text).digest('hex'));
  });

  test('finds packages from its own folder, by their exports, and does not bundle them', async () => {
    modules.addPackage('esm-only', {
      'package.json': '{"name":"esm-only","type":"module","exports":{".":{"import":"./in.js"},"./deep":"./deep.js"}}',
      'in.js': 'export const here = import.meta.url;\n',
      'deep.js': 'export default 2;\n',
    });
    modules.addPackage('@scope/common', {
      'package.json': '{"name":"@scope/common","main":"lib/a.js"}',
      'lib/a.js': 'exports.three = 3; exports.dir = __dirname;\n',
    });
    const path = modules.write(
      `import { here } from 'esm-only'; import two from 'esm-only/deep'; import { three, dir } from '@scope/common';
      export default () => [here, two, three, dir];`,
      'packages.ts',
    );
    expect(await resultOf(path)).toEqual([
      pathToFileURL(`${modules.path}/node_modules/esm-only/in.js`).href,
      2,
      3,
      `${modules.path}/node_modules/@scope/common/lib`,
    ]);
  });

  test('knows its own place, in each of its files', async () => {
    modules.write('export const inner: string = import.meta.url;\n', 'deep/inner.ts');
    const path = modules.write(
      `import { inner } from './deep/inner.js';
      export default () => [import.meta.url, inner, import.meta.dirname, import.meta.filename];`,
      'place.ts',
    );
    expect(await resultOf(path)).toEqual([
      pathToFileURL(path).href,
      pathToFileURL(`${modules.path}/deep/inner.ts`).href,
      modules.path,
      path,
    ]);
  });

  test('takes Node’s own modules with and without prefix', async () => {
    const path = modules.write(
      "import { sep } from 'path'; import { EOL } from 'node:os';\nexport default () => [sep, EOL];\n",
      'built-ins.ts',
    );
    expect(await resultOf(path)).toEqual(['/', '\n']);
  });

  test.each([
    ['in a later line', 'const a: number = 1;\n\nexport default () => a +;\n', '3:25'],
    ['in the first line', 'export default (): number => 1 +;\n', '1:33'],
    ['after a shebang', '#!/usr/bin/env node\nexport default (): number => 1 +;\n', '2:33'],
    [
      'of a missing package',
      "const a = 1;\nimport b from 'not-installed-at-all';\nexport default () => a + b;\n",
      '2:15',
    ],
  ])('with an error %s is refused with file, line and column', async (what, text, position) => {
    const path = modules.write(text, `${what.replaceAll(' ', '-')}.ts`);
    expect((await problemOf(path)).where).toBe(`${path}:${position}`);
  });

  test('with an error in another file names that file', async () => {
    modules.write('export const a = ;\n', 'other-file.ts');
    const path = modules.write("import { a } from './other-file.js';\nexport default () => a;\n", 'importer.ts');
    expect((await problemOf(path)).where).toMatch(/other-file\.ts:1:18$/);
  });

  test('with several errors tells how many', async () => {
    const path = modules.write("import a from 'gone-a';\nimport b from 'gone-b';\nexport default [a, b];\n", 'two.ts');
    expect((await problemOf(path)).what).toContain('(and 1 more)');
  });
});
