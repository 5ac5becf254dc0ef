/** Tells tasks that compute from tasks that wait, and which worker counts their curve may be fitted over. */

import type { StudyRecord } from '../model/journal.js';
import type { WorkerMeasurement } from '../model/measurement.js';
import { cpusWithin } from '../plan/ways.js';
import { isCommand, lawOf } from '../seams/subject.js';
import { agreeing, cpusText } from '../words/counts.js';
import { wholePercent } from '../words/numbers.js';
import type { CellTrials } from './trials.js';

/** CPU time over service time from which a task counts as CPU-bound. */
export const CPU_BOUND_SHARE = 0.8;

/** Less service time than that in all says nothing: reading the meters themselves takes CPU time. */
const LEAST_BUSY_SECONDS = 0.05;

/** In a shorter trial, compiling and collecting garbage in V8's own threads look like a second CPU of the task. */
const LEAST_TRIAL_SECONDS = 0.25;

/** Which worker counts a fit takes. */
export interface FitRange {
  /** The largest N that is kept; null keeps all. */
  readonly largest: number | null;
  /** Why, in a clause. */
  readonly reason: string;
}

/**
 * CPU time over the time in which units and their checks had a CPU to be had, over all rounds of a cell; null
 * where it was not measured, is too short to tell, or where what is known would allow either class. Above 1:
 * the task computes in parallel inside. Checks are metered with the CPU time, so their time counts on both
 * sides. Time runnable without a CPU is what a busy machine took, no wait of the task's own; how much of it lies
 * within units is only known between bounds: what does not fit between them lies inside.
 */
export function cpuShare(group: CellTrials): number | null {
  const workers = group.completed.flatMap(({ measurement }) => measurement.workers);
  const busy = total(workers, ({ busySeconds }) => busySeconds);
  if (!(busy >= LEAST_BUSY_SECONDS) || workers.some((worker) => worker.cpuSeconds === null)) return null;
  const computing = total(workers, ({ cpuSeconds }) => cpuSeconds ?? 0);
  if (computing === 0) return 0;
  const inside = total(workers, ({ busySeconds, checkSeconds }) => busySeconds + checkSeconds);
  const deprived = total(workers, ({ runQueueSeconds }) => runQueueSeconds ?? 0);
  const between = total(workers, betweenUnits);
  const most = Math.min(deprived, Math.max(0, inside - computing));
  const least = Math.min(most, Math.max(0, deprived - between));
  // Never below CPU time itself: a difference may round to nothing.
  const share = (without: number) => computing / Math.max(inside - without, Math.min(computing, inside));
  const [lowest, highest] = [share(least), share(most)];
  return lowest < CPU_BOUND_SHARE && highest >= CPU_BOUND_SHARE ? null : highest;
}

/** Time in which a worker ran neither units nor checks, from the timed part's start to its last unit. */
function betweenUnits({ doneSeconds, busySeconds, checkSeconds }: WorkerMeasurement): number {
  return Math.max(0, (doneSeconds ?? 0) - busySeconds - checkSeconds);
}

/** Time runnable without a CPU over service time; null where the system cannot tell. */
export function runQueueShare(group: CellTrials): number | null {
  const workers = group.completed.flatMap(({ measurement }) => measurement.workers);
  const busy = total(workers, ({ busySeconds }) => busySeconds);
  if (!(busy > 0) || workers.some(({ runQueueSeconds }) => runQueueSeconds === null)) return null;
  return total(workers, ({ runQueueSeconds }) => runQueueSeconds ?? 0) / busy;
}

/**
 * CPUs in use while units run one at a time: CPU time over elapsed time, checks in both. Null where it was
 * not measured or is too short to tell.
 */
export function cpusInUse({ completed }: CellTrials): number | null {
  const workers = completed.flatMap(({ measurement }) => measurement.workers);
  const elapsed = total(workers, ({ doneSeconds }) => doneSeconds ?? 0);
  if (!(elapsed >= LEAST_TRIAL_SECONDS * Math.max(1, completed.length))) return null;
  if (workers.some((worker) => worker.cpuSeconds === null)) return null;
  return total(workers, ({ cpuSeconds }) => cpuSeconds ?? 0) / elapsed;
}

/** The CPUs that a cell runs on: of its law when simulated, else of its set, else of the machine. As a decimal. */
export function cpusOf({ cell: { way } }: Pick<CellTrials, 'cell'>, { machine }: StudyRecord): number {
  return lawOf(way.task)?.cpus ?? cpusWithin(way, machine.effectiveCpus);
}

/**
 * A CPU-bound task cannot scale beyond the CPUs for a reason that is none of the law's, so those worker
 * counts would bend the fit; a task that waits uses them. `single` is the cell
 * whose units ran one at a time.
 */
export function fitRange(single: CellTrials | null, study: StudyRecord): FitRange {
  const share = single === null ? null : cpuShare(single);
  if (single === null || share === null) return { largest: null, reason: 'CPU time is not known' };
  const ofCommand = isCommand(single.cell.way.task);
  const what = ofCommand ? 'command' : 'task';
  const busy = `CPU time is ${wholePercent(share)} of ${ofCommand ? "the runs' time" : 'service time'}`;
  if (share < CPU_BOUND_SHARE) return { largest: null, reason: `the ${what} waits: ${busy}` };
  const cpus = cpusOf(single, study);
  return {
    largest: Math.max(1, cpus),
    reason: `the ${what} is CPU-bound (${busy}) and there ${agreeing(cpus, 'is', 'are')} ${cpusText(cpus)}`,
  };
}

function total(workers: readonly WorkerMeasurement[], seconds: (worker: WorkerMeasurement) => number): number {
  return workers.reduce((sum, worker) => sum + seconds(worker), 0);
}
