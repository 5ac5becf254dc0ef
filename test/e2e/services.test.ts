/** Studies of servers that behave, and of servers that do not: nothing of them is left, and the study goes on. */
import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { kneepoint, ownFolder, readRun, startKneepoint, writeFiles } from '../support/cli.js';
import { processesWith } from '../support/processes.js';

const folder = ownFolder();

/** Serves, with a child, a daemon that leaves its group, and deaf to SIGTERM. What else it does, `misdeed` says; N is its worker count. */
const server = (misdeed: string) => `
  import { spawn } from 'node:child_process';
  import { createServer } from 'node:http';
  const { N, PORT } = process.env;
  let requests = 0;
  spawn('sleep', ['600'], { stdio: 'ignore' });
  spawn('sleep', ['601'], { stdio: 'ignore', detached: true }).unref();
  process.on('SIGTERM', () => {});
  const app = createServer((_, answer) => { requests++; ${misdeed}; answer.end('pid ' + process.pid + ' workers ' + N); });
  app.listen(PORT, '127.0.0.1');`;

interface Given {
  readonly misdeed?: string;
  readonly service?: object;
  readonly config?: object;
  readonly flags?: readonly string[];
}

/** A study of a planted server with 1 and with 2 workers, and what it left behind. */
async function study(name: string, { misdeed = '', service = {}, config = {}, flags = [] }: Given) {
  const mark = randomUUID();
  const env = { N: '{workers}' };
  const command = ['node', `${name}.mjs`];
  writeFiles(folder, {
    [`${name}.mjs`]: server(misdeed),
    [`${name}.json`]: JSON.stringify({
      ...{ task: 'http', task_count: 40, iterations: 1, warmup: 0, workers: [1, 2], in_flight: 4 },
      ...{ service: { command, env, ...service }, plan_order: 'listed', out: name, ...config },
    }),
  });
  const started = startKneepoint(['--config', `${name}.json`, ...flags], folder, { KNEEPOINT_TEST_MARK: mark });
  return { ...started, left: () => processesWith(mark) };
}

describe.concurrent('a service', () => {
  test('is started afresh with each worker count, and nothing of it is left', async () => {
    const { ended, left } = await study('sound', {});
    const { status, stderr } = await ended;
    expect(status, stderr).toBe(0);
    expect(left()).toEqual([]);
    const { trials, report } = await readRun(join(folder, 'sound'));
    expect(trials.map(({ outcome, measurement }) => [outcome, measurement?.unitsCompleted])).toEqual([
      ['completed', 40],
      ['completed', 40],
    ]);
    expect(report.cells.map(({ executor, workers, inFlight }) => [executor, workers, inFlight])).toEqual([
      ['service', 1, 4],
      ['service', 2, 4],
    ]);
    // Against one worker: nobody runs a server without any.
    expect(report.cells.map(({ speedup }) => speedup === null)).toEqual([false, false]);
  });

  test('that ends in mid-trial loses the trial, and not the study', async () => {
    const { ended, left } = await study('dies', {
      config: { task_count: 600 },
      misdeed: `if (N === '1' && requests > 300) process.exit(7)`,
    });
    const { status, stderr } = await ended;
    expect([status, left()], stderr).toEqual([3, []]);
    const { trials } = await readRun(join(folder, 'dies'));
    expect(trials.map(({ outcome, fault }) => [outcome, fault?.phase, fault?.message])).toEqual([
      ['lost', 'services', 'the service "service" ended with status 7'],
      ['completed', undefined, undefined],
    ]);
  });

  test('that answers with errors is not fast: its trial fails', async () => {
    const { ended, left } = await study('errs', { misdeed: `if (N === '2') answer.statusCode = 500` });
    const { status, stderr } = await ended;
    expect([status, left()], stderr).toEqual([3, []]);
    const { trials, report } = await readRun(join(folder, 'errs'));
    expect(trials.map(({ outcome }) => outcome)).toEqual(['completed', 'failed']);
    expect(trials[1]?.fault?.message).toBe('status 500: the answer has status 500');
    expect(report.cells[1]?.throughput).toBeNull();
  });

  test('that is never ready is told before anything is measured, in words that help', async () => {
    const { ended, left } = await study('elsewhere', {
      service: {
        command: ['sh', '-c', 'echo listening nowhere; exec sleep 600', '{workers}'],
        ready_timeout: 1,
      },
    });
    const { status, stderr } = await ended;
    expect([status, left()]).toEqual([2, []]);
    expect(stderr).toMatch(
      /the service "service" was not ready after 1 s: nothing listens on 127\.0\.0\.1:\d+; .*PORT; it printed: listening nowhere/,
    );
  });

  test('that goes into the background is told to stay', async () => {
    const { ended, left } = await study('daemon', {
      service: { command: ['sh', '-c', 'setsid sleep 600 > /dev/null 2>&1 &', '{workers}'] },
    });
    const { status, stderr } = await ended;
    expect([status, left()]).toEqual([2, []]);
    expect(stderr).toContain('the service "service" ended with status 0');
  });

  test('that answers garbage, or floods its log, is told from one that is slow', async () => {
    const misdeed = `if (N === '1') { answer.socket.end('no HTTP at all'); return; }
      for (let i = 0; i < 40; i++) console.log('x'.repeat(50_000))`;
    const { ended, left } = await study('odd', { misdeed, config: { limits: { error_rate: 1 } } });
    const { status, stderr } = await ended;
    expect([status, left()], stderr).toEqual([0, []]);
    const { trials, report } = await readRun(join(folder, 'odd'));
    expect(report.cells.map(({ units }) => [units.completed, units.errorKinds])).toEqual([
      [0, [{ kind: 'not HTTP', units: 40 }]],
      [40, []],
    ]);
    // 80 MB were read, and the end of them is kept.
    expect(JSON.stringify(trials).length).toBeLessThan(100_000);
  });

  test('whose child holds its port does not keep the next one from it', async () => {
    // A daemon that inherits the listening socket keeps it open.
    const holds = `
      import { spawn } from 'node:child_process';
      import { createServer } from 'node:http';
      createServer((_, answer) => answer.end('here')).listen(process.env.PORT, '127.0.0.1', function () {
        spawn('sleep', ['600'], { stdio: ['ignore', 'ignore', 'ignore', this._handle], detached: true }).unref();
      });`;
    writeFiles(folder, { 'holds.mjs': holds });
    const { ended, left } = await study('holding', { service: { command: ['node', 'holds.mjs'], ready_timeout: 5 } });
    const { status, stderr } = await ended;
    expect([status, left()], stderr).toEqual([0, []]);
    expect((await readRun(join(folder, 'holding'))).trials.map(({ outcome }) => outcome)).toEqual(
      Array(2).fill('completed'),
    );
  });

  test('does not outlive a kneepoint that is killed', async ({ expect }) => {
    const { child, ended, left } = await study('killed', { config: { load: { kind: 'window', duration: 600 } } });
    await expect.poll(() => readdirSync(folder).includes('killed'), { timeout: 30_000 }).toBe(true);
    await expect.poll(() => left().length, { timeout: 30_000 }).toBeGreaterThan(3);
    child.kill('SIGKILL');
    await ended;
    await expect.poll(left, { timeout: 30_000 }).toEqual([]);
  });
});

test('several services know each other and the point, and a task asks whether they are ready and reaches them by their names', async () => {
  writeFiles(folder, {
    'node.mjs': `
      import { createServer } from 'node:http';
      let asked = 0;
      const answers = () => (asked++ < 2 ? 'not yet' : process.env.PEERS);
      createServer((_, answer) => answer.end(answers())).listen(process.env.PORT, '127.0.0.1', () => console.log('up'));`,
    'asks.mjs': `
      const ask = async (url) => (await fetch(url)).text();
      export default {
        argNames: ['size'],
        ready: async ({ services: { b } }, size) => (await ask(b.url)).endsWith(' hello'),
        run: async ({ services: { a, b } }, size) => {
          const said = await ask(b.url);
          if (said !== [a.port, a.port2, b.port, size, 'hello'].join(' ')) throw new Error(said);
          return 1;
        } };`,
    'several.json': JSON.stringify({
      ...{ task: './asks.mjs', task_count: 2, iterations: 1, warmup: 0, workers: [1], out: 'several' },
      // An argument of the task, and a name that only a service has.
      matrix: { size: [10, 20], word: ['hello'] },
      service: [
        { name: 'a', command: 'node node.mjs', ready: 'prints up' },
        {
          name: 'b',
          command: 'node node.mjs',
          env: { PEERS: '{a.port} {a.port2} {port} {size} {word}' },
          ready: 'task',
          ready_timeout: 20,
        },
      ],
    }),
  });
  const { status, stderr } = await kneepoint(['--config', 'several.json'], folder);
  expect(status, stderr).toBe(0);
  const { report } = await readRun(join(folder, 'several'));
  expect(report.cells.map(({ point, outcomes }) => [point?.size, outcomes.completed])).toEqual([
    [10, 1],
    [20, 1],
  ]);
});

test.each([
  ['[::1]', '::1', {}],
  // Not this machine by its name, though it is: what is named is measured.
  ['0.0.0.0', '127.0.0.1', { allow_target: ['0.0.0.0'] }],
])('a service that runs already at %s is measured, and left running', async (named, host, config) => {
  const server = createServer((_, answer) => answer.end('here'));
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as { readonly port: number };
  const name = `running-${host.length}`;
  writeFiles(folder, {
    [`${name}.json`]: JSON.stringify({
      ...{ task: 'http', task_count: 4, iterations: 1, warmup: 0, workers: [1], out: name, ...config },
      service: { url: `http://${named}:${port}` },
    }),
  });
  const { status, stderr } = await kneepoint(['--config', `${name}.json`], folder);
  expect(status, stderr).toBe(0);
  expect((await readRun(join(folder, name))).report.cells[0]?.units.completed).toBe(4);
  expect(server.listening).toBe(true);
  server.close();
});

test('kneepoint serve drives a server by a task of the user’s, over several rates', async () => {
  writeFiles(folder, {
    'serve-own.mjs': server(''),
    'client.ts': `
      import { connect } from 'node:net';
      import { defineTask } from 'kneepoint';
      export default defineTask({
        run: ({ services }) => new Promise<string>((resolve, reject) => {
          const { host, port } = services.service as { readonly host: string; readonly port: number };
          const socket = connect({ host, port }, () => socket.end('GET / HTTP/1.0\\r\\n\\r\\n'));
          let said = '';
          socket.on('data', (chunk) => { said += chunk; }).on('error', reject).on('end', () => resolve(said.slice(9, 12)));
        }),
        verify: (status) => status === '200',
      });`,
  });
  const load = ['--rate', '10,20', '--duration', '1', '--iterations', '1', '--warmup', '0', '--json', '--out', 'own'];
  const args = ['serve', '--workers', '1', '--env', 'N={workers}', '--task', './client.ts', ...load];
  const { status, stdout, stderr } = await kneepoint([...args, '--', 'node', 'serve-own.mjs'], folder);
  expect(status, stderr).toBe(0);
  const { cells } = JSON.parse(stdout);
  for (const { units, openLoop } of cells) expect(units.completed).toBe(openLoop.arrivals);
  expect(cells).toHaveLength(2);
});

test('kneepoint serve offers each worker count a rate, and tells errors by kind beside what the server took', async () => {
  writeFiles(folder, { 'serve.mjs': server(`if (requests % 5 === 0) answer.statusCode = 503`) });
  const args = ['serve', '--workers', '1,2', '--env', 'N={workers}', '--url', 'http://127.0.0.1:{port}/shop?a=1'];
  const load = ['--rate', '40', '--duration', '1', '--iterations', '1', '--warmup', '0', '--max-errors', '50%'];
  const { status, stdout, stderr } = await kneepoint(
    [...args, ...load, '--in-flight', '4', '--json', '--out', 'serve', '--', 'node', 'serve.mjs'],
    folder,
  );
  expect(status, stderr).toBe(0);
  const { cells } = JSON.parse(stdout);
  expect(cells).toHaveLength(2);
  for (const { executor, args: given, openLoop, units, latency, service } of cells) {
    expect([executor, given[0]]).toEqual(['service', '/shop?a=1']);
    // What failed stays in the denominator, and in the latencies.
    expect(units.completed + units.failed + openLoop.dropped).toBe(openLoop.arrivals);
    expect(units.errorKinds).toEqual([{ kind: 'status 503', units: units.failed }]);
    expect(units.failed).toBeGreaterThan(0);
    expect(latency.sojourn.max).toBeGreaterThan(0);
    expect(service).toMatchObject({ processesPeak: 3, connectionsPeak: 4 });
  }
});

test.each([
  [['serve', '--rate', '5'], '--: expected the command that starts the server'],
  [
    ['serve', '--', 'node', '{workers}'],
    '--rate: nothing says how many requests a second are sent; add --rate 500, or --find-max-rate',
  ],
  [
    ['serve', '--rate', '5', '--url', 'ftp://x', '--', 'node', '{workers}'],
    '--url: expected a URL that begins with http',
  ],
  [
    ['serve', '--rate', '5', '--', 'no-such-server', '{workers}'],
    '--: there is no program "no-such-server" on the PATH',
  ],
  [['serve', '--rate', '5', '--', 'node', 'x.mjs'], 'nothing says where the server learns its worker count'],
])('%j is refused', async (args, message) => {
  const { status, stderr } = await kneepoint(args, folder);
  expect(status).toBe(2);
  expect(stderr).toContain(message);
});
