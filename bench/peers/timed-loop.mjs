// What one would write by hand: worker threads that take the next index from a shared counter and time
// each call with two readings of the clock. The machine's limit for dispatch "self".
import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

/** Runs `units` calls of a module's default export; gives the seconds from "go" to the last answer. */
export async function drive({ unit, args: [arg] = [], workers, units }) {
  const counter = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const options = { workerData: { unit, arg, units, counter } };
  const threads = Array.from({ length: workers }, () => new Worker(new URL(import.meta.url), options));
  await Promise.all(threads.map((thread) => once(thread, 'message')));
  const began = performance.now();
  const done = threads.map((thread) => once(thread, 'message'));
  for (const thread of threads) thread.postMessage('go');
  await Promise.all(done);
  const workSeconds = (performance.now() - began) / 1000;
  await Promise.all(threads.map((thread) => thread.terminate()));
  return { workSeconds };
}

async function work({ unit, arg, units, counter }) {
  const { default: call } = await import(unit);
  const next = new Int32Array(counter);
  parentPort.once('message', () => parentPort.postMessage(loop(call, arg, units, next)));
  parentPort.postMessage('ready');
}

function loop(call, arg, units, next) {
  let busyMs = 0;
  while (Atomics.add(next, 0, 1) < units) {
    const started = performance.now();
    call(arg);
    busyMs += performance.now() - started;
  }
  return busyMs;
}

if (!isMainThread && parentPort !== null && workerData?.counter !== undefined) await work(workerData);
