/** The study of consumers with its own log: as it runs on a fresh clone, and what a group does when a member or the log is gone. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { openLog } from '../../studies/consumer/group/log.js';
import { Member } from '../../studies/consumer/group/member.js';
import type { Message } from '../../studies/consumer/group/source.js';
import { kneepoint, NODE, ownFolder, readRun } from '../support/cli.js';

const folder = ownFolder();
const STUDY = fileURLToPath(new URL('../../studies/consumer', import.meta.url));
const KEYS = 3;
const PARTITIONS = 2;

let log: ChildProcess | null = null;
afterEach(() => log?.kill('SIGKILL'));

test('every message is consumed once, in order, by consumers that say what they consume from', async () => {
  const flags = ['--only', 'workload=cpu', '--workers', '0,2', '--executors', 'threads', '--in-flight', '4'];
  const out = ['--quick', '--iterations', '1', '--warmup', '0', '-q', '--out', join(folder, 'out')];
  const { status, stderr } = await kneepoint(['--config', join(STUDY, 'consumer.jsonc'), ...flags, ...out], folder);
  expect(status, stderr).toBe(0);
  const { report } = await readRun(join(folder, 'out'));
  expect(report.cells.map(({ units, facts, counts }) => [units.completed, facts.source, counts.duplicates])).toEqual(
    [20, 20].map((units) => [units, "the study's own log in memory (no broker)", 0]),
  );
});

test('what a member that is gone had not acknowledged is given again, in the order of its keys', async () => {
  const join = await startLog(12);
  const [lost, heir] = [await join('a'), await join('b')];
  const taken = await Promise.all([lost.take(), lost.take(), lost.take()]);
  await lost.done(taken[0] as Message);
  await lost.close();
  const given: Message[] = [];
  for (let i = 0; i < 11; i++) {
    const message = await heir.take();
    given.push(message);
    await heir.done(message);
  }
  expect(given.map(({ number }) => number).toSorted((a, b) => a - b)).toEqual(
    Array.from({ length: 12 }, (_, number) => number).filter((number) => number !== taken[0]?.number),
  );
  for (let key = 0; key < KEYS; key++) {
    const sequences = given.filter((message) => message.key === key).map(({ sequence }) => sequence);
    expect(sequences).toEqual(sequences.toSorted((a, b) => a - b));
  }
  // Each that was given twice says so: somebody may have worked on it.
  for (const { number } of taken.slice(1))
    expect(given.find((message) => message.number === number)?.isRedelivered).toBe(true);
  await expect(heir.take()).rejects.toThrow('no message is left');
  await heir.close();
});

test('no two messages of a key are out at a time', async () => {
  const join = await startLog(12);
  const member = await join('a');
  const first = await Promise.all(Array.from({ length: KEYS }, () => member.take()));
  expect(new Set(first.map(({ key }) => key)).size).toBe(KEYS);
  const next = member.take();
  await member.done(first[1] as Message);
  expect(await next).toMatchObject({ key: first[1]?.key, sequence: 1 });
  await member.close();
});

test('a log that goes away is an error that says so, and nothing hangs', async () => {
  const join = await startLog(1);
  const member = await join('a');
  const message = await member.take();
  const waiting = member.take();
  log?.kill('SIGKILL');
  await expect(waiting).rejects.toThrow(/^the log at 127\.0\.0\.1:\d+ went away$/);
  await expect(member.done(message)).rejects.toThrow('went away');
  await member.close();
  await expect(join('b')).rejects.toThrow('no log can be reached at 127.0.0.1:');
});

/** Starts a log with so many messages; gives what joins its group. */
async function startLog(count: number): Promise<(name: string) => Promise<Member>> {
  const port = await freePort();
  const child = spawn(NODE, [join(STUDY, 'services/log.mjs')], { env: { ...process.env, PORT: String(port) } });
  log = child;
  await new Promise((resolve) => child.stdout.once('data', resolve));
  const messages = Array.from({ length: count }, (_, number) => {
    return { number, key: number % KEYS, sequence: Math.floor(number / KEYS) };
  });
  const request = { topic: 't', token: 'test', partitions: PARTITIONS, leaseSeconds: 1 };
  const address = { host: '127.0.0.1', port };
  await (await openLog(address, { ...request, messages })).close();
  return async () =>
    new Member(await openLog(address, { ...request, messages: null }), { inFlight: 8, beatSeconds: 1 });
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
