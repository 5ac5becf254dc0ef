import type { Measurement } from '../model/measurement.js';
import type { SimulatedLaw } from '../model/study.js';
import { Rng, textKey } from '../random.js';
import { simulateLoad } from '../run/supervisor/virtual-load.js';
import { UNKNOWN_USAGE } from '../seams/crew.js';
import type { TrialSpec, VirtualExecutor } from '../seams/executor.js';

/**
 * Units a second of `workers` workers under a law, without noise: the Universal Scalability Law
 * X(N) = lambda·N / (1 + sigma·(N−1) + kappa·N·(N−1)) (Gunther 2007, eq. 4.32). Sequential (0) has the
 * throughput of one worker. Not above zero where a negative sigma leaves no denominator.
 */
export function lawThroughput(law: SimulatedLaw, workers: number): number {
  const n = Math.max(workers, 1);
  return (law.lambda * n) / (1 + law.sigma * (n - 1) + law.kappa * n * (n - 1));
}

/**
 * A factor for one trial: log-normal with mean 1 and coefficient of variation `noise`, from the
 * study's seed, the task, the worker count and the round alone.
 */
export function trialNoise(
  noise: number,
  spec: Pick<TrialSpec, 'seed' | 'task' | 'workers' | 'inFlight' | 'round'>,
): number {
  if (noise === 0) return 1;
  const variance = Math.log1p(noise * noise);
  const z = new Rng(spec.seed, textKey(spec.task.name), spec.workers, spec.inFlight, spec.round).normal();
  return Math.exp(Math.sqrt(variance) * z - variance / 2);
}

/** Every unit takes the same time: N over the law's throughput. */
function simulate(spec: TrialSpec, law: SimulatedLaw): Measurement {
  const workers = Math.max(spec.workers, 1);
  const throughput = lawThroughput(law, spec.workers) * trialNoise(law.noise, spec);
  const serviceSeconds = workers / throughput;
  const { busySeconds, ...driven } = simulateLoad(spec, workers, serviceSeconds);
  return {
    initSeconds: 0,
    cleanupSeconds: 0,
    setupSeconds: 0,
    ...driven,
    unitsFailed: 0,
    labels: [],
    workers: Array.from({ length: workers }, (_, worker) => ({
      worker,
      streams: 1,
      units: driven.unitsCompleted / workers,
      startedSeconds: 0,
      doneSeconds: driven.workSeconds,
      busySeconds,
      checkSeconds: 0,
      queuedSeconds: null,
      ...UNKNOWN_USAGE,
      cpuSeconds: busySeconds * Math.min(1, law.cpus / workers),
    })),
    kernels: null,
    hostLoop: null,
    warmUp: { units: 0, seconds: 0, firstServiceSeconds: null, lastServiceSeconds: null },
    digest: null,
    simulated: true,
  };
}

/** Virtual time from a planted law: instant, for thousands of workers; every output says SIMULATED. */
const simulated: VirtualExecutor = {
  name: 'simulated',
  summary: 'Virtual time from a planted law; measures nothing, and says so',
  traits: {
    runs: ['law'],
    workersAre: 'streams',
    handsOut: false,
    oneThread: false,
    sharesLibuvPool: false,
    fewestWorkers: 0,
    mostWorkers: 1_000_000,
    bytesPerWorker: null,
  },
  simulate,
};
export default simulated;
