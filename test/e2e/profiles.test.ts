/** Profiles of a task whose hot function is known, through the command line. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import type { CallFrame } from '../../src/analysis/profile-tree.js';
import { type Ended, kneepoint, ownFolder, type RunFiles, readRun, writeFiles } from '../support/cli.js';

const folder = ownFolder();

/** The types and the comment stand on lines that the bundle does not have. */
const TASK = `import { prepare } from './lib/prepare.ts';
interface Point {
  x: number;
}

/** Takes nearly all the time. */
function hotLoop(points: Point[]): number {
  let sum = 0;
  for (let i = 0; i < 4000; i++) for (const { x } of points) sum += Math.sqrt(x * i);
  return sum;
}

export default (count: number) => hotLoop(prepare(count));
`;
const LIBRARY = `type Made = { x: number }[];

export function prepare(count: number): Made {
  return Array.from({ length: count }, (_, x) => ({ x }));
}
`;

const FLAGS = '--workers 0,2 --executors threads,processes --iterations 1 --task-count 30 --warmup 0.05'.split(' ');
const PROFILE = ['--profile', '{"cpu":true,"heap":true}'];

describe('profiles of threads, processes and direct calls', () => {
  let ended: Ended;
  let run: RunFiles;

  beforeAll(async () => {
    writeFiles(folder, { 'points.ts': TASK, 'lib/prepare.ts': LIBRARY });
    ended = await kneepoint(
      ['./points.ts', '--task-args', '[2000]', ...FLAGS, ...PROFILE, '--verbose', '--out', 'first'],
      folder,
    );
    run = await readRun(join(folder, 'first'));
  });

  test('name the hot function first, at its own file and line', () => {
    expect(ended).toMatchObject({ status: 0, signal: null });
    const cpu = run.report.profiles.filter(({ kind }) => kind === 'cpu');
    expect(cpu.map(({ name, workers }) => [name, workers])).toEqual([
      ['sequential', 0],
      ['threads_2', 2],
      ['processes_2', 2],
    ]);
    for (const { name, rows } of cpu) {
      expect(rows[0], name).toMatchObject({ functionName: 'hotLoop', location: 'points.ts:7' });
      expect(rows[0]?.share, name).toBeGreaterThan(0.2);
    }
  });

  test('have the tree of calls, without what runs the task, beside that of the fewest workers', () => {
    const cpu = run.report.profiles.filter(({ kind }) => kind === 'cpu');
    expect(cpu.map(({ against }) => against)).toEqual([null, 'sequential', 'sequential']);
    for (const { name, calls } of cpu) {
      const hot = calls.find(({ functionName }) => functionName === 'hotLoop');
      expect(hot, name).toMatchObject({ location: 'points.ts:7', depth: 1 });
      expect(calls[calls.indexOf(hot as (typeof calls)[0]) - 1], name).toMatchObject({
        functionName: 'default',
        depth: 0,
      });
      if (name !== 'sequential') expect(hot?.baseShare, name).toBeGreaterThan(0.2);
      expect(
        calls.filter(({ location }) => /tinypool|unit-runner/.test(location)),
        name,
      ).toEqual([]);
    }
    expect(readdirSync(run.folder).filter((file) => file.startsWith('flame'))).toHaveLength(4);
  });

  test('tell who allocates, in a file of its own', () => {
    const heap = run.report.profiles.filter(({ kind }) => kind === 'heap');
    expect(heap).toHaveLength(3);
    for (const { name, rows } of heap) {
      const places = rows.filter(({ location }) => location.startsWith('lib/prepare.ts:')).map(({ self }) => self);
      expect(Math.max(...places), name).toBeGreaterThan(100_000);
    }
  });

  test('are files that a viewer opens at the author’s own source', () => {
    const files = run.report.profiles.flatMap((profile) => profile.files);
    expect(readdirSync(join(run.folder, 'profiles')).map((name) => `profiles/${name}`)).toEqual(files.toSorted());
    expect(files).toContain('profiles/threads_2__worker_1.cpuprofile');
    const [first] = files.filter((name) => name.endsWith('.cpuprofile'));
    const { nodes } = JSON.parse(readFileSync(join(run.folder, first as string), 'utf8')) as {
      nodes: { callFrame: CallFrame }[];
    };
    const hot = nodes.find(({ callFrame }) => callFrame.functionName === 'hotLoop')?.callFrame;
    expect(hot).toMatchObject({ url: pathToFileURL(join(folder, 'points.ts')).href, lineNumber: 6 });
  });

  test('come from trials of their own, which no figure uses', () => {
    expect(run.study.plan.trials).toHaveLength(3);
    expect(run.trials).toHaveLength(3);
    expect(run.report.cells.map(({ rounds, outcomes }) => [rounds, outcomes.completed])).toEqual(Array(3).fill([1, 1]));
    expect(ended.stderr).toMatch(/6 of 6: points processes_2, profile: profiled/);
  });

  test('are shown, and come back from the journal', async () => {
    expect(ended.stdout).toMatch(/CPU time by function, processes_2, 2 workers together\nfunction +place +self/);
    expect(ended.stdout).toMatch(/\nhotLoop +points\.ts:7 /);
    expect(readFileSync(join(run.folder, 'report.md'), 'utf8')).toMatch(/\| hotLoop \| points\.ts:7 \|/);
    expect((await kneepoint(['report', run.folder, '--verbose'], folder)).stdout).toBe(ended.stdout);
  });
});

test('a profiled trial that fails takes nothing away from the others', async () => {
  writeFiles(folder, {
    'late.mjs': `export default {
      run: ({ round }) => {
        if (round === 1) throw new RangeError('only in the profiled trial');
        return 1;
      },
    };`,
  });
  const flags = '--workers 0 --iterations 1 --task-count 5 --profile {"cpu":true} --out late'.split(' ');
  const { status } = await kneepoint(['./late.mjs', ...flags], folder);
  const { report } = await readRun(join(folder, 'late'));
  expect(status).toBe(3);
  expect(report.status).toBe('partial');
  expect(report.cells[0]?.outcomes).toMatchObject({ completed: 1, failed: 0 });
  expect(report.findings.find(({ code }) => code === 'profile-not-taken')?.text).toContain('only in the profiled');
});
