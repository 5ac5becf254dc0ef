/** The library, as a program of its own uses it: events, an abort, results as data, and not a word printed. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { NODE, ownFolder, readRun, start, writeFiles } from '../support/cli.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const LIBRARY = pathToFileURL(join(ROOT, 'dist/src/index.js')).href;
const folder = ownFolder();

/** Runs a program that imports the library as `kneepoint`; what it wrote to its channel comes back. */
async function program(name: string, text: string) {
  const told = join(folder, `${name}.json`);
  writeFiles(folder, {
    [`${name}.mjs`]: `import { writeFileSync } from 'node:fs';
      import * as kneepoint from ${JSON.stringify(LIBRARY)};
      const tell = (value) => writeFileSync(${JSON.stringify(told)}, JSON.stringify(value));
      ${text}`,
  });
  const ended = await start(NODE, [`${name}.mjs`], folder).ended;
  // Nothing printed; and the process ended by itself, with nothing left open.
  expect(ended).toEqual({ status: 0, signal: null, stdout: '', stderr: '' });
  return JSON.parse(readFileSync(told, 'utf8'));
}

describe('runStudy', () => {
  test('tells all that happens, and gives what the journal gives again', async () => {
    const told = await program(
      'whole',
      `const events = [];
      const options = { task: 'sum', taskArgs: [1000], taskCount: 5, workers: [0, 2], iterations: 2, warmup: 0, out: 'whole' };
      const { report, end, paths } = await kneepoint.runStudy(options, { on: ({ kind }) => events.push(kind) });
      const again = await kneepoint.analyse(await kneepoint.readRecording(paths.folder));
      tell({ events, status: report.status, end, paths, same: JSON.stringify(again) === JSON.stringify(report) });`,
    );
    expect(told).toMatchObject({ status: 'valid', same: true, end: { interruptedBy: null } });
    // On a machine that is slow today the preflight has its say before.
    const events = told.events.filter((kind: string) => kind !== 'preflight');
    expect([events[0], events.at(-1)]).toEqual(['study-start', 'study-end']);
    expect(told.events.filter((kind: string) => kind === 'trial-end')).toHaveLength(4);
    expect((await readRun(join(folder, 'whole'))).csv).toBe(told.paths.csv);
  });

  test('leaves no process of its preparation beside the trials', async () => {
    writeFiles(folder, { 'typed.ts': 'export default (limit: number): number => limit;' });
    const children = await program(
      'alone',
      `import { readFileSync } from 'node:fs';
      let children = [];
      const on = ({ kind }) => {
        if (kind !== 'study-start') return;
        const ids = readFileSync('/proc/self/task/' + process.pid + '/children', 'utf8').trim().split(' ');
        children = ids.map((id) => readFileSync('/proc/' + id + '/cmdline', 'utf8').replaceAll('\\0', ' '));
      };
      const options = { task: './typed.ts', taskArgs: [5], taskCount: 5, workers: [0], iterations: 1, out: 'alone' };
      await kneepoint.runStudy(options, { on });
      tell(children);`,
    );
    // The watchdog sleeps until the supervisor ends.
    expect(children).toEqual([expect.stringContaining('watchdog-process.cjs')]);
  });

  test('ends when it is told to, with what there is by then', async () => {
    const told = await program(
      'aborted',
      `const controller = new AbortController();
      const on = ({ kind }) => kind === 'trial-end' && controller.abort('enough');
      const options = { task: 'sum', taskArgs: [1000], taskCount: 5, workers: [0, 1], iterations: 50, out: 'aborted' };
      const { report, end } = await kneepoint.runStudy(options, { on, signal: controller.signal });
      tell({ status: report.status, interruptedBy: end.interruptedBy });`,
    );
    expect(told).toEqual({ status: 'partial', interruptedBy: 'enough' });
    expect((await readRun(join(folder, 'aborted'))).trials).toHaveLength(1);
  });

  test('rejects with errors that have names', async () => {
    const told = await program(
      'wrong',
      `const nameOf = (options) => kneepoint.runStudy({ out: 'wrong', ...options }).catch(({ name }) => name);
      writeFileSync('broken.mjs', "throw new Error('planted')");
      writeFileSync('a-file', '');
      tell([
        await nameOf({ task: 'sum', iterations: -1 }),
        await nameOf({ task: './broken.mjs' }),
        await nameOf({ task: 'sum', workers: [0], out: 'a-file/below' }),
        await kneepoint.runStudy({ task: 'sum', taskConut: 5, limits: { p99_Ms: 5 } }).catch(({ message }) => message),
      ]);`,
    );
    expect(told).toEqual([
      'ConfigError',
      'TaskProblem',
      'StoreError',
      expect.stringMatching(
        /unknown key "taskConut"; did you mean "taskCount"\?\nunknown key "p99_Ms" in limits; did you mean "p99Ms"\?/,
      ),
    ]);
  });
});

test('the example of a test asserts recommended worker counts, and passes', async () => {
  const example = join(ROOT, 'example_configs/api/recommended-workers.test.mjs');
  const { status, stdout } = await start(NODE, ['--test', '--test-reporter=tap', example], folder).ended;
  expect(stdout).toMatch(/^# pass 2$/m);
  expect(status).toBe(0);
});
