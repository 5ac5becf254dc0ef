// Servers whose service times are known, and what queueing theory says that they hold: 20 ms of waiting with 1, 2 and 4
// workers, and 2 ms of computing with 1 to 4. Not a test: run it where nothing else does. It takes an hour, or for one row
//   npm run build && node bench/capacity.mjs --kind wait --workers 1
// twelve minutes. It says of each row whether the band of the search holds the capacity of M/D/c at the limit on p99.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { capacity } from './servers/m-d-c.mjs';
import { write } from './table.mjs';

/** Long enough that 1 % of a round's arrivals are some. */
const KINDS = {
  wait: { ms: 20, p99Ms: 100, workers: [1, 2, 4], seconds: 12, first: 40 },
  cpu: { ms: 2, p99Ms: 20, workers: [1, 2, 3, 4], seconds: 5, first: 200 },
};

const { values } = parseArgs({
  options: {
    kind: { type: 'string', multiple: true, default: Object.keys(KINDS) },
    workers: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    scale: { type: 'string', default: '1' },
  },
});
const MAIN = fileURLToPath(new URL('../main.js', import.meta.url));
const SERVER = fileURLToPath(new URL('./servers/known-times.mjs', import.meta.url));

let inside = 0;
let rows = 0;
for (const kind of values.kind) {
  const { ms, p99Ms, seconds, first, ...own } = KINDS[kind];
  const workers = values.workers?.split(',').map(Number) ?? own.workers;
  write(`${ms} ms of ${kind === 'wait' ? 'waiting' : 'computing'} a request, p99 at most ${p99Ms} ms\n`);
  for (const servers of workers) {
    const [found] = await search({ kind, ms, p99Ms, seconds: seconds * Number(values.scale), first, servers });
    const { sustainedPerSecond: held, failedPerSecond: failed, isGeneratorBound } = found;
    // Threads that compute have no more than the CPUs; the clients and the server's own thread share these.
    const busy = kind === 'cpu' ? Math.min(servers, availableParallelism()) : servers;
    const expected = capacity({ servers: busy, serviceSeconds: ms / 1000 }, 0.99, p99Ms / 1000);
    const isInside = held !== null && held <= expected && (failed === null || failed >= expected);
    rows++;
    if (isInside) inside++;
    const judged = isInside ? 'inside' : isGeneratorBound ? 'outside: its clients were late' : 'outside';
    write(
      `  ${servers} workers: M/D/${busy} ${expected.toFixed(1)}/s, held ${held ?? 'none'}, too much ${failed ?? 'none'}: ${judged}\n`,
    );
  }
}
write(`${inside} of ${rows} bands hold the capacity of theory\n`);

/** One search, in a run of its own; its highest rates. */
async function search({ kind, ms, p99Ms, seconds, first, servers }) {
  const folder = mkdtempSync(join(tmpdir(), 'kneepoint-capacity-'));
  try {
    const args = ['serve', '--workers', String(servers), '--find-max-rate', '--rate', String(first)];
    const load = ['--duration', String(seconds), '--iterations', values.rounds, '--p99', String(p99Ms)];
    const env = ['--env', 'WORKERS={workers}', '--env', `KIND=${kind}`, '--env', `MS=${ms}`];
    const all = [MAIN, ...args, ...load, ...env, '--json', '-q', '--out', folder, '--', process.execPath, SERVER];
    const { stdout } = await promisify(execFile)(process.execPath, all, { maxBuffer: 2 ** 28 });
    return JSON.parse(stdout).maxRates;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
