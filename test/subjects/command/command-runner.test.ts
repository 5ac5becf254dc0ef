import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Program } from '../../../src/model/command.js';
import { markedProcesses } from '../../../src/run/system/marked-processes.js';
import { CommandRunner } from '../../../src/subjects/command/command-runner.js';
import { type RunFacts, type RunSpec, statusOf } from '../../../src/subjects/command/run-facts.js';
import { isRunning, processesWith } from '../../support/processes.js';

const folder = mkdtempSync(join(tmpdir(), 'kneepoint-command-'));
let runner: CommandRunner;
let runs = 0;

beforeAll(async () => {
  runner = await CommandRunner.open(tmpdir());
});

afterAll(() => {
  runner.close();
  rmSync(folder, { recursive: true });
});

function specOf(program: Program, more: Partial<RunSpec> = {}): RunSpec {
  const mark = `test-${process.pid}-${runs++}`;
  const rest = { cwd: folder, env: {}, input: null, output: 'pipe', timeoutSeconds: null, mayLeave: false } as const;
  return { program, ...rest, mark, ...more };
}

function shell(script: string, more: Partial<RunSpec> = {}): RunSpec {
  return specOf({ argv: ['/bin/sh', '-c', script] }, more);
}

async function run(spec: RunSpec): Promise<RunFacts> {
  const facts = await runner.start(spec).done;
  expect(processesWith(spec.mark)).toEqual([]);
  return facts;
}

describe('a run', () => {
  test('tells how it ended', async () => {
    expect(await run(specOf({ argv: ['true'] }))).toMatchObject({ exitCode: 0, exitSignal: null, stopped: null });
    expect(await run(shell('exit 7'))).toMatchObject({ exitCode: 7, exitSignal: null });
    const killed = await run(shell('kill -9 $$'));
    expect(killed).toMatchObject({ exitCode: null, exitSignal: 'SIGKILL', stopped: null });
    expect(statusOf(killed)).toBe(137);
  });

  test('takes as long as the command does', async () => {
    const { wallSeconds } = await run(specOf({ argv: ['sleep', '0.2'] }));
    expect(wallSeconds).toBeGreaterThanOrEqual(0.2);
  });

  test('sees its arguments as they are, and the name that it was called by', async () => {
    const argv = ['printf', '[%s]\\n', 'a b', '$HOME', '*', ''];
    expect((await run(specOf({ argv }))).lastLines).toEqual(['[a b]', '[$HOME]', '[*]', '[]']);
    expect((await run(shell('echo $0'))).lastLines).toEqual(['/bin/sh']);
  });

  test('gets a shell where it asks for one', async () => {
    const program = { shell: 'echo one | tr a-z A-Z && echo $WHAT' };
    const { lastLines } = await run(specOf(program, { env: { WHAT: 'two', SHELL: '/bin/sh' } }));
    expect(lastLines).toEqual(['ONE', 'two']);
  });

  test('has its folder, its input and its mark', async () => {
    writeFileSync(join(folder, 'in.txt'), 'from a file\n');
    const spec = shell('pwd; cat; echo "$KNEEPOINT_RUN"', { input: 'in.txt' });
    expect((await run(spec)).lastLines).toEqual([folder, 'from a file', spec.mark]);
    expect((await run(shell('cat; echo end'))).lastLines).toEqual(['end']);
  });

  test('may open /dev/stderr and /dev/stdout, which a socket would not let it', async () => {
    const { exitCode, lastLines } = await run(shell('echo a > /dev/stderr; echo b > /dev/stdout'));
    expect([exitCode, ...lastLines]).toEqual([0, 'a', 'b']);
  });

  test('keeps the last 20 lines of a long output, of both streams in their order', async () => {
    const { lastLines } = await run(shell('seq 1 200000; echo oops >&2; seq 1 18; echo "done" >&2'));
    expect(lastLines).toEqual(['oops', ...Array.from({ length: 18 }, (_, i) => String(i + 1)), 'done']);
  });

  test('does not see the last run in its output', async () => {
    await run(shell('echo first'));
    expect((await run(shell('echo second'))).lastLines).toEqual(['second']);
  });

  test('writes to a file, of which the last lines are kept too', async () => {
    const { lastLines } = await run(shell('seq 1 30', { output: { file: 'out.txt' } }));
    expect(readFileSync(join(folder, 'out.txt'), 'utf8')).toMatch(/^1\n2\n/);
    expect(lastLines[0]).toBe('11');
  });

  test('keeps errors when its output is thrown away', async () => {
    expect((await run(shell('echo out; echo error >&2', { output: 'null' }))).lastLines).toEqual(['error']);
  });
});

describe('what a run took', () => {
  test('CPU time of children that the command waited for counts', async () => {
    const burn = 'i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done';
    const { cpu } = await run(shell(`(${burn}); /bin/sh -c '${burn}'`));
    const idle = await run(shell('true'));
    expect(cpu?.userSeconds).toBeGreaterThan(0.05);
    expect(cpu?.sharedBy).toBe(1);
    expect(cpu?.resolutionSeconds).toBe(cpu?.source === 'rusage' ? 1e-6 : 0.01);
    expect(idle.cpu?.userSeconds).toBeLessThan(0.05);
  });

  test('runs beside each other have accounts of their own', async () => {
    const burn = 'i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done';
    const all = await Promise.all([run(shell(burn)), run(specOf({ argv: ['sleep', '0.02'] }))]);
    expect(all[0].cpu?.userSeconds).toBeGreaterThan(0.05);
    if (all[1].cpu?.sharedBy === 1) expect(all[1].cpu.userSeconds).toBeLessThan(0.05);
  });

  test('forty runs at once lose nothing: their accounts add up', async () => {
    const many = await CommandRunner.open(tmpdir(), 40);
    const before = many.accounts.read();
    const specs = Array.from({ length: 40 }, (_, i) =>
      shell(`echo ${i}; i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done`),
    );
    const all = await Promise.all(specs.map((spec) => many.start(spec).done));
    const spent = (many.accounts.read()?.userSeconds ?? 0) - (before?.userSeconds ?? 0);
    many.close();
    expect(all.map(({ lastLines }) => lastLines)).toEqual(all.map((_, i) => [String(i)]));
    expect(spent).toBeGreaterThan(0.1);
    expect(all.reduce((sum, { cpu }) => sum + (cpu?.userSeconds ?? 0), 0)).toBeCloseTo(spent, 6);
  });

  test("a small program's memory is its own, and not that of the process that starts it", async () => {
    const fresh = await CommandRunner.open(tmpdir());
    const { peaks } = await fresh.start(specOf({ argv: ['sleep', '0.1'] })).done;
    fresh.close();
    expect(peaks.rssBytes).toBeLessThan(2e7);
  });

  test('memory, processes and threads of the whole tree', async () => {
    const hold = `const held = Buffer.alloc(1e8, 1); setTimeout(() => process.exit(held.length === 1e8 ? 0 : 1), 700)`;
    const node = `'${process.execPath}' -e '${hold}'`;
    const { peaks } = await run(shell(`${node} & ${node} & wait`));
    expect(peaks.rssBytes).toBeGreaterThan(2e8);
    expect(peaks.processes).toBe(3);
    expect(peaks.threads).toBeGreaterThan(6);
    expect(peaks.samples).toBeGreaterThan(2);
    expect(peaks.longestGapSeconds).toBeGreaterThan(0);
  });
});

describe('a run that is ended', () => {
  test('by its timeout', async () => {
    const facts = await run(specOf({ argv: ['sleep', '60'] }, { timeoutSeconds: 0.05 }));
    expect(facts).toMatchObject({ exitSignal: 'SIGTERM', stopped: 'timeout' });
  });

  test('by an abort, also when it does not listen', async () => {
    const abort = new AbortController();
    const started = runner.start(
      shell('trap "" TERM; echo up; while :; do sleep 0.05; done', { signal: abort.signal }),
    );
    setTimeout(() => abort.abort(), 100);
    expect(await started.done).toMatchObject({ exitSignal: 'SIGKILL', stopped: 'aborted' });
  });

  test('by hand', async () => {
    const started = runner.start(specOf({ argv: ['sleep', '60'] }));
    started.kill();
    expect(await started.done).toMatchObject({ stopped: 'aborted' });
    expect(isRunning(started.pid as number)).toBe(false);
  });

  test('but no longer when it has ended: its id may be given out again', async () => {
    const abort = new AbortController();
    const started = runner.start(specOf({ argv: ['true'] }, { signal: abort.signal }));
    expect(await started.done).toMatchObject({ exitCode: 0, stopped: null });
    const kills = vi.spyOn(process, 'kill');
    started.kill();
    abort.abort();
    expect(kills).not.toHaveBeenCalled();
    kills.mockRestore();
  });
});

describe('what a run leaves behind', () => {
  test('nothing, when it waits for its children', async () => {
    expect((await run(shell('sleep 0.01 & wait'))).leftBehind).toEqual([]);
  });

  test('a child in the background is ended and named', async () => {
    const { leftBehind } = await run(shell('sleep 61 & exit 0'));
    expect(leftBehind).toEqual([{ pid: expect.any(Number), command: 'sleep 61', ended: true }]);
  });

  test('a daemon in a session of its own too', async () => {
    const { leftBehind, exitCode } = await run(shell('setsid sleep 62 & sleep 0.1; exit 0'));
    expect(leftBehind).toMatchObject([{ command: 'sleep 62', ended: true }]);
    expect(exitCode).toBe(0);
  });

  test('a whole tree of them', async () => {
    const { leftBehind } = await run(shell('for i in 1 2 3 4 5 6 7 8; do (setsid sleep 68 & sleep 68) & done; exit 0'));
    expect(leftBehind.length).toBeGreaterThanOrEqual(16);
    expect(leftBehind.every(({ ended }) => ended)).toBe(true);
  });

  test('a daemon that forgot its environment, but was seen with its parent', async () => {
    const { leftBehind } = await run(shell('setsid env -i sleep 63 & sleep 1'));
    expect(leftBehind).toMatchObject([{ command: 'sleep 63', ended: true }]);
  });

  test('one that does not listen to SIGTERM', async () => {
    const { leftBehind } = await run(shell(`setsid sh -c 'trap "" TERM; while :; do sleep 0.05; done' & sleep 0.1`));
    expect(leftBehind.length).toBeGreaterThan(0);
    expect(leftBehind.every(({ ended }) => ended)).toBe(true);
  });

  test('can be found by its mark while it runs', async () => {
    const started = runner.start(shell('sleep 65 & sleep 66', { mark: 'study-1/trial-2/0' }));
    await expect.poll(() => markedProcesses('/', 'study-1/').length).toBe(3);
    expect(markedProcesses('/', 'study-2/')).toEqual([]);
    started.kill();
    await started.done;
    expect(markedProcesses('/', 'study-1/')).toEqual([]);
  });

  test('but not what ends by itself right after it', async () => {
    expect((await run(shell('sleep 0.03 & exit 0'))).leftBehind).toEqual([]);
  });

  test('and never a run beside it', async () => {
    const other = runner.start(specOf({ argv: ['sleep', '0.5'] }));
    expect((await run(shell('sleep 64 & exit 0'))).leftBehind).toHaveLength(1);
    expect(await other.done).toMatchObject({ exitCode: 0, leftBehind: [] });
  });
});

describe('a command that cannot be run', () => {
  test.each([
    [{ program: { argv: ['no-such-program'] } }, 'there is no program "no-such-program" on the PATH'],
    [{ program: { argv: ['make -j4'] } }, 'each argument is a word of its own'],
    [{ program: { argv: ['./nowhere'] } }, 'there is no file "./nowhere"'],
    [{ program: { argv: ['/tmp'] } }, 'is a folder, not a program'],
    [{ program: { argv: [] } }, 'the command is empty'],
    [{ cwd: '/no/such/folder' }, 'the folder "/no/such/folder" does not exist'],
    [{ input: 'none.txt' }, 'the input file "none.txt" does not exist'],
    [{ input: '.' }, 'is a folder'],
    [{ output: { file: 'no/such/out.txt' } }, 'cannot open'],
  ])('%j is refused', (more, reason) => {
    expect(() => runner.start(specOf({ argv: ['true'] }, more as Partial<RunSpec>))).toThrow(reason);
  });

  test('a file that is no program', () => {
    writeFileSync(join(folder, 'notes'), 'echo hello\n', { mode: 0o644 });
    expect(() => runner.start(specOf({ argv: ['./notes'] }))).toThrow('lacks the permission');
  });

  test('a script whose interpreter is missing', async () => {
    const file = join(folder, 'script');
    writeFileSync(file, '#!/no/such/interpreter\n', { mode: 0o755 });
    await expect(runner.start(specOf({ argv: [file] })).done).rejects.toThrow('names an interpreter');
  });
});
