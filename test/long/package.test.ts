/** The package as a user installs it: into an empty project, from the file that npm publishes. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { NODE, ownFolder, readRun, start, writeFiles } from '../support/cli.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const folder = ownFolder();
const project = join(folder, 'project');

beforeAll(async () => {
  writeFiles(folder, {
    'project/package.json': '{"name":"project","private":true,"type":"module"}',
    'project/my-task.ts': `import { defineTask, runStudy, type Report } from 'kneepoint';
export default defineTask({
  args: [100],
  setup: () => ({ factor: 2 }),
  run: ({ state, rng }, size) => state.factor * size + rng.int(0, 0),
  verify: (result, _context, size) => result === 2 * size,
});
export const statusOf = async (): Promise<Report['status']> => (await runStudy({ task: 'sum' })).report.status;
`,
    'project/wrong-task.ts': `import { defineTask } from 'kneepoint';
export default defineTask({ args: [100], run: (_context, size) => size.toUpperCase() });
`,
  });
  // Scripts are for the checkout: the build is there, for "npm test" makes it first.
  await npm(['pack', '--ignore-scripts', '--pack-destination', folder], ROOT);
  const [tarball] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  await npm(['install', '--prefer-offline', '--no-audit', '--no-fund', join(folder, tarball as string)], project);
}, 240_000);

describe('an installed kneepoint', () => {
  test('measures a TypeScript task of the project', async () => {
    const bin = join(project, 'node_modules', '.bin', 'kneepoint');
    const args = ['run', './my-task.ts', '--workers', '0,1,2', '--task-count', '5', '--iterations', '1'];
    const { status, stdout, stderr } = await start('npx', ['kneepoint', ...args], project, onPath()).ended;
    expect(existsSync(bin)).toBe(true);
    expect(stderr).not.toMatch(/error:/i);
    expect(status).toBe(0);
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^results\/my-task__\S+\.csv$/);
    const { trials } = await readRun(join(project, 'results'));
    expect(trials.map(({ outcome }) => outcome)).toEqual(['completed', 'completed', 'completed']);
  });

  test('runs a study that it brings, and says what an algorithm needs that is not here', async () => {
    const study = 'node_modules/kneepoint/studies/sign-verify';
    const quickly = ['--workers', '1', '--executors', 'threads', '--window', '100ms', '--window-warmup', '10ms', '-q'];
    const run = (config: string, algorithm: string) =>
      start(
        'npx',
        [
          'kneepoint',
          '--config',
          `${study}/${config}`,
          '--only',
          `algorithm=${algorithm}`,
          ...quickly,
          '--out',
          'study',
        ],
        project,
        { ...onPath(), XDG_CACHE_HOME: folder },
      ).ended;
    const { status, stderr } = await run('minute.jsonc', 'Ed25519');
    expect(status, stderr).toBe(0);
    const { report } = await readRun(join(project, 'study'));
    expect(report.cells.map(({ point, executor }) => [point?.algorithm, point?.operation, executor])).toEqual([
      ['Ed25519', 'sign', 'threads'],
      ['Ed25519', 'verify', 'threads'],
    ]);
    if (/^v2[0-3]\./.test(process.version)) {
      const refused = await run('reduced.jsonc', 'ML-DSA-44');
      expect(refused.status).toBe(2);
      const { peerDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
      const peer = `@oqs/liboqs-js@${peerDependencies['@oqs/liboqs-js']}`;
      expect(refused.stderr).toContain('algorithm ML-DSA-44 cannot run here: it needs Node 24.6 or later');
      expect(refused.stderr).toContain(`npm install ${peer}`);
    }
  });

  test('holds what it needs, and not what made it', () => {
    const files = readdirSync(join(project, 'node_modules', 'kneepoint'));
    expect(files).toEqual(expect.arrayContaining(['main.js', 'dist', 'package.json', 'example_configs', 'studies']));
    const licences = readFileSync(join(project, 'node_modules/kneepoint/dist/THIRD_PARTY_LICENSES.txt'), 'utf8');
    for (const bundled of ['zod', 'commander', 'pure-rand'])
      expect(licences).toMatch(new RegExp(`^${bundled} \\d`, 'm'));
    for (const outside of ['src', 'test', 'results', '.ci']) expect(files).not.toContain(outside);
    const { scripts } = JSON.parse(readFileSync(join(project, 'node_modules/kneepoint/package.json'), 'utf8'));
    // npm warns of packages that have these.
    for (const script of ['preinstall', 'install', 'postinstall', 'prepare'])
      expect(scripts).not.toHaveProperty(script);
  });

  test('holds every file that its documents link to', () => {
    const root = join(project, 'node_modules', 'kneepoint');
    const documents = [
      'README.md',
      'CHANGELOG.md',
      ...['docs', 'studies'].flatMap((part) =>
        readdirSync(join(root, part), { recursive: true }).map((name) => `${part}/${name}`),
      ),
    ];
    const links = documents
      .filter((name) => name.endsWith('.md'))
      .flatMap((name) => linksOf(join(root, name)).map((link) => join(dirname(name), link)));
    expect(links).toContain('docs/python-tester.md');
    expect(links.filter((link) => !existsSync(join(root, link)))).toEqual([]);
  });

  test('gives types that hold for a task, and refuse a wrong one', async () => {
    const { status } = await start('npx', ['kneepoint', 'init', 'begun'], project, onPath()).ended;
    expect(status).toBe(0);
    const right = await typecheck('my-task.ts', 'begun/my-task.ts');
    expect(right.stdout).toBe('');
    expect(right.status).toBe(0);
    const wrong = await typecheck('wrong-task.ts');
    expect(wrong.stdout).toMatch(/wrong-task\.ts\(2,\d+\): error TS2339: Property 'toUpperCase'/);
  }, 240_000);
});

/** Relative targets of a Markdown file's links and pictures. */
function linksOf(file: string): string[] {
  const targets = [...readFileSync(file, 'utf8').matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(
    ([, target]) => target as string,
  );
  return targets.filter((target) => !/^[a-z]+:/.test(target));
}

function typecheck(...files: readonly string[]) {
  const compiler = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const options = ['--noEmit', '--strict', '--target', 'es2023', '--module', 'nodenext'];
  return start(NODE, [compiler, ...options, ...files], project).ended;
}

async function npm(args: readonly string[], cwd: string): Promise<void> {
  const { status, stdout, stderr } = await start('npm', args, cwd, onPath()).ended;
  if (status !== 0) throw new Error(`npm ${args[0]} ended with ${status}:\n${stdout}\n${stderr}`);
}

/** The Node under test first, so that npx runs it. */
function onPath(): NodeJS.ProcessEnv {
  return { PATH: `${dirname(NODE)}:${process.env.PATH}` };
}
