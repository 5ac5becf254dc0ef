import { constantHistogram } from '../analysis/histogram.js';
import type { Measurement, SimulatedLaw } from '../model.js';
import type { TrialSpec, VirtualExecutor } from '../plugin.js';
import { Rng, textKey } from '../random.js';
import { UNKNOWN_USAGE } from '../run/thread-usage.js';

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

/** Every unit takes the same time: the trial's work is spread evenly over its workers. */
function simulate(spec: TrialSpec, law: SimulatedLaw): Measurement {
  const throughput = lawThroughput(law, spec.workers) * trialNoise(law.noise, spec);
  const workSeconds = spec.units / throughput;
  const workers = Math.max(spec.workers, 1);
  const serviceSeconds = (workSeconds * workers) / spec.units;
  return {
    initSeconds: 0,
    workSeconds,
    cleanupSeconds: 0,
    setupSeconds: 0,
    unitsCompleted: spec.units,
    unitsFailed: 0,
    latency: {
      waiting: constantHistogram(0, spec.units),
      transfer: constantHistogram(0, spec.units),
      service: constantHistogram(serviceSeconds * 1e9, spec.units),
      sojourn: constantHistogram(serviceSeconds * 1e9, spec.units),
    },
    workers: Array.from({ length: workers }, (_, worker) => ({
      worker,
      streams: 1,
      units: spec.units / workers,
      startedSeconds: 0,
      doneSeconds: workSeconds,
      busySeconds: workSeconds,
      checkSeconds: 0,
      ...UNKNOWN_USAGE,
      cpuSeconds: workSeconds * Math.min(1, law.cpus / workers),
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
  kind: 'virtual',
  name: 'simulated',
  summary: 'Virtual time from a planted law; measures nothing, and says so',
  accepts: () => true,
  simulate,
};
export default simulated;
