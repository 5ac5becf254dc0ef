/** What a unit uses beside its own thread: libuv's pool, other CPUs, workers of its own. */

import { median } from 'simple-statistics';
import { INTERNALLY_PARALLEL_CPUS } from '../analysis/findings/machine.js';
import type { TaskInspection } from '../run/host/inspection.js';
import { counted } from '../words/counts.js';
import { duration } from '../words/numbers.js';
import type { CheckFacts, CheckFinding, CheckResult } from './model.js';
import { gainsFromPool, POOL_UNITS, type PoolTrial } from './pool-trial.js';

/** Whether a unit waits for libuv's pool of threads, which all workers of a process share. */
export function checkThreadPool(inspection: TaskInspection, facts: CheckFacts): CheckResult {
  const check = 'thread pool';
  const { poolRequests, addOns } = inspection;
  if (Object.keys(poolRequests).length > 0) return usesPool(requestsText(poolRequests), facts, poolRequests);
  if (!needsPoolTrial(inspection)) {
    return { check, verdict: 'passed', text: "a unit does not use libuv's thread pool" };
  }
  const { poolTrial } = facts;
  const figures = poolTrial === null ? '' : poolTrialText(poolTrial);
  if (poolTrial !== null && gainsFromPool(poolTrial)) return usesPool(figures, facts, { addOns: addOns.join(', ') });
  const text = `whether a unit uses libuv's thread pool: its native code (${addOns.join(', ')}) hides that`;
  return { check, verdict: 'unknown', text: figures === '' ? text : `${text}, and ${figures}` };
}

/** Whether what was seen leaves open if units use the pool: native code may ask for it without being seen. */
export function needsPoolTrial({ poolRequests, addOns }: TaskInspection): boolean {
  return addOns.length > 0 && Object.keys(poolRequests).length === 0;
}

function usesPool(how: string, { uvThreadpool }: CheckFacts, evidence: CheckFinding['evidence']): CheckResult {
  const finding = {
    code: 'libuv-pool',
    severity: 'info',
    text: `A unit uses libuv's thread pool: ${how}. Its ${counted(uvThreadpool, 'thread')} serve all worker threads of a process.`,
    cure: 'Set --uv-threadpool-size to the largest worker count, or compare --executors threads,processes: each process has a pool of its own.',
    evidence: { ...evidence, uvThreadpool },
  } as const;
  return { check: 'thread pool', verdict: 'found', finding };
}

/** Medians; nothing where units failed beside each other. */
function poolTrialText({ oneThread, fourThreads }: PoolTrial): string {
  if (oneThread.length === 0 || fourThreads.length === 0) return '';
  const [one, four] = [oneThread, fourThreads].map((seconds) => duration(median([...seconds])));
  return `${POOL_UNITS} units at the same time take ${one} with a pool of 1 thread and ${four} with ${POOL_UNITS}`;
}

/** Requests by kind; Node's own kinds are in capitals. */
function requestsText(requests: TaskInspection['poolRequests']): string {
  return Object.entries(requests)
    .map(([kind, count]) => (/^[A-Z0-9]+$/.test(kind) ? `${count} ${kind}` : `${count} "${kind}" of a native add-on`))
    .join(', ');
}

/** CPU time is counted in small steps: less than that in all says nothing. */
const LEAST_SECONDS = 0.2;

/** Whether one unit at a time keeps more than one CPU busy. */
export function checkInnerParallelism({ cpuSeconds, elapsedSeconds }: TaskInspection): CheckResult {
  const check = 'parallelism inside';
  if (elapsedSeconds < LEAST_SECONDS) {
    return { check, verdict: 'unknown', text: 'units ran too briefly to see how many CPUs they use' };
  }
  const cpus = cpuSeconds / elapsedSeconds;
  const figures = `${cpus.toFixed(2)} CPUs while one unit runs at a time`;
  if (cpus < INTERNALLY_PARALLEL_CPUS) return { check, verdict: 'passed', text: `it uses ${figures}` };
  const finding = {
    code: 'internally-parallel',
    severity: 'warning',
    text: `It is parallel inside: it uses ${figures}.`,
    cure: 'Expect the best worker count below the CPUs; or turn off the threads inside (sharp.concurrency(1), OMP_NUM_THREADS=1), and measure again.',
    evidence: { cpus, cpuSeconds, elapsedSeconds },
  } as const;
  return { check, verdict: 'found', finding };
}

/** Whether the task starts worker threads or child processes of its own. */
export function checkInnerWorkers({ started }: TaskInspection): CheckResult {
  const check = 'workers inside';
  const { threads, processes } = started;
  if (threads + processes === 0) return { check, verdict: 'passed', text: 'it starts no thread and no process' };
  const what = [
    ...(threads > 0 ? [counted(threads, 'worker thread')] : []),
    ...(processes > 0 ? [processes === 1 ? '1 child process' : `${processes} child processes`] : []),
  ].join(' and ');
  const finding = {
    code: 'starts-workers',
    severity: 'warning',
    text: `It starts workers of its own: ${what} in import, setup and two units.`,
    cure: 'N workers then start N times as many. Put into "run" what one worker does, and let kneepoint run it on N of them; with --executors async it measures a pool of the task\'s own.',
    evidence: { threads, processes },
  } as const;
  return { check, verdict: 'found', finding };
}
