// @ts-check
// kneepoint itself, as a host process uses it: the built session, without supervisor and journal.
import { fileURLToPath } from 'node:url';

/**
 * Opens, drives and closes a session; gives seconds until the workers are ready, and seconds of work.
 * @param {Parameters<typeof trialSpec>[0]} options
 */
export async function drive(options) {
  const spec = trialSpec(options);
  const { default: executor } = await import(`../../dist/src/executors/${spec.executor}.js`);
  const { Session } = await import('../../dist/src/run/host/session.js');
  await executor.load();
  const began = performance.now();
  const session = await Session.open(executor, spec, new AbortController().signal);
  const readySeconds = (performance.now() - began) / 1000;
  await session.setup();
  await session.warmUp();
  const driven = await session.drive(() => {});
  await session.teardown();
  await session.close();
  if (driven.fault !== null) throw new Error(driven.fault.message);
  return { readySeconds, workSeconds: driven.workSeconds };
}

/**
 * One warm-up unit a worker, as the peers' first batch is; no collection, for they have none; with digests,
 * for real trials have them.
 * @param {{ unit: string; units: number; workers: number } & Record<string, unknown>} options
 * @returns {import('../../src/seams/executor.ts').TrialSpec}
 */
function trialSpec({ unit, units, workers, ...options }) {
  const modulePath = fileURLToPath(unit);
  return {
    executor: 'threads',
    dispatch: 'pool',
    args: [],
    ...options,
    workers,
    units,
    load: { kind: 'count', units },
    inFlight: 1,
    chunk: 1,
    order: 'none',
    cpuSet: null,
    keys: 1,
    task: { name: 'unit', given: modulePath, args: null, subject: { kind: 'module', path: modulePath } },
    subject: { kind: 'module', url: unit },
    seed: 1,
    round: 0,
    scratch: fileURLToPath(new URL('.', import.meta.url)),
    sampleSeconds: 0.25,
    maxLatencySamples: 0,
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
