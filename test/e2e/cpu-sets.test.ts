/** `--cpus`: what runs in a set of CPUs says itself where it may run; no time decides. Linux with taskset. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readTopology } from '../../src/run/system/topology.js';
import { kneepoint, ownFolder, readRun, writeFiles } from '../support/cli.js';

const folder = ownFolder();
const machine = readTopology('/').length;
const SHORT = ['--iterations', '1', '--warmup', '0', '-q'];

/** How many CPUs a list such as `0-1,4` names. */
function sizeOf(list: string): number {
  return list.split(',').reduce((sum, range) => {
    const [first, last] = range.split('-').map(Number) as [number, number?];
    return sum + (last ?? first) - first + 1;
  }, 0);
}

describe.skipIf(machine < 2)('a set of CPUs', () => {
  test('holds for a command and all that it starts, and its journal tells', async () => {
    writeFiles(folder, { 'where.sh': 'sh -c "grep Cpus_allowed_list /proc/self/status" >> "$1"\n' });
    const command = ['--', 'sh', 'where.sh', 'w{workers}.txt'];
    const args = ['run', '--workers', '1,2', '--cpus', '1,2', ...SHORT, '--out', 'command', '--instance', 'm'];
    const { status, stderr } = await kneepoint([...args, ...command], folder);
    expect(status, stderr).toBe(0);
    for (const workers of [1, 2]) {
      const lists = readFileSync(join(folder, `w${workers}.txt`), 'utf8').matchAll(/list:\s*(\S+)/g);
      expect(new Set([...lists].map(([, list]) => sizeOf(list as string)))).toEqual(new Set([1, 2]));
    }
    const { report, study, csvText } = await readRun(join(folder, 'command'));
    expect(report.cells.map(({ name, cpus }) => [name, cpus])).toEqual([
      ['parallel_1@1cpu', 1],
      ['parallel_2@1cpu', 1],
      ['parallel_1@2cpu', 2],
      ['parallel_2@2cpu', 2],
    ]);
    expect(study.cpuSets?.map(({ cpus, list }) => [cpus, list.length])).toEqual([
      [1, 1],
      [2, 2],
    ]);
    expect(csvText.split('\n')[0]).toMatch(/,CPUs,/);
  });

  test('is a size of its instance', async () => {
    writeFiles(folder, { 'prices.json': '{"instances": {"m": {"per_hour": 1}}}' });
    const [run] = readdirSync(join(folder, 'command')).filter((name) => !name.endsWith('.csv'));
    const args = ['size', `command/${run}`, '--prices', 'prices.json', '--rate', '1', '--json'];
    const { stdout, stderr, status } = await kneepoint(args, folder);
    expect(status, stderr).toBe(0);
    const { options, shapes } = JSON.parse(stdout);
    expect(new Set(options.map(({ instance }: { instance: string }) => instance))).toEqual(
      new Set(['m, 1 CPU', 'm, 2 CPUs']),
    );
    expect(shapes).toEqual([expect.stringMatching(/^m, 1 CPU does .* of m, 2 CPUs: /)]);
  });

  test('holds for a task’s threads and processes, and a resumed run keeps it', async () => {
    writeFiles(folder, {
      'where.mjs': `import { appendFileSync, readFileSync } from 'node:fs';
        import { availableParallelism } from 'node:os';
        const list = () => /Cpus_allowed_list:\\s*(\\S+)/.exec(readFileSync('/proc/thread-self/status', 'utf8'))[1];
        export default (out) => { appendFileSync(out, list() + ' ' + availableParallelism() + '\\n'); };\n`,
    });
    const out = join(folder, 'seen.txt');
    const args = ['run', './where.mjs', '--task-args', JSON.stringify([out]), '--task-count', '4', '--cpus', '1'];
    const executors = ['--workers', '0,1,2', '--executors', 'threads,processes', '--out', 'task'];
    const started = await kneepoint([...args, ...executors, ...SHORT], folder);
    expect(started.status, started.stderr).toBe(0);
    const { folder: run, report, trials } = await readRun(join(folder, 'task'));
    const placements = trials.flatMap(({ measurement }) => measurement?.workers.map((one) => one.placement) ?? []);
    expect(placements.length).toBeGreaterThan(4);
    for (const placement of placements) expect(sizeOf(placement?.allowedCpus ?? '')).toBe(1);
    const own = readFileSync(out, 'utf8').trim().split('\n').slice(-12);
    expect(new Set(own.map((line) => line.split(' ')[1]))).toEqual(new Set(['1']));
    expect(report.cells.map(({ name }) => name)).toContain('processes_2@1cpu');

    const journal = join(run, 'journal.jsonl');
    const lines = readFileSync(journal, 'utf8').split('\n');
    writeFileSync(journal, `${lines.slice(0, 3).join('\n')}\n`);
    const resumed = await kneepoint(['resume', run, '-q'], folder);
    expect(resumed.status, resumed.stderr).toBe(0);
    expect((await readRun(join(folder, 'task'))).report.cells.map(({ rounds }) => rounds)).toEqual([1, 1, 1, 1, 1]);
  });

  test('a fraction holds by a quota of CPU time, or is refused before anything runs', async () => {
    const args = ['run', '--workers', '1', '--cpus', '0.5', ...SHORT, '--out', 'half', '--', 'sh', '-c'];
    const { status, stderr } = await kneepoint([...args, 'cat /proc/self/cgroup > cgroup.txt'], folder);
    if (status === 2) {
      expect(stderr).toContain('needs a control group with a quota');
      expect(existsSync(join(folder, 'cgroup.txt'))).toBe(false);
    } else {
      expect(status, stderr).toBe(0);
      expect(readFileSync(join(folder, 'cgroup.txt'), 'utf8')).toMatch(/\/kneepoint-\d+-\d+$/m);
    }
  });

  test('a service is within its trial’s quota, with what it starts', async () => {
    writeFiles(folder, {
      'shows.cjs': `const shown = require('node:child_process').execFileSync('cat', ['/proc/self/cgroup']);
        require('node:http').createServer((_, answer) => answer.end(shown)).listen(process.env.PORT, '127.0.0.1');`,
      'asks.mjs': `import { readFileSync } from 'node:fs';
        const group = (text) => /\\/kneepoint-\\d+-\\d+$/m.exec(text)?.[0];
        export default { deterministic: false, run: async ({ services, workers }) => {
          const theirs = group(await (await fetch(services.service.url)).text());
          // Before the first trial there is no quota yet.
          if (theirs !== group(readFileSync('/proc/self/cgroup', 'utf8'))) throw new Error('another group');
          return theirs === undefined ? 'free' : 'held';
        } };`,
      'quota.json': JSON.stringify({
        ...{ task: './asks.mjs', task_count: 2, iterations: 1, warmup: 0, workers: [0], cpus: [0.5], out: 'quota' },
        service: { command: ['node', 'shows.cjs'] },
      }),
    });
    const { status, stderr } = await kneepoint(['--config', 'quota.json'], folder);
    if (status === 2) expect(stderr).toContain('needs a control group with a quota');
    else expect(status, stderr).toBe(0);
  });
});

test.each([
  [['--cpus', '4096'], /cpus: a set of 4096 CPUs is asked for, and \d+ CPUs? (is|are) available here/],
  [['--cpus', '0'], /expected numbers of CPUs above 0/],
])('%s is refused with status 2, before anything runs', async (flags, message) => {
  const args = ['run', '--workers', '1', ...flags, '--out', 'none', '--', 'sh', '-c', 'echo > ran.txt'];
  const { status, stderr } = await kneepoint(args, folder);
  expect(stderr).toMatch(message);
  expect(status).toBe(2);
  expect(existsSync(join(folder, 'ran.txt'))).toBe(false);
  expect(existsSync(join(folder, 'none'))).toBe(false);
});

test('so is a set where there is no taskset', async () => {
  const args = ['run', '--workers', '1', '--cpus', '1', '--out', 'none', '--', process.execPath, '-e', '0'];
  const { status, stderr } = await kneepoint(args, folder, { PATH: folder });
  expect(stderr).toContain('taskset (package util-linux)');
  expect(status).toBe(2);
});
