// The consumer of studies/consumer, as a study measures it, beside the bare client of Redis in the same loop: what keys in
// order, leases and the measurement cost. It needs redis-server.
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { inFreshProcess, interleaved } from './fresh.mjs';
import { atLeast, pairedRatios, printYardstick } from './table.mjs';

const MAIN = fileURLToPath(new URL('../main.js', import.meta.url));
const STUDY = fileURLToPath(new URL('../studies/consumer/redis.jsonc', import.meta.url));
const MESSAGES = 20_000;
const STREAMS = 4;
const TARGET = 0.95;

/** Measures messages a second with 1, 8 and 64 in flight in one thread; each message is one hash. */
export async function run({ rounds, scale }) {
  const messages = Math.max(200, Math.round(MESSAGES * scale));
  const folder = mkdtempSync(join(tmpdir(), 'kneepoint-bench-'));
  const { url, stop } = await startRedis(folder);
  try {
    const judged = [];
    for (const inFlight of [1, 8, 64]) {
      const { ours, bare } = await interleaved(rounds, {
        ours: () => study(messages, inFlight, folder),
        bare: () => inFreshProcess('./peers/redis-loop.mjs', 'loop', { url, streams: STREAMS, messages, inFlight }),
      });
      judged.push(
        printYardstick(`Messages from Redis Streams, ${inFlight} in flight`, [
          { name: 'messages a second, the study', unit: '', values: ours },
          { name: 'messages a second, bare client', unit: '', values: bare },
          { name: 'study / bare', unit: '', values: pairedRatios(ours, bare), target: atLeast(TARGET) },
        ]),
      );
    }
    return judged;
  } finally {
    await stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function study(messages, inFlight, folder) {
  const points = ['--matrix', 'workload=cpu', '--matrix', 'cpuIterations=1', '--matrix', `partitions=${STREAMS}`];
  const ways = ['--executors', 'async', '--workers', String(inFlight), '--task-count', String(messages)];
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [MAIN, '--config', STUDY, ...points, ...ways, '--iterations', '1', '--json', '-q', '--out', folder],
    { maxBuffer: 64 * 1024 * 1024 },
  );
  return JSON.parse(stdout).cells[0].throughput.value;
}

async function startRedis(folder) {
  const port = await freePort();
  const flags = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder];
  const server = spawn('redis-server', flags, { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.stdout.on('data', (text) => String(text).includes('Ready to accept') && resolve());
  });
  const ended = new Promise((resolve) => server.once('exit', resolve));
  const stop = () => {
    server.kill('SIGKILL');
    return ended;
  };
  return { url: `redis://127.0.0.1:${port}`, stop };
}

function freePort() {
  const server = createServer();
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
