/** `kneepoint check`: modules with one planted fault each, and every built-in task, which has none. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import type { CheckCode, CheckReport } from '../../src/check/model.js';
import { kneepoint, ownFolder, writeFiles } from '../support/cli.js';

const folder = ownFolder();

/** A millisecond or so of arithmetic, so that the fault is the only one. */
const WORK =
  'const work = (n = 4e5) => { let x = 1; for (let i = 0; i < n; i++) x = (x * 1103515245 + 12345) | 0; return x; };\n';

/** Module → the finding that it has to have, and a word of its text. */
const FAULTS: { readonly [name: string]: readonly [code: CheckCode, text: RegExp, module: string] } = {
  'main-thread-only': [
    'does-not-load',
    /In a worker thread: .*only for main threads/,
    `import { isMainThread } from 'node:worker_threads';
    if (!isMainThread) throw new Error('only for main threads');
    export default () => work();`,
  ],
  'wrong-import': ['does-not-load', /no-such-package/, "import 'no-such-package'; export default () => work();"],
  syntax: ['does-not-load', /syntax\.mjs:2:\d+: Unexpected/, 'export default (] => work();'],
  random: ['not-deterministic', /another result in another process/, 'export default () => work() + Math.random();'],
  'counts-calls': ['order-matters', /ran before it/, 'let calls = 0; export default () => work() + calls++;'],
  'returns-a-function': ['not-cloneable', /could not be cloned/, 'export default () => { work(); return () => 1; };'],
  'returns-megabytes': ['large-result', /2.0\d? MiB/, 'export default () => new Uint8Array(2 ** 21).fill(work());'],
  'does-nothing': ['short-units', /Units are short/, 'export default () => 1;'],
  'leaves-a-timer': [
    'leaves-open',
    /\d+ Timeout/,
    'export default () => { setInterval(() => {}, 1e6); return work(); };',
  ],
  'keeps-everything': [
    'memory-grows',
    /grows by 10\d(\.\d+)? KiB per unit/,
    'const kept = []; export default () => { kept.push(new Uint8Array(102_400).fill(1)); return work(); };',
  ],
  'uses-the-pool': [
    'libuv-pool',
    /1 PBKDF2REQUEST.*Its 7 threads/,
    `import { pbkdf2 } from 'node:crypto'; import { promisify } from 'node:util';
    export default async () => (await promisify(pbkdf2)('a', 'b', 5000, 32, 'sha256')).toString('hex');`,
  ],
  'starts-a-thread': [
    'starts-workers',
    /worker thread/,
    `import { Worker } from 'node:worker_threads'; import { once } from 'node:events';
    export default async () => { await once(new Worker('1', { eval: true }), 'exit'); return work(); };`,
  ],
  throws: [
    'throws',
    /"run" of unit 0 throws: TypeError: planted \(.*throws\.mjs:2:\d+\)/,
    "export default () => { throw new TypeError('planted'); };",
  ],
  exits: ['exits', /ended with status 7 in "run"/, 'export default () => process.exit(7);'],
  'wrong-result': ['wrong-result', /"verify" refused/, 'export default { run: () => work(), verify: () => false };'],
  'never-ends': [
    'unfinished',
    /"run" was still going on after 1 s/,
    'export default () => new Promise(() => setInterval(() => {}, 100));',
  ],
  'misses-its-arguments': [
    'missing-arguments',
    /^It takes 1 parameter \(limit\), and no arguments were given\.$/,
    'export default (limit) => { for (let i = 0; i < limit; i++) work(); return limit; };',
  ],
  'refuses-its-arguments': [
    'refuses-arguments',
    /make no sense: RangeError: planted/,
    "export default { check: () => { throw new RangeError('planted'); }, run: () => work() };",
  ],
};

const OPTIONS: { readonly [code in CheckCode]?: readonly string[] } = {
  // Memory is read at intervals of time: a slow machine has to get to enough of them.
  'memory-grows': ['--seconds', '2'],
  unfinished: ['--timeout', '1'],
};

/** These three are told by the clock of a shared machine; test/check/judge.test.ts holds their rules. */
const TIMED: readonly CheckCode[] = ['short-units', 'unit-time-varies', 'internally-parallel'];

/** Built-in tasks that truly use the pool say so. */
const POOL_USERS = ['img', 'io', 'zip'];

const SMALL: { readonly [task: string]: readonly string[] } = {
  'crypto-sign': ['Ed25519', 'sign', '50'],
  img: [],
  io: ['2'],
  matrix: ['150'],
  multi: ['1000000'],
  password: ['4', '8', '[4,8]', '0.5', '4'],
  random: ['sum', 'sort'],
  sort: ['50000'],
  sum: ['3000000'],
  tensor: ['100', '5'],
  zip: ['0.5'],
};

const SERVER = "require('node:http').createServer((_, answer) => answer.end()).listen(process.env.PORT, '127.0.0.1')";

async function check(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const { status, stdout, stderr } = await kneepoint(['check', ...args, '--json'], folder, env);
  expect(stderr).toBe('');
  return { status, report: JSON.parse(stdout) as CheckReport };
}

beforeAll(() => {
  const modules = Object.entries(FAULTS).map(([name, [, , text]]) => [`${name}.mjs`, `${WORK}${text}\n`]);
  const service = { command: [process.execPath, '-e', SERVER] };
  writeFiles(folder, { ...Object.fromEntries(modules), 'http.json': JSON.stringify({ task: 'http', service }) });
});

describe.concurrent('a planted fault', () => {
  test.for(Object.entries(FAULTS))('%s', async ([name, [code, text]], { expect }) => {
    const { status, report } = await check([`./${name}.mjs`, ...(OPTIONS[code] ?? ['--seconds', '0.5'])], {
      UV_THREADPOOL_SIZE: '7',
    });
    const found = report.findings.filter((finding) => !TIMED.includes(finding.code) || finding.code === code);
    expect(found.map((finding) => finding.code)).toContain(code);
    const finding = found.find((each) => each.code === code);
    expect(finding?.text).toMatch(text);
    expect(finding?.cure).toMatch(/\S/);
    expect(status).toBe(finding?.severity === 'critical' ? 3 : 0);
    expect(report.status).toBe(
      { critical: 'failed', warning: 'warned', info: 'passed' }[report.findings[0]?.severity ?? 'info'],
    );
  });
});

describe.concurrent('a built-in task', () => {
  const tasks = readdirSync(new URL('../../tasks/', import.meta.url))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.replace(/\.ts$/, ''));

  test.for(tasks)('%s passes', async (task, { expect }) => {
    expect({ ...SMALL, http: [] }).toHaveProperty([task]);
    const subject = task === 'http' ? ['--config', 'http.json'] : [task, ...(SMALL[task] as readonly string[])];
    const { status, report } = await check([...subject, '--seconds', '0.5']);
    const codes = report.findings.map(({ code }) => code).filter((code) => !TIMED.includes(code));
    expect(codes).toEqual(POOL_USERS.includes(task) ? ['libuv-pool'] : []);
    expect(status).toBe(0);
    expect(report.results.length).toBeGreaterThan(10);
  });
});

test("what native code asks of libuv's pool is tried, and not known where nothing is shown", async () => {
  // Synchronous: it uses no pool, and no experiment can show that.
  const bcrypt = import.meta.resolve('bcrypt');
  const text = `import bcrypt from ${JSON.stringify(bcrypt)};
    export default { deterministic: false, run: () => bcrypt.hashSync('secret', 4).length };`;
  writeFiles(folder, { 'native.mjs': text });
  const { report } = await check(['./native.mjs', '--seconds', '1']);
  const pool = report.results.find((result) => result.check === 'thread pool');
  const told = pool?.verdict === 'found' ? pool.finding.text : pool?.text;
  expect(pool?.verdict).not.toBe('passed');
  expect(told).toMatch(/bcrypt.*\.node|4 units at the same time/);
  expect(told).toMatch(/4 units at the same time take \S+ m?s with a pool of 1 thread and \S+ m?s with 4/);
});

test('buffers that units drop are not taken for kept, however large they become', async () => {
  const text = 'export default { run: ({ index }) => { new Uint8Array(index * 20_000).fill(1); return work(4e6); } };';
  writeFiles(folder, { 'drops-all.mjs': `${WORK}${text}\n` });
  const { report } = await check(['./drops-all.mjs', '--seconds', '2']);
  // A slow machine may leave it unknown; it must never be found.
  expect(report.findings.map(({ code }) => code)).not.toContain('memory-grows');
});

test('a file that is still being closed, on a busy machine say, is not left open', async () => {
  const fifo = join(folder, 'late.fifo');
  execFileSync('mkfifo', [fifo]);
  const text = `import { open } from 'node:fs/promises';
    import { writeFileSync } from 'node:fs';
    export default {
      run: () => work(4e6),
      teardown: () => {
        open(${JSON.stringify(fifo)}, 'r').then((file) => file.close());
        writeFileSync(${JSON.stringify(`${fifo}.asked`)}, '');
      },
    };`;
  writeFiles(folder, { 'closes-late.mjs': `${WORK}${text}\n` });
  const checked = check(['./closes-late.mjs', '--seconds', '0.5']);
  await expect.poll(() => existsSync(`${fifo}.asked`), { timeout: 60_000 }).toBe(true);
  await sleep(500);
  const writer = await open(fifo, 'w');
  const { report } = await checked;
  await writer.close();
  expect(report.findings.map(({ code }) => code)).not.toContain('leaves-open');
});

describe('the command', () => {
  test('takes a config, tells people what to try, and with --strict counts warnings', async () => {
    writeFiles(folder, { 'study.json': '{"task": "./leaves-a-timer.mjs", "workers": [1]}' });
    const args = ['check', '--config', join(folder, 'study.json'), '--strict', '--seconds', '0.5'];
    const { status, stdout } = await kneepoint(args, folder);
    expect(status).toBe(3);
    expect(stdout).toMatch(/^leaves-a-timer\(\)\n {2}ok: loads and runs on a main thread/);
    expect(stdout).toMatch(/ {2}warning: Left open after \d+ units and teardown: \d+ Timeout\.\n {4}Try: Close them/);
    expect(stdout.split('\n').every((line) => line.length <= 80)).toBe(true);
  });

  test('has nothing to check in a law, and says what it takes', async () => {
    writeFiles(folder, {
      'law.json': '{"executors": ["simulated"], "simulated": {"cpus": 4, "lambda": 1, "sigma": 0, "kappa": 0}}',
    });
    const law = await kneepoint(['check', '--config', 'law.json'], folder);
    expect([law.status, law.stderr]).toEqual([2, expect.stringContaining('a simulated law is no module')]);
    const help = await kneepoint(['check', '--help'], folder);
    expect(help.stdout).toContain('Examples:');
    expect((await kneepoint(['check', 'sum', '--seconds', 'soon'], folder)).status).toBe(2);
  });
});
