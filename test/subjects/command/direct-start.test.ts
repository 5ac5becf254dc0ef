/** Programs that are started by posix_spawn end, and are told of, as those that Node starts. Linux with koffi. */
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { DirectStart } from '../../../src/subjects/command/direct-start.js';

const direct = await DirectStart.open();
const folder = mkdtempSync(join(tmpdir(), 'kneepoint-direct-'));
afterAll(() => {
  direct?.close();
  rmSync(folder, { recursive: true });
});

/** Runs a script to its end: how it ended, and what it printed. */
async function run(script: string, env: Readonly<Record<string, string>> = {}) {
  const path = join(folder, 'output');
  const output = openSync(path, 'w');
  const how = await new Promise<readonly [number | null, string | null]>((resolve) => {
    const argv = ['sh', '-c', script];
    const program = { file: '/bin/sh', argv, cwd: folder, env, stdio: ['ignore', output, output] as const };
    (direct as DirectStart).start(program, (...ended) => resolve(ended));
  });
  return { how, said: readFileSync(path, 'utf8').trim() };
}

describe.skipIf(direct === null)('a program that is started directly', () => {
  test('tells its status or its signal', async () => {
    expect((await run('exit 3')).how).toEqual([3, null]);
    expect((await run('kill -SEGV $$')).how).toEqual([null, 'SIGSEGV']);
    // A signal that Node has no name for is a status, as shells count it.
    expect((await run('kill -40 $$')).how).toEqual([168, null]);
  });

  test('has its folder, its environment and nothing on standard input', async () => {
    const { said } = await run('pwd -P; echo $A; /usr/bin/env | grep -c B=; cat', { A: 'ä b', PATH: '/usr/bin:/bin' });
    expect(said.split('\n').slice(1)).toEqual(['ä b', '0']);
  });

  test('leads a session, with no signal blocked or ignored', async () => {
    // A shell blocks all signals while it starts a program: its own mask is what a program finds that takes its place.
    const script = "cut -d' ' -f1,6 /proc/$$/stat; exec grep -E 'Sig(Blk|Ign)' /proc/self/status";
    const [ids = '', ...masks] = (await run(script, { PATH: '/usr/bin:/bin' })).said.split('\n');
    expect(ids.split(' ')[0]).toBe(ids.split(' ')[1]);
    expect(masks.map((line) => Number.parseInt(line.split('\t')[1] ?? '', 16))).toEqual([0, 0]);
  });

  test('is none where the system, or a zero byte, stands in the way', () => {
    const program = {
      file: '/no/such',
      argv: ['such'],
      cwd: folder,
      env: {},
      stdio: ['ignore', 'ignore', 'ignore'] as const,
    };
    const start = (more: object) => direct?.start({ ...program, ...more }, () => {});
    expect(start({})).toBeNull();
    expect(start({ file: '/bin/sh', cwd: '/no/such' })).toBeNull();
    expect(start({ file: '/bin/sh', argv: ['sh', '-c', 'exit\0'] })).toBeNull();
  });
});
