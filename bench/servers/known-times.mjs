/**
 * A server whose service time is known: requests wait in one queue, first come, first served, before WORKERS servers, each
 * of which takes one for MS milliseconds. KIND says of what: `wait`, which takes no CPU time, or `cpu`, which takes nothing
 * else, in a thread for each worker. So it is M/D/c when requests arrive at random (m-d-c.mjs).
 */
import { createServer } from 'node:http';
import { performance } from 'node:perf_hooks';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

const { PORT, WORKERS = '1', KIND = 'wait', MS = '20' } = process.env;
const TUNING_ROUNDS = 25;
const TUNING_STEPS = 200_000;

if (!isMainThread) {
  parentPort.on('message', () => {
    work(workerData);
    parentPort.postMessage(null);
  });
} else {
  const servers = Array.from({ length: Number(WORKERS) }, KIND === 'wait' ? waiter : computer);
  const idle = [...servers];
  const queue = [];
  const next = () => {
    while (idle.length > 0 && queue.length > 0) {
      const [server, response] = [idle.shift(), queue.shift()];
      server(() => {
        response.end('done\n');
        idle.push(server);
        next();
      });
    }
  };
  createServer((_, response) => {
    queue.push(response);
    next();
  }).listen(Number(PORT), '127.0.0.1');
}

/** Waits: a timer for all but the last two milliseconds, which timers do not hit, then a look at the clock in each turn of the loop. */
function waiter() {
  return (done) => {
    const due = performance.now() + Number(MS);
    const look = () => (performance.now() >= due ? done() : setImmediate(look));
    setTimeout(look, Number(MS) - 2);
  };
}

/** Computes in a thread of its own. */
function computer() {
  const worker = new Worker(new URL(import.meta.url), { workerData: stepsOf(Number(MS)) });
  return (done) => {
    worker.once('message', done);
    worker.postMessage(null);
  };
}

let steps = null;

/** How many steps take that many milliseconds here: by the fastest of several tries, for others only make it slower. */
function stepsOf(ms) {
  if (steps !== null) return steps;
  const tries = Array.from({ length: TUNING_ROUNDS }, () => {
    const began = performance.now();
    work(TUNING_STEPS);
    return performance.now() - began;
  });
  steps = Math.round((TUNING_STEPS * ms) / Math.min(...tries));
  return steps;
}

/** The same work each time. */
function work(count) {
  let x = 1;
  for (let i = 0; i < count; i++) x = (Math.imul(x, 1664525) + 1013904223) | 0;
  return x;
}
