/** SIGKILL of the supervisor at random moments: nothing finished is lost, nothing doubled, nothing left behind. */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { beforeAll, expect, test } from 'vitest';
import { wholeModule } from '../../scripts/whole-module.mjs';
import { studyFromConfig } from '../../src/config/study.js';
import type { TrialRecord } from '../../src/model/trial.js';
import { planStudy } from '../../src/plan/plan.js';
import { Rng } from '../../src/random.js';
import { readJournal } from '../../src/store/read-journal.js';
import { context } from '../config/loading.js';
import { kneepoint, MAIN, NODE, ownFolder, startKneepoint, writeFiles } from '../support/cli.js';
import { isRunning, processesWith } from '../support/processes.js';

const folder = ownFolder();
const isLong = process.env.KNEEPOINT_LONG === '1';

const SESSION = join(folder, 'session.mjs');
const KILLS = isLong ? 1000 : 120;

beforeAll(async () => {
  const entry = fileURLToPath(new URL('../support/cut-session.mjs', import.meta.url));
  const bundleUrl = JSON.stringify(pathToFileURL(join(dirname(MAIN), 'dist', 'session.mjs')));
  await build({ ...wholeModule(bundleUrl), entryPoints: [entry], outfile: SESSION });
});

const FIXED = {
  executors: ['simulated'],
  simulated: { cpus: 8, lambda: 100, sigma: 0.1, kappa: 0.02, noise: 0.2 },
  workers: [0, 1, 2, 4, 8],
  iterations: 12,
};
const ADAPTIVE = { ...FIXED, budget: '10m' };

/** What a session told before it ended or was killed. */
interface Session {
  /** Trials that it said were in the journal. */
  readonly told: readonly string[];
  readonly wasKilled: boolean;
  /** From its first word to its end, in milliseconds. */
  readonly lifeMs: number;
}

/** Runs one session and kills it so many milliseconds after its first word; never when null. */
function session(out: string, study: object, killAfterMs: number | null): Promise<Session> {
  const child = spawn(NODE, [SESSION, out, JSON.stringify(study)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  let begunAt = 0;
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    if (text === '') {
      begunAt = performance.now();
      if (killAfterMs !== null) setTimeout(() => child.kill('SIGKILL'), killAfterMs);
    }
    text += chunk;
  });
  return new Promise((resolve) =>
    child.once('close', (_, signal) => {
      // The last line may have been cut with its writer.
      const lines = text.split('\n').slice(0, -1);
      const told = lines.filter((line) => /^\d/.test(line));
      resolve({ told, wasKilled: signal === 'SIGKILL', lifeMs: performance.now() - begunAt });
    }),
  );
}

const nameOf = ({ round, cellId }: Pick<TrialRecord, 'round' | 'cellId'>) => `${round} ${cellId}`;

/** The trials in a journal; fails when one that completed stands there twice. */
async function trialsIn(out: string): Promise<ReadonlySet<string>> {
  const [run] = existsSync(out) ? readdirSync(out).filter((name) => !name.endsWith('.csv')) : [];
  const journal = run === undefined ? '' : join(out, run, 'journal.jsonl');
  if (!existsSync(journal)) return new Set();
  const { recording } = await readJournal(journal);
  const names = recording.trials.map(nameOf);
  expect(new Set(names).size).toBe(names.length);
  return new Set(names);
}

/** The same study, again and again, each killed until it is through; so many kills in all. */
async function killAndResume(lane: number, kills: number, config: object, expected: ReadonlySet<string>) {
  const { study } = studyFromConfig(config, context);
  const random = new Rng(2026, lane);
  let lifeMs = (await session(join(folder, `calm-${lane}-${randomUUID()}`), study, null)).lifeMs;
  let killed = 0;
  let through = 0;
  while (killed < kills) {
    const out = join(folder, `${lane}-${randomUUID()}`);
    let isThrough = false;
    const told = new Set<string>();
    while (!isThrough) {
      const isCalm = killed >= kills;
      const one = await session(out, study, isCalm ? null : random.float() * 0.5 * lifeMs);
      if (one.wasKilled) killed++;
      else lifeMs = Math.max(0.8 * lifeMs, one.lifeMs);
      isThrough = !one.wasKilled;
      for (const name of one.told) told.add(name);
      const recorded = await trialsIn(out);
      expect(
        [...told].filter((name) => !recorded.has(name)),
        'finished trials that were lost',
      ).toEqual([]);
    }
    expect(await trialsIn(out)).toEqual(expected);
    through++;
  }
  return { killed, through };
}

test(`a supervisor killed at ${KILLS} random moments loses and doubles no trial, and resumes to the same set`, async () => {
  const plan = planStudy(studyFromConfig(FIXED, context).study);
  const fixed = new Set(plan.trials.map(({ cell, round }) => nameOf({ cellId: cell.id, round })));
  const calm = join(folder, 'adaptive');
  mkdirSync(calm);
  await session(calm, studyFromConfig(ADAPTIVE, context).study, null);
  const adaptive = await trialsIn(calm);
  expect(adaptive.size).toBeGreaterThan(20);
  // An adaptive study chooses anew after each round, and takes thrice as long.
  const share = Math.ceil(KILLS / 5);
  const lanes = await Promise.all([
    killAndResume(0, 2 * share, FIXED, fixed),
    killAndResume(1, 2 * share, FIXED, fixed),
    killAndResume(2, share, ADAPTIVE, adaptive),
  ]);
  expect(lanes.reduce((sum, { killed }) => sum + killed, 0)).toBeGreaterThanOrEqual(KILLS);
  expect(lanes.every(({ through }) => through > 0)).toBe(true);
}, 600_000);

/** Tells that it has begun in the executor under test, and then keeps its worker busy for ever. */
const BUSY = `
  import { writeFileSync } from 'node:fs';
  export default {
    deterministic: false,
    run: ({ scratch, index }, where) => {
      if (!scratch.includes('trial-')) return;
      writeFileSync(where, scratch);
      for (;;);
    },
  };`;

const HANGS_IN_IMPORT = `
  import { writeFileSync } from 'node:fs';
  writeFileSync(process.env.BEGUN, 'begun');
  await new Promise(() => setInterval(() => {}, 1000));
  export default () => 1;`;

test.each(['run', 'check'])(
  'a supervisor killed while %s looks at a task leaves no temporary file',
  async (command) => {
    writeFiles(folder, { 'hangs.mjs': HANGS_IN_IMPORT });
    const [begun, temporary] = [join(folder, `${command}.begun`), join(folder, `${command}.tmp`)];
    mkdirSync(temporary);
    const { child, ended } = startKneepoint([command, './hangs.mjs'], folder, { BEGUN: begun, TMPDIR: temporary });
    await expect.poll(() => existsSync(begun), { timeout: 60_000 }).toBe(true);
    child.kill('SIGKILL');
    await ended;
    await expect.poll(() => readdirSync(temporary), { timeout: 30_000 }).toEqual([]);
  },
);

test.each([
  ['sequential', ['--workers', '0']],
  ['async', ['--executors', 'async', '--workers', '2']],
  ['threads', ['--executors', 'threads', '--workers', '2', '--dispatch', 'self']],
  ['processes', ['--executors', 'processes', '--workers', '2']],
  // Who is stopped can end nothing, itself included.
  ['stopped', ['--workers', '0'], 'process.kill(process.pid, "SIGSTOP");'],
] as const)(
  'a supervisor killed while its %s workers are busy leaves no process and no temporary file',
  async (name, flags, act?: string) => {
    writeFiles(folder, { [`busy-${name}.mjs`]: BUSY.replace('for (;;);', `${act ?? ''} for (;;);`) });
    const begun = join(folder, `${name}.begun`);
    const mark = `KNEEPOINT_TEST_MARK=${randomUUID()}`;
    const args = ['--task-args', JSON.stringify([begun]), '--task-count', '4', '--warmup', '0', '--iterations', '1'];
    const env = Object.fromEntries([mark.split('=')]);
    const { child, ended } = startKneepoint(
      ['run', `./busy-${name}.mjs`, ...args, ...flags, '--out', name, '-q'],
      folder,
      env,
    );
    await expect.poll(() => existsSync(begun) && readFileSync(begun, 'utf8') !== '', { timeout: 60_000 }).toBe(true);
    child.kill('SIGKILL');
    await expect.poll(() => isRunning(child.pid as number), { timeout: 30_000 }).toBe(false);
    const killedAt = performance.now();
    await expect.poll(() => processesWith(mark), { timeout: 30_000, interval: 50 }).toEqual([]);
    if (isLong) expect(performance.now() - killedAt).toBeLessThan(2000);
    await ended;
    expect(existsSync(readFileSync(begun, 'utf8'))).toBe(false);
    const [run = ''] = readdirSync(join(folder, name));
    expect((await kneepoint(['report', join(name, run), '-q'], folder)).status).toBe(3);
  },
);
