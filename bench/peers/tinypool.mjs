// Bare tinypool with the same window in flight and the same settings, and nothing measured but the whole.
import { fileURLToPath } from 'node:url';
import { Tinypool } from 'tinypool';

/** Runs `units` calls of a module's default export; gives seconds until ready, and seconds of work. */
export async function drive({ unit, args: [arg] = [], workers, units, inFlight = 1 }) {
  const began = performance.now();
  const pool = new Tinypool({
    filename: fileURLToPath(unit),
    minThreads: workers,
    maxThreads: workers,
    concurrentTasksPerWorker: inFlight,
    useAtomics: false,
  });
  await Promise.all(Array.from({ length: workers }, () => pool.run(arg)));
  const readyMs = performance.now();
  await runWindow(pool, arg, units, workers * inFlight);
  const workSeconds = (performance.now() - readyMs) / 1000;
  await pool.destroy();
  return { readySeconds: (readyMs - began) / 1000, workSeconds };
}

/** Each stream hands out the next unit when its last one is back. */
async function runWindow(pool, arg, units, streams) {
  let next = 0;
  const stream = async () => {
    while (next < units) {
      next++;
      await pool.run(arg);
    }
  };
  await Promise.all(Array.from({ length: streams }, stream));
}
