/** How much CPU time each worker asks for: what tells whether more workers than CPUs can help. */
import type { StudyRecord } from '../model/journal.js';
import { traitsOf } from '../seams/executor.js';
import { cpuSecondsOf, runsOf } from './command-runs.js';
import { cpuShare, cpusOf } from './cpu-bound.js';
import type { CellTrials } from './trials.js';

/** From this share of its time on a CPU a worker leaves less than 5 % for another on the same CPU. */
const SATURATING = 0.95;

/**
 * Of rows in ascending order of workers the positions of those with more workers than effective CPUs, where the
 * largest row within the CPUs keeps each worker on a CPU for at least 95 % of its time; none where it waits
 * more, or where that is not known. Units in flight on one thread never count as workers.
 */
export function beyondCpus(groups: readonly CellTrials[], study: StudyRecord): readonly number[] {
  const isBeyond = (group: CellTrials) => group.cell.workers > Math.max(1, cpusOf(group, study));
  // Each set of CPUs has its own largest row within them.
  const largest = new Map(groups.filter((group) => !isBeyond(group)).map((group) => [group.cell.way.cpus, group]));
  return groups.flatMap((group, i) => {
    const within = largest.get(group.cell.way.cpus);
    const { oneThread } = traitsOf(study.study, group.cell.way.executor);
    return within !== undefined && keepsCpusBusy(within, study) && isBeyond(group) && !oneThread ? [i] : [];
  });
}

/** Whether each worker of a row leaves less than 5 % of a CPU's time to others; false where that is not known. */
export function keepsCpusBusy(group: CellTrials, { study }: StudyRecord): boolean {
  const isInside = traitsOf(study, group.cell.way.executor).workersAre === 'inside';
  return ((isInside ? innerDemand(group) : cpuDemand(group)) ?? 0) >= SATURATING;
}

/** The share of a worker's time in which it computes or would, had it a CPU; null where that is not known. */
function cpuDemand(group: CellTrials): number | null {
  const share = cpuShare(group);
  const parts = group.completed.flatMap(({ measurement: { workers, window, workSeconds } }) =>
    workers.map(({ streams, busySeconds, startedSeconds, doneSeconds, checkSeconds }, i) => ({
      busySeconds: window?.workers[i]?.busySeconds ?? busySeconds,
      // From its first unit to its last: more workers on the same CPUs shorten neither the start nor the idle tail.
      streamSeconds:
        streams * (window?.seconds ?? Math.max(0, (doneSeconds ?? workSeconds) - (startedSeconds ?? 0) - checkSeconds)),
    })),
  );
  const all = parts.reduce((sum, { streamSeconds }) => sum + streamSeconds, 0);
  if (share === null || !(all > 0)) return null;
  const busy = parts.reduce((sum, { busySeconds }) => sum + busySeconds, 0);
  return Math.min(1, share) * Math.min(1, busy / all);
}

/** The same for workers inside a command, which nobody sees: its CPU time over N × wall. */
function innerDemand({ cell, completed }: CellTrials): number | null {
  const runs = completed.flatMap(runsOf);
  const cpuSeconds = cpuSecondsOf(runs);
  const wallSeconds = runs.reduce((sum, run) => sum + run.wallSeconds, 0);
  return cpuSeconds === null || !(wallSeconds > 0) ? null : cpuSeconds / (cell.workers * wallSeconds);
}
