/**
 * The campaign: kneepoint under random kills, hostile tasks, foreign journals and broken environments, for as many minutes
 * as KNEEPOINT_ATTACK_MINUTES says. Every case has a seed, and what breaks is told with it. `npm run attack` writes the
 * table behind docs/internals/reliability.md.
 */
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { Rng } from '../../src/random.js';
import { readJournal } from '../../src/store/read-journal.js';
import { type Ended, MAIN, NODE, ownFolder, start, writeFiles } from '../support/cli.js';
import { mutant } from '../support/mutants.js';
import { processesWith } from '../support/processes.js';

const MINUTES = Number(process.env.KNEEPOINT_ATTACK_MINUTES ?? 0.5);
const SEED = Number(process.env.KNEEPOINT_ATTACK_SEED ?? 1);
const PAGE = fileURLToPath(new URL('../../docs/internals/reliability.md', import.meta.url));
/** Whatever takes longer than that on this small work hangs. */
const MOST_MS = 90_000;
/** From the end of a command until all that it started is gone. */
const GONE_MS = 10_000;

const folder = ownFolder();

/** What one case came to: the statuses with which its commands ended, and what was not as promised. */
interface Case {
  readonly statuses: readonly (number | string)[];
  readonly broken: readonly string[];
}

/** One command line, with its own temporary folder and a mark on all that it starts. */
class Attempt {
  readonly #mark = randomUUID();
  readonly statuses: (number | string)[] = [];
  readonly broken: string[] = [];
  readonly tmp: string;

  constructor(readonly cwd: string) {
    this.tmp = join(cwd, 'tmp');
    mkdirSync(this.tmp, { recursive: true });
  }

  /** Runs kneepoint, or what `script` makes of it; `kill` is sent after so many milliseconds. */
  async run(
    args: readonly string[],
    { script = '', kill, afterMs = 0, env = {} }: AttemptOptions = {},
  ): Promise<Ended> {
    const own = { TMPDIR: this.tmp, KNEEPOINT_ATTACK: this.#mark, NODE_EXTRA_CA_CERTS: '', ...env };
    const command = ['bash', '-c', `${script}\nexec "$@"`, 'bash', NODE, MAIN, ...args];
    const { child, ended } = start(command[0] as string, command.slice(1), this.cwd, own);
    const timers = [setTimeout(() => child.kill('SIGKILL'), MOST_MS)];
    if (kill !== undefined) timers.push(setTimeout(() => child.kill(kill), afterMs));
    const end = await ended;
    timers.forEach(clearTimeout);
    const how = end.signal ?? end.status ?? 'nothing';
    this.statuses.push(how);
    if (how === 'SIGKILL' && kill !== 'SIGKILL') this.broken.push(`hung: ${args.join(' ')}`);
    if (how === 70 || /this is a bug|\n {4}at .*cli\.mjs/.test(end.stderr))
      this.broken.push(`a bug: ${end.stderr.slice(0, 600)}`);
    return end;
  }

  /** All that was started is gone, and so are the temporary files. */
  async end(): Promise<Case> {
    const until = performance.now() + GONE_MS;
    const left = () => [...processesWith(this.#mark).map((pid) => `process ${pid}`), ...readdirSync(this.tmp)];
    while (left().length > 0 && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 50));
    if (left().length > 0) this.broken.push(`left behind: ${left().join(', ')}`);
    return this;
  }
}

interface AttemptOptions {
  readonly script?: string;
  readonly kill?: NodeJS.Signals;
  readonly afterMs?: number;
  readonly env?: NodeJS.ProcessEnv;
}

const LAW = '{"cpus":8,"lambda":100,"sigma":0.1,"kappa":0.02,"noise":0.05}';
const SMALL = ['--iterations', '2', '--warmup', '0', '-q', '--out', 'out'];
/** What is measured while it is killed. */
const STUDIES: readonly (readonly string[])[] = [
  ['run', './task.mjs', '--workers', '0,1,2', '--task-count', '20', ...SMALL],
  ['run', './task.mjs', '--executors', 'processes', '--workers', '1,2', '--task-count', '20', ...SMALL],
  ['run', './typed.ts', '--workers', '0,1', '--task-count', '20', '--dispatch', 'self', ...SMALL],
  ['--executors', 'simulated', '--simulated', LAW, '--workers', '0,1,2,4', '--iterations', '60', '-q', '--out', 'out'],
  ['run', '--workers', '1,2', '--task-count', '4', ...SMALL, '--', 'sh', '-c', 'sleep 0.05 & wait'],
  ['run', '--workers', '1,2', '--shell', ...SMALL, '--prepare', 'true', '--', 'sleep 0.02; echo {workers}'],
];
const TASK = 'export default async () => { await new Promise((r) => setTimeout(r, 2)); return 7; };\n';

function runIn(cwd: string): string | null {
  const out = join(cwd, 'out');
  const [run] = existsSync(out) ? readdirSync(out).filter((name) => existsSync(join(out, name, 'journal.jsonl'))) : [];
  return run === undefined ? null : join('out', run);
}

/** The trials in a journal by name, each as often as it completed. */
async function trialsIn(cwd: string): Promise<readonly string[]> {
  const run = runIn(cwd);
  if (run === null) return [];
  const { recording } = await readJournal(join(cwd, run, 'journal.jsonl')).catch(() => ({ recording: { trials: [] } }));
  return recording.trials
    .filter(({ outcome }) => outcome === 'completed')
    .map(({ round, cellId }) => `${round} ${cellId}`);
}

const SIGNALS = ['SIGKILL', 'SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/** A study that is killed again and again, and resumed until it is through. */
async function kills(random: Rng, cwd: string): Promise<Case> {
  writeFiles(cwd, { 'task.mjs': TASK, 'typed.ts': TASK });
  const attempt = new Attempt(cwd);
  const study = random.pick(STUDIES);
  let before: readonly string[] = [];
  for (let tries = 0; tries < 8; tries++) {
    const run = runIn(cwd);
    const isLast = tries === 7;
    const args = run === null ? study : ['resume', run, '-q'];
    const kill = random.pick(SIGNALS);
    const { status, stderr } = await attempt.run(args, isLast ? {} : { kill, afterMs: 50 + random.float() * 2500 });
    const now = await trialsIn(cwd);
    if (new Set(now).size < now.length) attempt.broken.push('a trial was measured twice');
    if (before.some((name) => !now.includes(name))) attempt.broken.push('a trial was lost');
    before = now;
    if (status === 0) break;
    // Killed before its first record: it says so, and begins anew.
    if (/ended before its first record/.test(stderr)) rmSync(join(cwd, 'out'), { recursive: true });
    else if (isLast) attempt.broken.push(`never came through: ${status} ${stderr.slice(0, 300)}`);
  }
  return attempt.end();
}

/** What a unit of a hostile task does in a trial. */
const HOSTILE: readonly string[] = [
  "process.send?.({ kneepoint: 'ended', result: { measurement: {}, fault: null } });",
  "const { writeSync } = await import('node:fs'); for (const fd of [3, 4, 5]) try { writeSync(fd, 'x'.repeat(5000)); } catch {}",
  "const { writeSync } = await import('node:fs'); const b = Buffer.alloc(4); b.writeUInt32LE(2 ** 31); try { writeSync(3, b); } catch {}",
  "const { closeSync } = await import('node:fs'); for (const fd of [0, 1, 2, 3]) try { closeSync(fd); } catch {}",
  "throw Object.assign(new Error('x'.repeat(5e7)), { stack: 'password.'.repeat(1e5) });",
  'throw { get message() { throw 1; }, get stack() { throw 2; } };',
  "process.kill(process.pid, 'SIGSTOP');",
  "const { rmSync } = await import('node:fs'); rmSync(scratch, { recursive: true, force: true });",
  "const { chmodSync } = await import('node:fs'); try { chmodSync(scratch, 0); } catch {}",
  "process.stdout.write('\\u001b[2J'.repeat(1e6));",
  'for (;;) await new Promise(setImmediate);',
  'for (;;);',
  "const { spawn } = await import('node:child_process'); spawn('sleep', ['100'], { stdio: 'inherit' }); spawn('sleep', ['100']);",
  "Object.prototype.then = 1; Array.prototype.map = () => { throw 1; }; JSON.stringify = () => '}';",
  'Promise.prototype.then = () => {}; globalThis.setTimeout = () => {};',
  'process.reallyExit(0);',
  "process.removeAllListeners(); process.on('exit', () => { for (;;); }); process.exit();",
  'const all = []; for (;;) all.push(new Array(1e6).fill(all.length));',
  "process.chdir('/proc'); process.umask(0o777);",
  'return (function deep() { return [deep()]; })();',
];

async function hostile(random: Rng, cwd: string): Promise<Case> {
  const act = random.pick(HOSTILE);
  const where = random.pick(['run', 'run', 'setup', 'teardown']);
  const code = `async ({ scratch }) => { if (scratch.includes('trial-')) { ${act} } return 7; }`;
  const run = where === 'run' ? '' : 'run: async () => 7, ';
  writeFiles(cwd, { 'task.mjs': `export default { deterministic: false, ${run}${where}: ${code} };\n` });
  const way = random.pick(['sequential', 'threads', 'processes', 'async']);
  const flags = way === 'sequential' ? ['--workers', '0'] : ['--executors', way, '--workers', '2'];
  const attempt = new Attempt(cwd);
  const args = ['run', './task.mjs', ...flags, '--task-count', '4', '--timeout', '4', ...SMALL];
  const { status } = await attempt.run(args, { env: { NODE_OPTIONS: '--max-old-space-size=200' } });
  if (![0, 2, 3].includes(status ?? -1)) attempt.broken.push(`${where} in ${way}: ${act} gives ${status}`);
  if (status !== 2 && runIn(cwd) === null) attempt.broken.push(`${act} left no run`);
  return attempt.end();
}

const JOURNALS = new URL('../store/journals/', import.meta.url);

/** A journal of somebody else's, with some of it changed, under every command that reads one. Nothing of it may run. */
async function journals(random: Rng, cwd: string): Promise<Case> {
  const text = readFileSync(new URL(random.pick(readdirSync(JOURNALS)), JOURNALS), 'utf8');
  const ran = join(cwd, 'ran');
  writeFiles(cwd, {
    'evil.mjs': `import { writeFileSync } from 'node:fs'; writeFileSync(${JSON.stringify(ran)}, ''); export default () => 1;`,
    'out/a/journal.jsonl': mutant(text.replaceAll('/home/user/app/a.mjs', join(cwd, 'evil.mjs')), random),
    'out/b/journal.jsonl': text,
  });
  const attempt = new Attempt(cwd);
  const command = random.pick([
    ['report', 'out/a'],
    ['report', 'out/a', '--salvage'],
    ['resume', 'out/a', '-q'],
    ['resume', 'out/a', '-q', '--salvage'],
    ['compare', 'out/b', 'out/a'],
    ['size', 'out/a', '--rate', '50'],
    ['history', 'out'],
  ]);
  await attempt.run(['report', 'out/b', '-q']);
  const { stdout, stderr } = await attempt.run(command);
  if (`${stdout}${stderr}`.includes('\u001b'))
    attempt.broken.push(`${command.join(' ')} lets an escape sequence through`);
  if (existsSync(ran)) attempt.broken.push(`${command.join(' ')} ran what a foreign journal names`);
  return attempt.end();
}

const BROKEN: readonly ((random: Rng) => string)[] = [
  () => 'export TMPDIR=/nowhere',
  () => 'export TMPDIR=/proc',
  () => 'export TMPDIR=/dev/null',
  (random) => `ulimit -n ${random.int(18, 80)}`,
  (random) => `ulimit -f ${random.int(0, 60)}`,
  (random) => `ulimit -s ${random.int(500, 8000)}`,
  () => 'mkdir -p gone && cd gone && rmdir ../gone',
  () => 'exec >/dev/full',
  () => 'exec 2>/dev/full',
  () => 'exec >&-',
  () => 'exec 2>&- <&-',
  () => 'unset HOME; export XDG_CACHE_HOME=/proc/none',
  () => 'export SHELL=/nowhere LANG=nonsense TZ=nowhere',
  () => 'mkdir -p out; rmdir out; ln -s /nowhere/at/all out',
  () => 'mkfifo out',
  () => 'export FORCE_COLOR=x COLUMNS=0 TERM=nonsense',
  () => 'trap "" TERM HUP INT PIPE XFSZ',
];

async function environments(random: Rng, cwd: string): Promise<Case> {
  writeFiles(cwd, { 'task.mjs': TASK, 'typed.ts': TASK });
  const attempt = new Attempt(cwd);
  const script = random.pick(BROKEN)(random);
  const study = random.pick([...STUDIES, ['check', './task.mjs'], ['list'], ['init', 'made'], ['history', 'out']]);
  const { status, signal, stderr } = await attempt.run(study, { script });
  // Node itself ends where it may not even open its own files.
  const isNodes = /^ulimit -[ns]/.test(script) && signal !== null && !stderr.includes('kneepoint');
  if (![0, 2, 3, 5].includes(status ?? -1) && !isNodes)
    attempt.broken.push(`${script}: ${study.join(' ')} gives ${status ?? signal}: ${stderr.slice(0, 300)}`);
  return attempt.end();
}

const KINDS = { kills, 'hostile tasks': hostile, 'foreign journals': journals, 'broken environments': environments };

test(
  `a campaign of ${MINUTES} minutes ends with nothing lost, hung or left behind, and no bug`,
  async () => {
    const until = performance.now() + MINUTES * 60_000;
    const rows = Object.entries(KINDS).map(([kind, attack]) => ({
      kind,
      attack,
      cases: 0,
      ends: new Map<string, number>(),
    }));
    const broken: string[] = [];
    // One of each kind, whatever the time.
    for (let seed = SEED; seed < SEED + rows.length || performance.now() < until; seed++) {
      const row = rows[seed % rows.length] as (typeof rows)[number];
      const cwd = mkdtempSync(join(folder, 'case-'));
      const one = await row.attack(new Rng(seed), cwd);
      row.cases++;
      for (const status of one.statuses) row.ends.set(String(status), (row.ends.get(String(status)) ?? 0) + 1);
      broken.push(...one.broken.map((what) => `seed ${seed}, ${row.kind}: ${what}`));
      if (one.broken.length === 0) rmSync(cwd, { recursive: true, force: true });
    }
    if (process.env.KNEEPOINT_ATTACK_WRITE === '1') writeTable(rows, broken.length);
    expect(broken).toEqual([]);
  },
  2 * 60_000 * (MINUTES + 5),
);

function writeTable(
  rows: readonly { readonly kind: string; readonly cases: number; readonly ends: ReadonlyMap<string, number> }[],
  broken: number,
): void {
  const ends = (all: ReadonlyMap<string, number>) =>
    [...all]
      .sort()
      .map(([status, times]) => `${status} × ${times}`)
      .join(', ');
  const page = readFileSync(PAGE, 'utf8').replace(/\n## The campaign[\s\S]*$/, '');
  const table = rows.map(({ kind, cases, ends: all }) => `| ${kind} | ${cases} | ${ends(all)} |`).join('\n');
  const text = `
## The campaign

\`npm run attack\` wrote this: random cases for ${MINUTES} minutes, from the seed ${SEED}. ${broken} broke a promise. In each case no trial
was lost or measured twice, no command took over ${MOST_MS / 1000} s or ended with status 70, nothing of a foreign journal ran, and
${GONE_MS / 1000} s later no process and no temporary file was left.

| Attack | Cases | How commands ended, and how often |
|---|---|---|
${table}
`;
  writeFileSync(PAGE, page + text);
}
