import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { endProcess, markedProcesses } from '../../../src/run/system/marked-processes.js';
import { CommandRunner } from '../../../src/subjects/command/command-runner.js';
import { type HookSpec, runHook } from '../../../src/subjects/command/hooks.js';

const folder = mkdtempSync(join(tmpdir(), 'kneepoint-hooks-'));
let runner: CommandRunner;
beforeAll(async () => {
  runner = await CommandRunner.open(tmpdir());
});
afterAll(() => {
  runner.close();
  rmSync(folder, { recursive: true });
});

function specOf(script: string, more: Partial<HookSpec> = {}): HookSpec {
  const program = { argv: ['/bin/sh', '-c', script] };
  return { program, cwd: folder, env: {}, timeoutSeconds: null, mark: `hook-test-${process.pid}`, ...more };
}

describe('hooks', () => {
  test('do their work in the folder and with the environment of the runs', async () => {
    expect(await runHook(runner, 'prepare', specOf('echo "$WHAT" > made', { env: { WHAT: 'it' } }))).toBeNull();
    expect(readFileSync(join(folder, 'made'), 'utf8')).toBe('it\n');
  });

  test('a failure names the hook, the command, the reason and the last lines of both streams', async () => {
    expect(await runHook(runner, 'setup', specOf('echo one; echo two >&2; exit 3'))).toEqual({
      hook: 'setup',
      command: "/bin/sh -c 'echo one; echo two >&2; exit 3'",
      reason: 'ended with status 3',
      lastLines: ['one', 'two'],
    });
    expect(await runHook(runner, 'conclude', specOf('kill -9 $$'))).toMatchObject({ reason: 'was ended by SIGKILL' });
    expect(await runHook(runner, 'cleanup', specOf('sleep 60', { timeoutSeconds: 0.05 }))).toMatchObject({
      reason: 'did not end in its time',
    });
  });

  test('one that does not exist has failed', async () => {
    const spec = specOf('', { program: { argv: ['no-such-hook'] } });
    expect(await runHook(runner, 'setup', spec)).toMatchObject({ reason: expect.stringContaining('"no-such-hook"') });
  });

  test('a server that it starts goes on', async () => {
    const mark = `hook-server-${process.pid}`;
    expect(await runHook(runner, 'setup', specOf('sleep 67 > /dev/null 2>&1 & exit 0', { mark }))).toBeNull();
    // Amid its exec a process shows no environment.
    await expect.poll(() => markedProcesses('/', mark)).toHaveLength(1);
    const [server] = markedProcesses('/', mark);
    endProcess(server as number, 'SIGKILL');
    await expect.poll(() => markedProcesses('/', mark)).toEqual([]);
  });
});
