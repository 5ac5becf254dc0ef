/**
 * A server with workers of its own: node:http in a cluster. WEB_CONCURRENCY says how many, PORT where it listens. Each
 * request costs 2 ms of CPU time, and waits 5 ms for what could be a database.
 */
import cluster from 'node:cluster';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const { PORT = '8080', WEB_CONCURRENCY = '1' } = process.env;

if (cluster.isPrimary) {
  for (let i = 0; i < Number(WEB_CONCURRENCY); i++) cluster.fork();
} else {
  createServer(async (_request, response) => {
    compute(2);
    await sleep(5);
    response.end('hello\n');
  }).listen(Number(PORT), '127.0.0.1');
}

/** Takes that many milliseconds of CPU time. */
function compute(milliseconds) {
  const { user, system } = process.cpuUsage();
  for (;;) {
    const used = process.cpuUsage({ user, system });
    if (used.user + used.system >= milliseconds * 1000) return;
  }
}
