/** What units used and waited for in the trials of a cell, summed over workers and rounds. */
import { mean } from 'simple-statistics';
import { meanReading } from '../readings.js';
import { serviceUse } from '../service-use.js';
import type { CellTrials } from '../trials.js';

/** Per unit in seconds, or as shares of the workers' time; null where the system does not tell. */
export interface Usage {
  readonly workers: number;
  /** Units that can be underway at a time. */
  readonly streams: number;
  /** Mean over rounds, units per second. */
  readonly throughput: number;
  /** Service time of a unit. */
  readonly serviceSeconds: number;
  /** CPU time of the workers per unit. */
  readonly cpuSeconds: number | null;
  /** Time inside a unit that is neither CPU nor run queue nor collection. */
  readonly waitSeconds: number | null;
  /** Share of the workers' time in which they were ready to run without a CPU. */
  readonly withoutCpu: number | null;
  /** Share of the workers' time that one second per unit is. */
  readonly sharePerSecond: number;
  /** The host's event loop. */
  readonly loopUtilisation: number | null;
  /** Whether all workers are threads of one process. */
  readonly shareProcess: boolean;
  /** Blocks of the memory kernel per block of the computing one, over all workers; null where not measured. */
  readonly memoryPerSpin: number | null;
  /** Time for which the CPU quota stopped a group, as a share of the wall. */
  readonly throttled: number | null;
  /** Share of the workers' time in which their threads computed. */
  readonly threadsBusy: number | null;
  /** How often a CPU was taken from a thread of the workers' processes, per unit. */
  readonly takenPerUnit: number | null;
  /** What the services beside it took; null where there are none, or nothing is known of them. */
  readonly service: ServiceUsage | null;
  /** CPUs that everybody on the machine kept busy. */
  readonly machineBusy: number | null;
  /** Bytes a second over the loopback interface, everybody's. */
  readonly loopbackPerSecond: number | null;
}

/** What services took. */
export interface ServiceUsage {
  readonly cpusUsed: number;
  readonly cpuSecondsPerUnit: number;
  /** CPUs that their busiest process used. */
  readonly busiestProcess: number;
  /** Context switches of all kinds, per unit. */
  readonly switchesPerUnit: number | null;
}

/** The usage of a cell; null where no unit was timed. */
export function usageOf(group: CellTrials): Usage | null {
  const { completed, cell } = group;
  const workers = completed.flatMap(({ measurement }) => measurement.workers);
  const sum = (figure: (worker: (typeof workers)[number]) => number | null) =>
    workers.some((worker) => figure(worker) === null)
      ? null
      : workers.reduce((all, worker) => all + (figure(worker) ?? 0), 0);
  const units = sum((worker) => worker.units) ?? 0;
  const wall = workers.reduce((all, { streams, doneSeconds }) => all + streams * (doneSeconds ?? 0), 0);
  // A worker's streams share its thread.
  const threadsWall = workers.reduce((all, { doneSeconds }) => all + (doneSeconds ?? 0), 0);
  const busy = sum((worker) => worker.busySeconds) ?? 0;
  if (!(units > 0) || !(wall > 0) || !(busy > 0)) return null;
  const [cpu, queued, collecting] = [
    sum((worker) => worker.cpuSeconds),
    sum((worker) => worker.runQueueSeconds),
    sum((worker) => worker.gc?.seconds ?? 0) ?? 0,
  ];
  const waited = cpu === null || queued === null ? null : Math.max(0, busy - cpu - queued - collecting);
  const seconds = meanReading(group, 'throttling', 'throttledSeconds');
  const kernels = completed.flatMap(({ measurement }) => measurement.kernels ?? []);
  const loops = completed.flatMap(({ measurement }) => measurement.hostLoop ?? []);
  return {
    workers: cell.workers,
    streams: cell.workers * cell.way.inFlight,
    throughput: mean(completed.map(({ throughput }) => throughput)),
    serviceSeconds: busy / units,
    cpuSeconds: cpu === null ? null : cpu / units,
    waitSeconds: waited === null ? null : waited / units,
    // It is read a moment after the last unit.
    withoutCpu: queued === null ? null : Math.min(1, queued / threadsWall),
    sharePerSecond: units / wall,
    loopUtilisation: loops.length === 0 ? null : mean(loops.map(({ utilisation }) => utilisation)),
    shareProcess: workers.length > 1 && workers.every(({ memory }) => memory !== null && memory.rssBytes === null),
    memoryPerSpin: kernels.length === 0 ? null : mean(kernels.map(({ spin, memory }) => memory / spin)),
    throttled: seconds === null ? null : seconds / meanWall(group),
    threadsBusy: cpu === null || !(threadsWall > 0) ? null : cpu / threadsWall,
    takenPerUnit: perUnit(group, 'context-switches', ['involuntary']),
    service: serviceUsage(group),
    machineBusy: overObserved(group, meanReading(group, 'system', 'busySeconds')),
    loopbackPerSecond: overObserved(group, meanReading(group, 'loopback', 'bytes')),
  };
}

function serviceUsage(group: CellTrials): ServiceUsage | null {
  const use = serviceUse(group);
  if (use === null || use.cpusUsed === null || use.cpuMsPerUnit === null) return null;
  return {
    cpusUsed: use.cpusUsed.value,
    cpuSecondsPerUnit: use.cpuMsPerUnit.value / 1000,
    busiestProcess: use.cpusUsed.value * (use.cpuShares[0] ?? 1),
    switchesPerUnit: perUnit(group, 'services', ['voluntarySwitches', 'involuntarySwitches']),
  };
}

/** The sum of a probe's figures over the units; null where one is not known. */
function perUnit(group: CellTrials, probe: string, figures: readonly string[]): number | null {
  const sums = figures.map((figure) => meanReading(group, probe, figure));
  const units = mean(group.completed.map(({ measurement }) => measurement.unitsCompleted));
  if (sums.includes(null) || !(units > 0)) return null;
  return sums.reduce((sum: number, each) => sum + (each ?? 0), 0) / units;
}

function overObserved(group: CellTrials, figure: number | null): number | null {
  const seconds = meanReading(group, 'clock', 'observedSeconds');
  return figure === null || seconds === null || !(seconds > 0) ? null : figure / seconds;
}

function meanWall({ completed }: CellTrials): number {
  return mean(completed.map(({ measurement }) => measurement.workSeconds));
}
