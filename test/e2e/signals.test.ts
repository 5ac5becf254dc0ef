/** Ends by the user's will, second thoughts included, and readers that have seen enough. */
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MAIN, NODE, ownFolder, readRun, start, startKneepoint, writeFiles } from '../support/cli.js';
import { processesWith } from '../support/processes.js';

const folder = ownFolder();

/** Says that it has begun, in the phase that is asked for, and never ends; deaf to SIGTERM where asked. */
const HANGS = `
  import { writeFileSync } from 'node:fs';
  const hang = (where) => { writeFileSync(where, 'begun'); for (;;); };
  const { begun, phase, deaf } = JSON.parse(process.env.HANG);
  if (deaf) process.on('SIGTERM', () => {});
  if (phase === 'import') hang(begun);
  export default { deterministic: false, run: ({ scratch }) => { if (scratch.includes('trial-')) hang(begun); } };`;

function startHanging(name: string, phase: 'import' | 'run', deaf = false) {
  writeFiles(folder, { 'hangs.mjs': HANGS });
  const begun = join(folder, `${name}.begun`);
  const mark = randomUUID();
  const env = { HANG: JSON.stringify({ begun, phase, deaf }), KNEEPOINT_TEST_MARK: mark };
  const args = ['run', './hangs.mjs', '--workers', '0,1', '--iterations', '1', '--warmup', '0', '--out', name, '-q'];
  const started = startKneepoint(args, folder, env);
  const hangs = () => expect.poll(() => existsSync(begun), { timeout: 60_000 }).toBe(true);
  const gone = () => expect.poll(() => processesWith(mark), { timeout: 30_000 }).toEqual([]);
  return { ...started, hangs, gone };
}

describe.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s', (name, expected) => {
  test('while the task is looked at ends before anything is measured', async () => {
    const { child, ended, hangs, gone } = startHanging(`early ${name}`, 'import');
    await hangs();
    child.kill(name);
    const { status, stderr } = await ended;
    expect(status).toBe(expected);
    expect(stderr).toContain(`interrupted by ${name} before anything was measured`);
    expect(existsSync(join(folder, `early ${name}`))).toBe(false);
    await gone();
  });

  test('again ends everything at once, a unit that hears nothing included; the run can go on', async () => {
    const { child, ended, hangs, gone } = startHanging(`twice ${name}`, 'run', true);
    await hangs();
    child.kill(name);
    child.kill(name);
    const again = setInterval(() => child.kill(name), 50);
    const { status } = await ended;
    clearInterval(again);
    expect(status).toBe(expected);
    await gone();
    const [run = ''] = readdirSync(join(folder, `twice ${name}`));
    writeFileSync(join(folder, 'hangs.mjs'), HANGS);
    const { ended: resumed } = startKneepoint(['report', join(`twice ${name}`, run), '-q'], folder);
    expect((await resumed).status).toBeOneOf([3, expected]);
  });
});

/** Units that wait for a file, and tell that they began and that they ended; teardown tells too. */
const WAITS = `
  import { appendFileSync, existsSync } from 'node:fs';
  const { log, until } = JSON.parse(process.env.WAIT);
  const tell = (text) => appendFileSync(log, text + '\\n');
  export default {
    deterministic: false,
    run: async ({ scratch, index }) => {
      if (!scratch.includes('trial-')) return;
      tell('begun ' + index);
      while (!existsSync(until)) await new Promise((resolve) => setTimeout(resolve, 5));
      tell('ended ' + index);
    },
    teardown: () => tell('torn down'),
  };`;

describe.each([
  ['sequential', ['--workers', '0']],
  ['async', ['--executors', 'async', '--workers', '2']],
  ['threads', ['--workers', '2']],
  ['threads that drive themselves', ['--workers', '2', '--dispatch', 'self']],
  ['processes', ['--executors', 'processes', '--workers', '2']],
  ['arrivals at a rate', ['--workers', '2', '--load', '{"kind":"rate","per_second":200,"duration":30}']],
])('a first signal among %s', (name, flags) => {
  test('hands out no more units; those that run come to their end, and so does the task', async () => {
    writeFiles(folder, { 'waits.mjs': WAITS });
    const [log, until] = [join(folder, `${name}.log`), join(folder, `${name}.until`)];
    const env = { WAIT: JSON.stringify({ log, until }) };
    const args = ['run', './waits.mjs', ...flags, '--iterations', '2', '--warmup', '0', '--out', `grace ${name}`];
    const { child, ended } = startKneepoint([...args, '-q'], folder, env);
    const lines = () => (existsSync(log) ? readFileSync(log, 'utf8').split('\n').slice(0, -1) : []);
    const count = (text: string) => lines().filter((line) => line.startsWith(text)).length;
    await expect.poll(() => count('begun'), { timeout: 60_000 }).toBeGreaterThan(0);
    child.kill('SIGINT');
    // The word to stop takes its way through two processes; a unit is handed out only after this.
    await new Promise((resolve) => setTimeout(resolve, 700));
    const running = count('begun');
    writeFileSync(until, '');
    const { status, stderr } = await ended;
    expect(status).toBe(130);
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(/^node \S+main\.js resume '?grace /);
    const { trials, report } = await readRun(join(folder, `grace ${name}`));
    expect(trials.map(({ outcome, measurement }) => [outcome, measurement])).toEqual([['interrupted', null]]);
    expect(report.status).toBe('partial');
    expect([count('begun'), count('ended')]).toEqual([running, running]);
    expect(count('torn down')).toBeGreaterThan(0);
  });
});

test('a run whose terminal is closed in its second round keeps the first, and writes all of its outputs', async () => {
  const text = `
    import { writeFileSync } from 'node:fs';
    export default {
      deterministic: false,
      run: async ({ scratch, round, index }) => {
        if (!scratch.includes('trial-') || round === 0 || index === 0) return;
        writeFileSync(process.env.BEGUN, 'begun');
        await new Promise((resolve) => setTimeout(resolve, 300));
      },
    };`;
  writeFiles(folder, { 'cut.mjs': text });
  const begun = join(folder, 'cut.begun');
  const args = ['run', './cut.mjs', '--workers', '0,1', '--iterations', '2', '--warmup', '0', '--task-count', '1000'];
  const { child, ended } = startKneepoint([...args, '--out', 'cut', '-q'], folder, { BEGUN: begun });
  await expect.poll(() => existsSync(begun), { timeout: 60_000 }).toBe(true);
  // By the system, and by the shell in it.
  child.kill('SIGHUP');
  child.kill('SIGHUP');
  expect((await ended).status).toBe(143);
  const { trials, report, csvText, folder: run } = await readRun(join(folder, 'cut'));
  expect(trials.map(({ outcome }) => outcome)).toEqual(['completed', 'completed', 'interrupted']);
  expect(trials.slice(0, 2).every(({ measurement }) => measurement?.unitsCompleted === 1000)).toBe(true);
  expect(trials[2]?.fault).toMatchObject({ phase: 'run' });
  expect(trials[2]?.fault?.message).toMatch(/^it was interrupted in "run", after \d+ units?$/);
  expect(report.status).toBe('partial');
  expect(report.cells.map(({ rounds, throughput }) => [rounds, (throughput?.value ?? 0) > 0])).toEqual([
    [1, true],
    [1, true],
  ]);
  expect(csvText.trim().split('\n')).toHaveLength(3);
  for (const name of ['report.html', 'report.md']) expect(existsSync(join(run, name))).toBe(true);
});

describe('a reader that has seen enough', () => {
  const CONFIG = {
    executors: ['simulated'],
    simulated: { cpus: 8, lambda: 100, sigma: 0.1, kappa: 0.02, noise: 0.05 },
    workers: [0, 1, 2, 4],
  };

  test.each([
    ['standard output', '2>/dev/null | head -c 1 >/dev/null'],
    ['standard output, closed from the start', '>&-'],
    ['standard error', '2>&1 >/dev/null | true'],
    ['both', '2>&1 | true'],
  ])('does not lose the run: %s', async (name, pipe) => {
    writeFiles(folder, { 'study.json': JSON.stringify(CONFIG) });
    const out = name.replaceAll(/\W+/g, '-');
    const script = `"$@" ${pipe}; exit "\${PIPESTATUS[0]}"`;
    const args = [NODE, MAIN, '--config', 'study.json', '--out', out, '--json'];
    const { status } = await start('bash', ['-c', script, 'bash', ...args], folder).ended;
    expect(status).toBe(0);
    const { report, isWhole, csvText } = await readRun(join(folder, out));
    expect([isWhole, report.status]).toEqual([true, 'valid']);
    expect(csvText).toContain('parallel_4');
    expect(
      readFileSync(join(folder, out, readdirSync(join(folder, out))[0] as string, 'report.json'), 'utf8'),
    ).toContain('"valid"');
  });
});
