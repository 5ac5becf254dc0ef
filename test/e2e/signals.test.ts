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
