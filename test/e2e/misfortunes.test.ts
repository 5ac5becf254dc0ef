/** What goes wrong while it is measured: recorded, told, and survived. Files synchronise; nothing sleeps for luck. */
import { existsSync, readdirSync, readFileSync, watch } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { kneepoint, ownFolder, readRun, startKneepoint, writeFiles } from '../support/cli.js';
import { csvRows } from '../support/csv.js';

const folder = ownFolder();

/**
 * Writes its process ids to a file when it runs in the executor under test, then waits for ever; in other
 * processes, and in the preflight, it ends at once. `seen` counts its calls: the preflight makes two.
 */
const WAITS = `
  import { appendFileSync, existsSync, writeFileSync, renameSync } from 'node:fs';
  import { isMainThread } from 'node:worker_threads';
  export default {
    deterministic: false,
    run: async ({ scratch }, where, signal) => {
      const isHere = where === 'worker' ? !isMainThread : scratch.includes('trial-');
      if (!isHere || existsSync(signal)) return;
      writeFileSync(signal + '.new', JSON.stringify({ pid: process.pid, ppid: process.ppid }));
      renameSync(signal + '.new', signal);
      await new Promise(() => setInterval(() => {}, 1000));
    },
  };`;

/** Resolves with a file's text once it is there. */
async function appears(path: string): Promise<string> {
  const watcher = watch(folder, { recursive: true });
  try {
    await new Promise<void>((resolve) => {
      watcher.on('change', () => existsSync(path) && resolve());
      if (existsSync(path)) resolve();
    });
    return readFileSync(path, 'utf8');
  } finally {
    watcher.close();
  }
}

/** True while a process runs; one that has ended and was not yet reaped does not. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** Process ids of a host's group that still run. */
function processesOfGroup(group: number): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => groupOf(pid) === group && isRunning(pid));
}

/** Field 5 of /proc/PID/stat, after the name, which may hold anything. */
function groupOf(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]);
  } catch {
    return null;
  }
}

/** Starts trials whose unit in a worker tells its process by `signal`, and then waits. */
function startWaiting(
  signal: string,
  { workers, iterations, out }: { workers: string; iterations: string; out: string },
) {
  const units = ['--task-args', JSON.stringify(['worker', signal]), '--task-count', '4', '--warmup', '0'];
  const plan = ['--workers', workers, '--iterations', iterations, '--plan-order', 'listed', '--out', out];
  return startKneepoint(['run', './waits.mjs', ...units, ...plan], folder);
}

describe('a host that is killed', () => {
  test('loses its trial alone: the others go on, and every output says so', async () => {
    writeFiles(folder, { 'waits.mjs': WAITS });
    const signal = join(folder, 'killed.json');
    const { ended } = startWaiting(signal, { workers: '0,1,2', iterations: '2', out: 'killed' });
    const { pid } = JSON.parse(await appears(signal));
    process.kill(pid, 'SIGKILL');
    const { status, stdout, stderr } = await ended;
    expect(status).toBe(3);
    expect(stderr).toMatch(/lost/);
    expect(stdout).toMatch(/lost/i);
    const run = await readRun(join(folder, 'killed'));
    expect(run.isWhole).toBe(true);
    expect(run.trials.map(({ outcome }) => outcome)).toEqual(['completed', 'lost', ...new Array(4).fill('completed')]);
    expect(run.trials[1]?.fault).toMatchObject({ phase: 'run', message: expect.stringContaining('SIGKILL') });
    expect(run.trials[1]?.measurement).toBeNull();
    expect(run.report.status).toBe('partial');
    expect(csvRows(run.csvText).map(({ Name, Completed, Lost }) => [Name, Completed, Lost])).toEqual([
      ['sequential', '2', '0'],
      ['parallel_1', '1', '1'],
      ['parallel_2', '2', '0'],
    ]);
    expect(processesOfGroup(pid)).toEqual([]);
  });
});

describe('a worker process that is killed', () => {
  test('fails its trial, and leaves no process', async () => {
    writeFiles(folder, { 'waits.mjs': WAITS.replace('!isMainThread', 'process.env.TINYPOOL_WORKER_ID !== undefined') });
    const signal = join(folder, 'worker.json');
    const { ended } = startKneepoint(
      ['run', './waits.mjs', '--executors', 'processes', '--task-args', JSON.stringify(['worker', signal])].concat([
        '--task-count',
        '4',
        '--warmup',
        '0',
        '--workers',
        '2',
        '--iterations',
        '2',
        '--out',
        'worker',
      ]),
      folder,
    );
    const { pid, ppid } = JSON.parse(await appears(signal));
    process.kill(pid, 'SIGKILL');
    expect((await ended).status).toBe(3);
    const { trials } = await readRun(join(folder, 'worker'));
    expect(trials.map(({ outcome }) => outcome)).toEqual(['failed', 'completed']);
    expect(trials[0]?.fault?.message).toContain('SIGKILL');
    expect(processesOfGroup(ppid)).toEqual([]);
  });
});

describe('a trial beyond its timeout', () => {
  test('is ended and recorded, and the others go on', async () => {
    const signal = join(folder, 'late.json');
    writeFiles(folder, { 'late.mjs': WAITS });
    const { status } = await kneepoint(
      [
        'run',
        './late.mjs',
        '--task-args',
        JSON.stringify(['host', signal]),
        '--task-count',
        '2',
        '--warmup',
        '0',
      ].concat(['--workers', '0', '--iterations', '2', '--timeout', '3', '--out', 'late']),
      folder,
    );
    expect(status).toBe(3);
    const { trials } = await readRun(join(folder, 'late'));
    expect(trials.map(({ outcome }) => outcome)).toEqual(['timed_out', 'completed']);
    expect(trials[0]?.fault?.message).toContain('"timeout"');
    expect(isRunning(JSON.parse(readFileSync(signal, 'utf8')).pid)).toBe(false);
  });
});

describe.each(['SIGINT', 'SIGTERM'] as const)('%s', (name) => {
  test('ends the study at once with a partial report, and leaves no process', async () => {
    const signal = join(folder, `${name}.json`);
    writeFiles(folder, { 'waits.mjs': WAITS });
    const { child, ended } = startWaiting(signal, { workers: '0,1,2', iterations: '2', out: name });
    const { pid } = JSON.parse(await appears(signal));
    child.kill(name);
    const { status, stdout } = await ended;
    expect(status).toBe(name === 'SIGINT' ? 130 : 143);
    const run = await readRun(join(folder, name));
    expect(run.trials.map(({ outcome }) => outcome)).toEqual(['completed', 'interrupted']);
    expect(run.isWhole).toBe(true);
    expect(run.report.status).toBe('partial');
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/\.csv$/);
    expect(csvRows(run.csvText).find(({ Name }) => Name === 'parallel_1')?.Interrupted).toBe('1');
    expect(processesOfGroup(pid)).toEqual([]);
  });
});

describe('a supervisor that is killed', () => {
  test('takes its host along, and its journal is whole up to there', async () => {
    const signal = join(folder, 'orphan.json');
    writeFiles(folder, { 'waits.mjs': WAITS });
    const { child, ended } = startWaiting(signal, { workers: '0,1', iterations: '1', out: 'orphan' });
    const { pid } = JSON.parse(await appears(signal));
    child.kill('SIGKILL');
    // Its pipes close when its last descendant that holds them has ended.
    expect((await ended).signal).toBe('SIGKILL');
    await expect.poll(() => processesOfGroup(pid), { timeout: 30_000 }).toEqual([]);
    const [run] = readdirSync(join(folder, 'orphan'));
    const again = await kneepoint(['report', join('orphan', run as string)], folder);
    expect(again.status).toBe(3);
    const { report, trials } = await readRun(join(folder, 'orphan'));
    expect(trials.map(({ outcome }) => outcome)).toEqual(['completed']);
    expect(report.status).toBe('partial');
  });
});

describe('a unit that goes wrong', () => {
  const FAILS = `
    export default {
      args: ['none'],
      run: ({ index }, how) => {
        if (how === 'throws' && index === 3) throw new RangeError('three is too many');
        if (how === 'null' && index === 3) throw null;
        if (how === 'exits' && index === 3) process.exit(9);
        if (how === 'crashes' && index === 3) process.abort();
        return index;
      },
      verify: (result, _context, how) => how !== 'wrong' || result !== 3,
    };`;

  test.each([
    ['throws', /RangeError: three is too many/],
    ['null', /threw null/],
    ['wrong', /verify found the result wrong/],
  ])('%s: its trials fail on every worker count, with the reason', async (how, message) => {
    writeFiles(folder, { 'fails.mjs': FAILS });
    const { status, stdout, stderr } = await kneepoint(
      ['run', './fails.mjs', '--task-args', JSON.stringify([how]), '--task-count', '5', '--workers', '0,2'].concat([
        '--iterations',
        '1',
        '--warmup',
        '0',
        '--executors',
        'threads,processes',
        '--out',
        how,
      ]),
      folder,
    );
    expect(status).toBe(3);
    expect(stderr).toMatch(message);
    expect(stdout).toMatch(/failed/i);
    const { trials, report } = await readRun(join(folder, how));
    expect(trials.map(({ outcome }) => outcome)).toEqual(['failed', 'failed', 'failed']);
    expect(trials.every(({ fault }) => fault?.unit === 3)).toBe(true);
    expect(report.status).toBe('partial');
    expect(report.cells.every(({ speedup, throughput }) => speedup === null && throughput === null)).toBe(true);
  });

  test.each(['exits', 'crashes'])('%s: no trial completes, none hangs', async (how) => {
    writeFiles(folder, { 'fails.mjs': FAILS });
    const { status } = await kneepoint(
      ['run', './fails.mjs', '--task-args', JSON.stringify([how]), '--task-count', '5', '--workers', '0,1'].concat([
        '--iterations',
        '1',
        '--warmup',
        '0',
        '--executors',
        'threads,processes',
        '--out',
        how,
      ]),
      folder,
    );
    expect(status).toBe(3);
    const { trials, report } = await readRun(join(folder, how));
    expect(trials).toHaveLength(3);
    expect(trials.every(({ outcome }) => outcome === 'lost' || outcome === 'failed')).toBe(true);
    expect(report.status).toBe('partial');
  });
});

describe('results that differ from the sequential reference', () => {
  test('make the result invalid, and no speedup is told', async () => {
    writeFiles(folder, {
      'varies.mjs': "import { isMainThread } from 'node:worker_threads';\nexport default () => isMainThread;\n",
    });
    const args = [
      'run',
      './varies.mjs',
      '--task-count',
      '5',
      '--workers',
      '0,1',
      '--iterations',
      '1',
      '--out',
      'varies',
    ];
    const { status, stdout } = await kneepoint(args, folder);
    expect(status).toBe(3);
    const { report } = await readRun(join(folder, 'varies'));
    expect(report.findings.map(({ code }) => code)).toContain('wrong-result');
    expect(report.cells.find(({ workers }) => workers === 1)?.speedup).toBeNull();
    expect(stdout).toMatch(/wrong result/);
    expect(report.status).toBe('invalid');
  });

  test('equal results are not called wrong, however V8 holds their numbers', async () => {
    writeFiles(folder, {
      'shapes.mjs': 'export default { run: ({ index }) => ({ mean: index % 2 === 0 ? index : index + 0.5 }) };\n',
    });
    const args = [
      'run',
      './shapes.mjs',
      '--task-count',
      '9',
      '--workers',
      '0,1,2,3',
      '--iterations',
      '1',
      '--out',
      'shapes',
    ];
    expect((await kneepoint(args, folder)).status).toBe(0);
  });
});
