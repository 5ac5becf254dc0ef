// kneepoint itself, as a host process uses it: the built session, without supervisor and journal.
import { fileURLToPath } from 'node:url';

const WORK = { executor: 'threads', inFlight: 1, dispatch: 'pool', order: 'none', chunk: 1, args: [] };

/** Opens, drives and closes a session; gives seconds until the workers are ready, and seconds of work. */
export async function drive(options) {
  const spec = trialSpec({ ...WORK, ...options });
  const { default: executor } = await import(`../../dist/src/executors/${spec.executor}.js`);
  const began = performance.now();
  const session = await executor.open(spec);
  const readySeconds = (performance.now() - began) / 1000;
  await session.setup();
  await session.warmUp();
  const driven = await session.drive({ phase() {}, progress() {} });
  await session.teardown();
  await session.close();
  if (driven.fault !== null) throw new Error(driven.fault.message);
  return { readySeconds, workSeconds: driven.workSeconds };
}

/**
 * One warm-up unit a worker, as the peers' first batch is; no collection, for they have none; with digests,
 * for real trials have them.
 */
function trialSpec({ unit, ...options }) {
  const modulePath = fileURLToPath(unit);
  return {
    ...options,
    task: { name: 'unit', given: modulePath, modulePath, args: null, law: null },
    moduleUrl: unit,
    seed: 1,
    round: 0,
    scratch: fileURLToPath(new URL('.', import.meta.url)),
    warmupSeconds: Number.MIN_VALUE,
    kernels: false,
    gc: false,
    digest: true,
    profile: null,
    stopAtFailure: true,
    meters: true,
    cpus: null,
  };
}
