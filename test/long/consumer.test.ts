/** The consumers of studies/consumer where one is killed again and again, and the study itself against Redis. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openLog } from '../../studies/consumer/group/log.js';
import { openRedis } from '../../studies/consumer/group/redis.js';
import type { NewMessage, Source } from '../../studies/consumer/group/source.js';
import { kneepoint, NODE, ownFolder, readRun } from '../support/cli.js';

const folder = ownFolder();
const STUDY = fileURLToPath(new URL('../../studies/consumer', import.meta.url));
const ONE_CONSUMER = join(folder, 'one-consumer.mjs');
const MESSAGES = 100_000;
const KEYS = 200;
const PARTITIONS = 8;
const CONSUMERS = 4;
const IN_FLIGHT = 8;
const KILL_EVERY_MS = 1000;

const noRedis = spawnSync('which', ['redis-server']).status !== 0;
const why = noRedis ? ' (redis-server: not installed)' : '';

const started: ChildProcess[] = [];
afterAll(() => {
  for (const child of started) child.kill('SIGKILL');
});

beforeAll(async () => {
  await build({
    entryPoints: [fileURLToPath(new URL('../support/one-consumer.ts', import.meta.url))],
    bundle: true,
    platform: 'node',
    format: 'esm',
    // The client of Redis is a script.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    outfile: ONE_CONSUMER,
  });
});

describe('a consumer that is killed every second', () => {
  test("loses nothing of the study's own log", async () => {
    const port = await freePort();
    await printed(run(NODE, [join(STUDY, 'services/log.mjs')], { PORT: String(port) }), 'listening');
    await expectOrder(String(port), (request) => openLog({ host: '127.0.0.1', port }, request));
  });

  test.skipIf(noRedis)(`loses nothing of Redis Streams${why}`, async () => {
    const url = await startRedis();
    await expectOrder(url, (request) => openRedis(url, 'maker', request));
  });
});

test.skipIf(noRedis)(`a Redis that goes away is an error that says so${why}`, async () => {
  const url = await startRedis();
  const request = { topic: 'away', token: 'test', partitions: 1, messages: [], leaseSeconds: 1 };
  const source = await openRedis(url, 'one', request);
  started.at(-1)?.kill('SIGKILL');
  await expect(untilFailure(() => source.beat(true))).resolves.toMatch(new RegExp(`^Redis at ${url}: `));
  await source.close();
  await expect(openRedis(url, 'two', request)).rejects.toThrow(`no Redis can be reached at ${url}: `);
});

test.skipIf(noRedis)(`the study runs against Redis, in all modes and with all workloads${why}`, async () => {
  const flags = ['--quick', '--iterations', '1', '--workers', '0,2', '-q', '--out', join(folder, 'redis')];
  const { status, stderr } = await kneepoint(['--config', join(STUDY, 'redis.jsonc'), ...flags], folder);
  expect(status, stderr).toBe(0);
  const { report } = await readRun(join(folder, 'redis'));
  for (const { facts, counts, units } of report.cells) {
    expect(facts.source).toMatch(/^Redis \d+\.\d+\.\d+, Streams$/);
    expect([counts.duplicates, units.failed]).toEqual([0, 0]);
  }
});

interface Event {
  readonly ns: bigint;
  readonly what: string;
  readonly number: number;
  readonly key: number;
  readonly sequence: number;
  readonly isRedelivered: boolean;
}

/** Puts all messages into a topic, has consumers work on them while one is killed every second, and reads what they wrote. */
async function expectOrder(where: string, open: (request: Parameters<typeof openLog>[1]) => Promise<Source>) {
  const files = join(folder, where.replace(/\W/g, '-'));
  mkdirSync(files);
  const request = { topic: 'killed', token: 'test', partitions: PARTITIONS, messages: messages(), leaseSeconds: 1 };
  const maker = await open(request);
  let count = 0;
  let kills = 0;
  const running: { child: ChildProcess; ended: Promise<unknown> }[] = [];
  const hire = () => {
    const name = `c${count++}`;
    const child = run(NODE, [ONE_CONSUMER, where, name, String(PARTITIONS), String(IN_FLIGHT), join(files, name)]);
    running.push({ child, ended: new Promise((resolve) => child.once('close', resolve)) });
  };
  for (let i = 0; i < CONSUMERS; i++) hire();
  while ((await maker.left()) > 0) {
    await sleep(KILL_EVERY_MS);
    const victim = running.shift();
    victim?.child.kill('SIGKILL');
    await victim?.ended;
    kills++;
    hire();
  }
  const statuses = await Promise.all(running.map(({ ended }) => ended));
  expect(statuses).toEqual(statuses.map(() => 0));
  await maker.close();
  const events = readdirSync(files)
    .flatMap((name) => eventsOf(join(files, name)))
    .toSorted((a, b) => (a.ns < b.ns ? -1 : 1));
  const done = events.filter(({ what }) => what === 'done');
  const duplicates = done.length - new Set(done.map(({ number }) => number)).size;
  process.stderr.write(`${where}: ${done.length} done, ${duplicates} of them twice, ${kills} kills\n`);
  expect(kills).toBeGreaterThan(1);
  expect(new Set(done.map(({ number }) => number)).size).toBe(MESSAGES);
  // Whoever works on a message again was told that somebody may have.
  const redelivered = done.filter(({ isRedelivered }) => isRedelivered).length;
  expect(duplicates).toBeLessThanOrEqual(redelivered);
  // At most what all consumers that were killed had in flight.
  expect(duplicates).toBeLessThanOrEqual(kills * IN_FLIGHT);
  expect(disorder(events)).toEqual([]);
}

/** Messages that started before the one before them was done, in what all consumers wrote, by time. */
function disorder(events: readonly Event[]): readonly Event[] {
  const lastDone = new Map<number, number>();
  return events.filter(({ what, key, sequence }) => {
    const last = lastDone.get(key) ?? -1;
    if (what === 'done') lastDone.set(key, Math.max(last, sequence));
    return what === 'start' && sequence > last + 1;
  });
}

function eventsOf(file: string): readonly Event[] {
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => {
    const [ns = '', what = '', ...figures] = line.split(' ');
    const [number = -1, key = -1, sequence = -1, isRedelivered] = figures.map(Number);
    return { ns: BigInt(ns), what, number, key, sequence, isRedelivered: isRedelivered === 1 };
  });
}

function* messages(): Generator<NewMessage> {
  for (let number = 0; number < MESSAGES; number++)
    yield { number, key: number % KEYS, sequence: Math.floor(number / KEYS) };
}

async function startRedis(): Promise<string> {
  const port = await freePort();
  const flags = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder];
  await printed(run('redis-server', flags), 'Ready to accept');
  return `redis://127.0.0.1:${port}`;
}

function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
  child.stdout?.resume();
  started.push(child);
  return child;
}

/** Resolves when a program has printed a text. */
function printed(child: ChildProcess, text: string): Promise<void> {
  let all = '';
  return new Promise((resolve) => {
    child.stdout?.on('data', (more) => {
      all += String(more);
      if (all.includes(text)) resolve();
    });
  });
}

/** The message of the first call that fails. */
async function untilFailure(call: () => Promise<unknown>): Promise<string> {
  for (;;) {
    try {
      await call();
    } catch (error) {
      return (error as Error).message;
    }
    await sleep(10);
  }
}

function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
