/** Disks that are full, folders that cannot be written to: told, with status 5, and what was measured stays. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readJournal } from '../../src/store/read-journal.js';
import { kneepoint, MAIN, NODE, ownFolder, readRun, start, writeFiles } from '../support/cli.js';

const folder = ownFolder();

const CONFIG = {
  executors: ['simulated'],
  simulated: { cpus: 8, lambda: 100, sigma: 0.1, kappa: 0.02, noise: 0.05 },
  workers: [0, 1, 2, 4],
  iterations: 5,
};

beforeAll(async () => {
  writeFiles(folder, { 'study.json': JSON.stringify(CONFIG) });
  expect((await kneepoint(['--config', 'study.json', '--out', 'whole', '-q'], folder)).status).toBe(0);
});

/** The sizes of the files of the run that had room enough, in bytes. */
function sizes() {
  const [run = ''] = readdirSync(join(folder, 'whole')).filter((name) => !name.endsWith('.csv'));
  const size = (name: string) => statSync(join(folder, 'whole', run, name)).size;
  const line = readFileSync(join(folder, 'whole', run, 'journal.jsonl'), 'utf8').indexOf('\n') + 1;
  return { study: line, journal: size('journal.jsonl'), largest: Math.max(size('report.json'), size('report.html')) };
}

/** The folder of the only run below `out`. */
function runIn(out: string): string {
  const [run = ''] = readdirSync(join(folder, out)).filter((name) => !name.endsWith('.csv'));
  return join(out, run);
}

/** Runs kneepoint with a limit on the size of each file, which fails writes as a full disk does. */
function limited(bytes: number, args: readonly string[]) {
  const script = `ulimit -f ${Math.floor(bytes / 1024)}; exec "$@"`;
  return start('bash', ['-c', script, 'bash', NODE, MAIN, ...args], folder).ended;
}

describe('no room for the journal', () => {
  test('ends the run with status 5; every record before stays, and the run can go on', async () => {
    const { study, journal } = sizes();
    const { status, stderr } = await limited((study + journal) / 2, ['--config', 'study.json', '--out', 'small', '-q']);
    expect(status, stderr).toBe(5);
    expect(stderr).toMatch(/cannot write to the journal .*journal\.jsonl: the file would be larger than/);
    const { recording, tornBytes } = await readJournal(join(folder, runIn('small'), 'journal.jsonl'));
    expect(recording.trials.length).toBeGreaterThan(0);
    expect(recording.trials.length).toBeLessThan(20);
    expect(tornBytes).toBe(0);
    const resumed = await kneepoint(['resume', runIn('small'), '-q'], folder);
    expect(resumed.status, resumed.stderr).toBe(0);
    const [small, whole] = await Promise.all(['small', 'whole'].map((out) => readRun(join(folder, out))));
    expect(small?.report.cells).toEqual(whole?.report.cells);
  });
});

describe('no room for a report', () => {
  test('ends with status 5 and its name; the journal and the reports that fit are whole', async () => {
    const { journal, largest } = sizes();
    expect(largest).toBeGreaterThan(journal + 2048);
    const { status, stderr } = await limited(journal + 1024, ['--config', 'study.json', '--out', 'tight', '-q']);
    expect(status, stderr).toBe(5);
    expect(stderr).toMatch(/cannot write .*report\.(json|html): the file would be larger than/);
    expect(existsSync(`${join(folder, runIn('tight'))}.csv`)).toBe(true);
    expect(readdirSync(join(folder, runIn('tight'))).filter((name) => name.endsWith('.new'))).toEqual([]);
    expect((await kneepoint(['report', runIn('tight'), '-q'], folder)).status).toBe(0);
    expect((await readRun(join(folder, 'tight'))).report.status).toBe('valid');
  });
});

describe.skipIf(!existsSync('/dev/full'))('no room for what is printed', () => {
  const printed = (redirection: string, out: string) =>
    start('bash', ['-c', `"$@" ${redirection}`, 'bash', NODE, MAIN, '--config', 'study.json', '--out', out], folder)
      .ended;

  test('on standard error, or none at all: the run goes on without progress', async () => {
    const ended = await Promise.all([printed('2>/dev/full', 'mute'), printed('2>&-', 'closed')]);
    for (const [i, out] of ['mute', 'closed'].entries()) {
      expect(ended[i]?.status).toBe(0);
      expect(ended[i]?.stdout).toContain('.csv');
      expect((await readRun(join(folder, out))).isWhole).toBe(true);
    }
  });

  test('on standard output: status 5 and the reason, after all files are written', async () => {
    const { status, stderr } = await printed('>/dev/full', 'unseen');
    expect(status).toBe(5);
    expect(stderr).toMatch(/error: standard output could not be written to \(ENOSPC\)/);
    expect(stderr).not.toMatch(/\n {4}at /);
    expect((await readRun(join(folder, 'unseen'))).isWhole).toBe(true);
  });
});

const SMALL_DISK = join(folder, 'disk');
mkdirSync(SMALL_DISK);
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'kneepoint-test', SMALL_DISK]).status === 0;
afterAll(() => {
  if (mounted) spawnSync('umount', [SMALL_DISK]);
});

// The limit on file sizes shows the same everywhere; this is the real thing where it is permitted.
describe.skipIf(!mounted)('a real disk of 64 KiB', () => {
  test('that fills up ends the run with status 5, and the records before are readable', async () => {
    const config = { ...CONFIG, iterations: 200 };
    writeFiles(folder, { 'long.json': JSON.stringify(config) });
    const { status, stderr } = await kneepoint(['--config', 'long.json', '--out', 'disk', '-q'], folder);
    expect(status, stderr).toBe(5);
    expect(stderr).toMatch(/the disk is full/);
    const [run] = readdirSync(SMALL_DISK).filter((name) => existsSync(join(SMALL_DISK, name, 'journal.jsonl')));
    if (run === undefined) return;
    const bytes = readFileSync(join(SMALL_DISK, run, 'journal.jsonl'));
    expect(bytes.length).toBeLessThan(64 * 1024);
  });

  test('that fills up in the trials keeps each that was told', async () => {
    spawnSync('mount', ['-o', 'remount,size=96k', SMALL_DISK]);
    writeFiles(folder, { 'five.json': JSON.stringify({ ...CONFIG, iterations: 12 }) });
    const { status, stderr } = await kneepoint(['--config', 'five.json', '--out', 'disk', '-q'], folder);
    expect(status, stderr).toBe(5);
    const runs = readdirSync(SMALL_DISK).filter((name) => existsSync(join(SMALL_DISK, name, 'journal.jsonl')));
    const { recording } = await readJournal(join(SMALL_DISK, runs.at(-1) as string, 'journal.jsonl'));
    expect(recording.trials.length).toBeGreaterThan(0);
    expect((await kneepoint(['report', join('disk', runs.at(-1) as string), '--json'], folder)).status).toBe(5);
  });
});

describe('a place that cannot be written to is told before anything is measured', () => {
  const TASK =
    "import { appendFileSync } from 'node:fs';\nexport default { run: ({ scratch }, where) => { if (scratch.includes('trial-')) appendFileSync(where, 'x'); } };\n";

  test.each([
    ['below a file', 'file/results'],
    ['in a file system that takes no files', '/proc/results'],
  ])('%s', async (name, out) => {
    writeFiles(folder, { file: 'precious', 'task.mjs': TASK });
    const marker = join(folder, `${name}.measured`);
    const args = ['run', './task.mjs', '--task-args', JSON.stringify([marker]), '--task-count', '2', '--workers', '0'];
    const { status, stderr } = await kneepoint([...args, '--iterations', '1', '--warmup', '0', '--out', out], folder);
    expect(status, stderr).toBe(5);
    expect(stderr).toContain('cannot make a folder for the results in');
    expect(existsSync(marker)).toBe(false);
    expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('precious');
  });

  test.skipIf(!mounted)('on a disk mounted read-only', async () => {
    spawnSync('mount', ['-o', 'remount,ro', SMALL_DISK]);
    const { status, stderr } = await kneepoint(['--config', 'study.json', '--out', 'disk/results', '-q'], folder);
    expect(status).toBe(5);
    expect(stderr).toMatch(/the file system is read-only; choose another place with --out/);
  });
});

test('an output that exists is never overwritten by another run', async () => {
  mkdirSync(join(folder, 'twice'));
  const runs = [1, 2, 3].map(() => kneepoint(['--config', 'study.json', '--out', 'twice', '-q'], folder));
  const names = (await Promise.all(runs)).map(({ status, stdout }) => {
    expect(status).toBe(0);
    return stdout.trim();
  });
  expect(new Set(names).size).toBe(3);
  expect(readdirSync(join(folder, 'twice'))).toHaveLength(6);
  const [first = ''] = names;
  writeFileSync(join(folder, first), 'edited');
  expect((await kneepoint(['--config', 'study.json', '--out', 'twice', '-q'], folder)).status).toBe(0);
  expect(readFileSync(join(folder, first), 'utf8')).toBe('edited');
});

describe('an environment that lets nothing be done is told with its cause, and is no bug', () => {
  const TASK = 'export default () => 1;\n';
  const within = (script: string, args: readonly string[]) =>
    start('bash', ['-c', `${script}; exec "$@"`, 'bash', NODE, MAIN, ...args], folder).ended;
  const flags = ['--workers', '0,1', '--task-count', '2', '--iterations', '1', '--warmup', '0', '-q'];

  test.each([
    [
      'no folder for temporary files',
      'export TMPDIR=/nowhere',
      /no temporary file can be made in "\/nowhere": there is no such folder;.*TMPDIR/,
    ],
    [
      'a working directory that is gone',
      'mkdir gone && cd gone && rmdir ../gone',
      /error: the working directory is gone/,
    ],
    [
      'so few open files that nothing can be started',
      'ulimit -n 22',
      /no process could be started to look at it: too many files are open; raise "ulimit -n"/,
    ],
  ])('%s', async (_, script, told) => {
    writeFiles(folder, { 'any.mjs': TASK });
    const { status, stderr } = await within(script, ['run', join(folder, 'any.mjs'), ...flags]);
    expect([status, stderr]).toEqual([2, expect.stringMatching(told)]);
    expect(stderr).not.toMatch(/bug|\n {4}at /);
  });

  test('a simulated study needs no temporary file', async () => {
    const { status, stderr } = await within('export TMPDIR=/nowhere', [
      '--config',
      'study.json',
      '--out',
      'no-tmp',
      '-q',
    ]);
    expect(status, stderr).toBe(0);
  });

  test('Yarn’s Plug’n’Play is refused by name', async () => {
    writeFiles(folder, { 'pnp.cjs': "Object.defineProperty(process.versions, 'pnp', { value: '3' });" });
    const { status, stderr } = await within('export NODE_OPTIONS="--require ./pnp.cjs"', ['--config', 'study.json']);
    expect([status, stderr]).toEqual([
      2,
      expect.stringMatching(/Plug'n'Play is not supported.*nodeLinker: node-modules/),
    ]);
  });
});
