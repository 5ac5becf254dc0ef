/** Studies of commands that are ended while runs are under way: nothing finished is lost, nothing is left running. */
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { kneepoint, ownFolder, readRun, startKneepoint } from '../support/cli.js';
import { isRunning, processesWith } from '../support/processes.js';

const folder = ownFolder();

/** Ends at once in the first round; then waits for a file, deaf to SIGTERM, beside a daemon in a session of its own. */
const WAITS = `[ "$KNEEPOINT_ROUND" = 0 ] || [ -e go ] || {
  trap '' TERM
  setsid sleep 600 > /dev/null 2>&1 &
  echo > "begun-$KNEEPOINT_WORKER"
  while [ ! -e go ]; do sleep 0.05; done
}`;

/** What a run of a command is given, and how many of its runs go on at a time with 2 workers. */
const WAYS = [
  ['knob', ['--env', 'N={workers}'], 1],
  ['copies', ['--task-count', '2'], 2],
] as const;

/** Starts a study in a folder of its own, and waits until its second round hangs. */
async function startHanging(name: string, flags: readonly string[], runs: number) {
  const cwd = join(folder, name);
  const temporary = join(cwd, 'tmp');
  mkdirSync(temporary, { recursive: true });
  const mark = randomUUID();
  const args = ['run', '--workers', '2', '--iterations', '2', '--out', 'out', '-q', ...flags, '--', 'sh', '-c', WAITS];
  const env = { TMPDIR: temporary, KNEEPOINT_TEST_MARK: mark };
  const { child, ended } = startKneepoint(args, cwd, env);
  const begun = () => readdirSync(cwd).filter((file) => file.startsWith('begun-'));
  await expect.poll(begun, { timeout: 60_000 }).toHaveLength(runs);
  const processes = (text: string) => processesWith(mark).filter((pid) => commandLine(pid).includes(text));
  return {
    cwd,
    child,
    ended,
    temporary,
    processes,
    nothingRuns: () => expect.poll(() => processesWith(mark), { timeout: 30_000 }).toEqual([]),
  };
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

/** Goes on with the only run below `cwd`: its first round stands, and its second is measured. */
async function resumes(cwd: string): Promise<void> {
  writeFileSync(join(cwd, 'go'), '');
  const out = join(cwd, 'out');
  const [run = ''] = readdirSync(out).filter((name) => !name.endsWith('.csv'));
  const { status, stderr } = await kneepoint(['resume', join('out', run), '-q'], cwd);
  expect(status, stderr).toBe(0);
  const { trials, report, isWhole } = await readRun(out);
  expect(isWhole).toBe(true);
  const completed = trials.filter(({ outcome }) => outcome === 'completed');
  expect(completed.map(({ round }) => round)).toEqual([0, 1]);
  expect(report.status).toBe('valid');
  expect(report.provenance.resumed?.map(({ trialsBefore }) => trialsBefore)).toEqual([trials.length - 1]);
}

describe.each(WAYS)('%s', (way, flags, runs) => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s ends the runs, and a study that can go on', async (signal, status) => {
    const { cwd, child, ended, nothingRuns } = await startHanging(`${way} ${signal}`, flags, runs);
    child.kill(signal);
    expect((await ended).status).toBe(status);
    await nothingRuns();
    const { trials, report } = await readRun(join(cwd, 'out'));
    expect(trials.map(({ outcome }) => outcome)).toEqual(['completed', 'interrupted']);
    expect(report.status).toBe('partial');
    await resumes(cwd);
  });

  test('a second signal ends everything at once', async () => {
    const { cwd, child, ended, nothingRuns } = await startHanging(`${way} twice`, flags, runs);
    child.kill('SIGINT');
    child.kill('SIGINT');
    const again = setInterval(() => child.kill('SIGINT'), 50);
    expect((await ended).status).toBe(130);
    clearInterval(again);
    await nothingRuns();
    writeFileSync(join(cwd, 'go'), '');
    expect(existsSync(join(cwd, 'out'))).toBe(true);
  });

  test('SIGKILL of kneepoint ends its runs and removes its temporary files', async () => {
    const { cwd, child, ended, temporary, nothingRuns } = await startHanging(`${way} SIGKILL`, flags, runs);
    child.kill('SIGKILL');
    await ended;
    await nothingRuns();
    await expect.poll(() => readdirSync(temporary)).toEqual([]);
    await resumes(cwd);
  });

  test('SIGKILL of a host ends its runs; the study goes on', async () => {
    const { cwd, ended, processes, nothingRuns } = await startHanging(`${way} host`, flags, runs);
    const [host] = processes('host.cjs');
    process.kill(host as number, 'SIGKILL');
    expect((await ended).status).toBe(3);
    await nothingRuns();
    const { trials, isWhole } = await readRun(join(cwd, 'out'));
    expect(isWhole).toBe(true);
    expect(trials.map(({ outcome }) => outcome)).toEqual(['completed', 'lost']);
  });
});

test('what nobody is left to end, because the watchdog was killed too, the next start ends', async () => {
  const { cwd, child, ended, temporary, processes, nothingRuns } = await startHanging(
    'both',
    ['--env', 'N={workers}'],
    1,
  );
  const runs = processes('sh -c');
  const hosts = processes('host.cjs');
  for (const pid of [...processes('watchdog-process.cjs'), ...hosts]) process.kill(pid, 'SIGKILL');
  child.kill('SIGKILL');
  await ended;
  expect(runs.some(isRunning)).toBe(true);
  const next = ['run', '--workers', '1', '--iterations', '1', '--out', 'next', '-q', '--', 'true'];
  expect((await kneepoint(next, cwd, { TMPDIR: temporary })).status).toBe(0);
  await nothingRuns();
  expect(readdirSync(temporary)).toEqual([]);
});

test('two studies at once leave each other’s runs alone', async () => {
  const cwd = join(folder, 'two');
  mkdirSync(cwd);
  const begin = async (name: string) => {
    const script = `echo > ${name}-begun; while [ ! -e ${name}-go ]; do sleep 0.05; done`;
    const args = ['run', '--workers', '1', '--iterations', '1', '--warmup', '0', '--out', name, '-q', '--'];
    const { ended } = startKneepoint([...args, 'sh', '-c', script], cwd);
    await expect.poll(() => existsSync(join(cwd, `${name}-begun`)), { timeout: 60_000 }).toBe(true);
    return async () => {
      writeFileSync(join(cwd, `${name}-go`), '');
      expect((await ended).status).toBe(0);
    };
  };
  const [endFirst, endSecond] = [await begin('first'), await begin('second')];
  await endFirst();
  await endSecond();
});
