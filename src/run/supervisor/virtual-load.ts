/** The loads in virtual time, for workers whose units all take the same time. */

import type { RateLoad, WindowLoad } from '../../model/load.js';
import type { Measurement } from '../../model/measurement.js';
import type { TrialSpec } from '../../seams/executor.js';
import { constantHistogram, Histogram } from '../../statistics/histogram.js';
import { arrivalsOf, graceSeconds } from '../host/arrivals.js';
import { LatencySampler, latencySamples } from '../worker/latency-sampler.js';

/** What of a measurement follows from the load; each worker is busy for `busySeconds`. */
export type VirtualDriven = Pick<
  Measurement,
  'workSeconds' | 'unitsCompleted' | 'latency' | 'latencySamples' | 'window' | 'openLoop'
> & {
  readonly busySeconds: number;
};

/** Runs a trial's load on `workers` workers whose units take `serviceSeconds` each. */
export function simulateLoad(spec: TrialSpec, workers: number, serviceSeconds: number): VirtualDriven {
  switch (spec.load.kind) {
    case 'count':
      return simulateCount(spec.load.units, workers, serviceSeconds);
    case 'window':
      return simulateWindow(spec.load, workers, serviceSeconds);
    case 'rate':
      return simulateRate(spec, spec.load, workers, serviceSeconds);
  }
}

/** The work is spread evenly over the workers, to fractions of a unit; as all units are alike, none is sampled. */
function simulateCount(units: number, workers: number, serviceSeconds: number): VirtualDriven {
  const workSeconds = (units * serviceSeconds) / workers;
  return {
    workSeconds,
    unitsCompleted: units,
    latency: constantLatency(serviceSeconds, units),
    latencySamples: null,
    window: null,
    openLoop: null,
    busySeconds: workSeconds,
  };
}

/** All workers start at 0 and are never idle, so that each fills the window. */
function simulateWindow(load: WindowLoad, workers: number, serviceSeconds: number): VirtualDriven {
  const { warmupSeconds, windowSeconds, durationSeconds } = load;
  const endedBefore = (seconds: number) => Math.ceil(seconds / serviceSeconds) - 1;
  const units = endedBefore(warmupSeconds + windowSeconds) - endedBefore(warmupSeconds);
  const started = Math.ceil(durationSeconds / serviceSeconds);
  const each = { units, unitShares: windowSeconds / serviceSeconds, busySeconds: windowSeconds, checkSeconds: 0 };
  return {
    workSeconds: started * serviceSeconds,
    unitsCompleted: started * workers,
    latency: constantLatency(serviceSeconds, units * workers),
    latencySamples: null,
    window: { seconds: windowSeconds, workers: Array.from({ length: workers }, () => each) },
    openLoop: null,
    busySeconds: started * serviceSeconds,
  };
}

/**
 * One queue before all workers, first come, first served: with Poisson arrivals an M/D/c queue. As all units
 * take the same time, workers become free in the order in which they were taken: unit i starts when it has
 * arrived and unit i − c is done (Crommelin 1932).
 */
function simulateRate(spec: TrialSpec, load: RateLoad, workers: number, serviceSeconds: number): VirtualDriven {
  const instants = arrivalsOf(load, spec.seed, spec.round);
  const sampler = LatencySampler.of(spec);
  const serviceMs = serviceSeconds * 1000;
  const endMs = load.durationSeconds * 1000;
  const giveUpMs = endMs + graceSeconds(load) * 1000;
  const waiting = new Histogram();
  const sojourn = new Histogram();
  const doneMs = new Float64Array(workers);
  const count = { started: 0, late: 0, inTime: 0, byHalf: 0, arrivedByHalf: 0 };
  let lastMs = 0;
  for (const [i, dueMs] of instants.entries()) {
    if (dueMs < endMs / 2) count.arrivedByHalf++;
    const startMs = Math.max(dueMs, doneMs[i % workers] as number);
    const isDropped = startMs >= giveUpMs;
    const waitedMs = Math.min(startMs, giveUpMs) - dueMs;
    waiting.record(waitedMs * 1e6);
    const sojournMs = waitedMs + (isDropped ? 0 : serviceMs);
    sojourn.record(sojournMs * 1e6);
    sampler?.add(i, dueMs, sojournMs, null);
    if (isDropped) continue;
    lastMs = startMs + serviceMs;
    doneMs[i % workers] = lastMs;
    count.started++;
    if (waitedMs > 1) count.late++;
    if (lastMs < endMs) count.inTime++;
    if (lastMs < endMs / 2) count.byHalf++;
  }
  const { started } = count;
  return {
    workSeconds: lastMs / 1000,
    unitsCompleted: started,
    latency: {
      waiting: waiting.encode(),
      transfer: constantHistogram(0, started),
      service: constantHistogram(serviceMs * 1e6, started),
      sojourn: sojourn.encode(),
    },
    latencySamples: latencySamples(sampler?.sample() ?? null, 0),
    window: null,
    openLoop: {
      arrivals: instants.length,
      seconds: load.durationSeconds,
      completedInTime: count.inTime,
      arrivalsSecondHalf: instants.length - count.arrivedByHalf,
      inSystemAtHalf: count.arrivedByHalf - count.byHalf,
      inSystemAtEnd: instants.length - count.inTime,
      late: count.late,
      lateByDispatcher: 0,
      dropped: instants.length - started,
    },
    busySeconds: (started * serviceSeconds) / workers,
  };
}

function constantLatency(serviceSeconds: number, units: number): Measurement['latency'] {
  const service = constantHistogram(serviceSeconds * 1e9, units);
  const none = constantHistogram(0, units);
  return { waiting: none, transfer: none, service, sojourn: service };
}
