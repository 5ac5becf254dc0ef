/** Beside httperf, the open-loop generator that Debian has: the same rates at the same server, and the same figures. */
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { kneepoint, ownFolder, readRun, start, writeFiles } from '../support/cli.js';

const require = createRequire(import.meta.url);
const folder = ownFolder();
/** Requests that wait for 20 ms each: what they take is the server's, whatever the machine is doing. */
const SERVERS = {
  'node:http': `require('node:http').createServer((_, answer) => setTimeout(() => answer.end('hello'), 20)).listen(process.env.PORT, '127.0.0.1')`,
  fastify: `
    const app = require(${JSON.stringify(require.resolve('fastify'))})();
    app.get('/', () => new Promise((resolve) => setTimeout(() => resolve('hello'), 20)));
    app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });`,
} as const;
const RATE = 50;
const SECONDS = 6;

test.each(Object.entries(SERVERS))(
  'httperf and kneepoint offer %s the same rate, and see the same answers',
  async (name, code) => {
    execFileSync('httperf', ['--version']);
    writeFiles(folder, { 'waits.cjs': code });
    const out = name.replace(':', '-');
    const port = await freePort();
    const server = start('node', ['waits.cjs'], folder, { PORT: String(port) });
    const theirs = await listens(port)
      .then(() => httperf(port))
      .finally(() => server.child.kill());
    const args = [
      'serve',
      '--workers',
      '1',
      '--rate',
      String(RATE),
      '--arrivals',
      'uniform',
      '--duration',
      `${SECONDS}s`,
    ];
    const { status, stderr } = await kneepoint(
      [...args, '--iterations', '1', '-q', '--out', out, '--', 'node', 'waits.cjs', '{workers}'],
      folder,
    );
    expect(status, stderr).toBe(0);
    const { report } = await readRun(join(folder, out));
    const [cell] = report.cells;
    // It gives up a connection that a busy machine makes it open too late.
    expect(theirs.requests).toBeGreaterThanOrEqual(0.9 * RATE * SECONDS);
    expect(theirs.replies).toBe(theirs.requests);
    expect(cell?.openLoop?.arrivals).toBe(RATE * SECONDS);
    expect(cell?.units.completed).toBe(RATE * SECONDS);
    // Both wait for what the server waits, and neither less; a connection for each call makes httperf's a little longer.
    expect(cell?.latency?.sojourn.p50).toBeGreaterThanOrEqual(19.5);
    expect(theirs.medianMs).toBeGreaterThanOrEqual(19.5);
  },
);

async function httperf(port: number) {
  const flags = ['--hog', '--server', '127.0.0.1', '--port', String(port), '--rate', String(RATE)];
  const { stdout } = await start('httperf', [...flags, '--num-conns', String(RATE * SECONDS)], folder).ended;
  const figure = (pattern: RegExp) => Number(pattern.exec(stdout)?.[1]);
  return {
    requests: figure(/requests (\d+)/),
    replies: figure(/replies (\d+)/),
    medianMs: figure(/Connection time \[ms\]:.* median ([\d.]+)/),
  };
}

/** Resolves when somebody listens there. */
async function listens(port: number): Promise<void> {
  for (;;) {
    const is = await new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true));
      socket.on('error', () => resolve(false)).on('connect', () => socket.destroy());
    });
    if (is === true) return;
    await sleep(20);
  }
}

function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { readonly port: number };
      server.close(() => resolve(port));
    });
  });
}
