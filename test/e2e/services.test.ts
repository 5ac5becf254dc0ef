/** Studies of servers that behave, and of servers that do not: nothing of them is left, and the study goes on. */
import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
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
    const { ended, left } = await study('dies', { misdeed: `if (N === '1' && requests > 30) process.exit(7)` });
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
        command: ['node', '-e', "console.log('listening nowhere'); setInterval(() => {}, 1000)", '{workers}'],
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

  test('does not outlive a kneepoint that is killed', async () => {
    const { child, ended, left } = await study('killed', { config: { load: { kind: 'window', duration: 600 } } });
    await expect.poll(() => readdirSync(folder).includes('killed'), { timeout: 30_000 }).toBe(true);
    await expect.poll(() => left().length, { timeout: 30_000 }).toBeGreaterThan(3);
    child.kill('SIGKILL');
    await ended;
    await expect.poll(left, { timeout: 30_000 }).toEqual([]);
  });
});

test('several services know each other, and a task reaches them by their names', async () => {
  writeFiles(folder, {
    'node.mjs': `
      import { createServer } from 'node:http';
      createServer((_, answer) => answer.end(process.env.PEERS)).listen(process.env.PORT, '127.0.0.1', () => console.log('up'));`,
    'asks.mjs': `export default {
      run: async ({ services: { a, b } }) => {
        const said = await (await fetch(b.url)).text();
        if (said !== a.port + ' ' + a.port2 + ' ' + b.port) throw new Error(said);
        return 1;
      } };`,
    'several.json': JSON.stringify({
      ...{ task: './asks.mjs', task_count: 4, iterations: 1, warmup: 0, workers: [0, 1], out: 'several' },
      service: [
        { name: 'a', command: 'node node.mjs', ready: 'prints up' },
        {
          name: 'b',
          command: 'node node.mjs',
          env: { PEERS: '{a.port} {a.port2} {port}' },
          ready: 'http://127.0.0.1:{port}/',
        },
      ],
    }),
  });
  const { status, stderr } = await kneepoint(['--config', 'several.json'], folder);
  expect(status, stderr).toBe(0);
  const { report } = await readRun(join(folder, 'several'));
  expect(report.cells.map(({ outcomes }) => outcomes.completed)).toEqual([1, 1]);
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
