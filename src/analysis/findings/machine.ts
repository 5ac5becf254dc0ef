/** Findings on what the machine gave: CPUs, quota, stolen time, libuv's pool, parallelism inside a unit. */
import type { Finding } from '../../model.js';
import { CPU_BOUND_SHARE, cpuShare, cpusInUse, cpusOf, runQueueShare } from '../cpu-bound.js';
import type { AnalysedCurve } from '../curves.js';
import { readingOf } from '../readings.js';
import type { CellTrials } from '../trials.js';
import { percent, short, workersText } from '../wording.js';
import { type FindingContext, isOneThread, of, trialsAt, widest } from './context.js';

/** A share of the wall that is worth a word. */
const NOTABLE = 0.01;
/** A unit that uses this many CPUs at N = 1 computes in parallel inside. */
const INTERNALLY_PARALLEL = 1.2;
const POOL_USERS = ['threads', 'async'];

/** For the study: throttling and steal. For each curve: CPU shortage, libuv's pool, inner parallelism. */
export function machineFindings(context: FindingContext): readonly Finding[] {
  return [
    ...lostTime(context, 'throttled'),
    ...lostTime(context, 'cpu-stolen'),
    ...context.curves.flatMap((curve) => [
      ...(isOneThread(curve) ? oneThread(curve) : cpuShortage(curve, context)),
      ...libuvPool(curve, context),
      ...internallyParallel(curve),
    ]),
  ];
}

const LOST_TIME = {
  throttled: {
    probe: 'throttling',
    figure: 'throttledSeconds',
    what: 'The CPU quota held the task back',
    cure: 'Raise the quota, or use no more workers than it allows.',
  },
  'cpu-stolen': {
    probe: 'system',
    figure: 'stealSeconds',
    what: 'The hypervisor gave CPU time to others',
    cure: 'Measure on a quieter or dedicated machine.',
  },
} as const;

/** CPU time that a probe saw lost, as a share of CPUs × wall, over all trials. */
function lostTime({ groups, recording }: FindingContext, code: keyof typeof LOST_TIME): readonly Finding[] {
  const { probe, figure, what, cure } = LOST_TIME[code];
  const trials = groups.flatMap(({ completed }) => completed);
  const read = trials.flatMap((trial) => {
    const seconds = readingOf(trial, probe, figure);
    return seconds === null ? [] : [{ seconds, wall: trial.measurement.workSeconds }];
  });
  const lost = read.reduce((sum, { seconds }) => sum + seconds, 0);
  const cpus = recording.study.machine.logicalCpus;
  const share = lost / (read.reduce((sum, { wall }) => sum + wall, 0) * cpus);
  if (!(share >= NOTABLE)) return [];
  return [
    {
      code,
      severity: 'warning',
      likelihood: 'likely',
      text: `${what}: ${short(lost)} CPU seconds over ${read.length} trials, ${percent(share)} of all CPU time.`,
      cure,
      task: null,
      executor: null,
      evidence: { cpuSeconds: lost, share, trials: read.length },
    },
  ];
}

/** Computing units of one thread come one after the other, however many are in flight and whatever the CPUs. */
function oneThread(analysed: AnalysedCurve): readonly Finding[] {
  const { curve, cells } = analysed;
  const last = widest(curve);
  const single = cells.baseline ?? trialsAt(analysed, curve.points[0]?.workers ?? 1);
  const share = single === null ? null : cpuShare(single);
  if (last === null || last.workers < 2 || share === null || share < CPU_BOUND_SHARE) return [];
  return [
    {
      code: 'one-thread',
      severity: 'warning',
      likelihood: 'likely',
      text: `The executor async runs all units in one thread: a task that computes (CPU time is ${percent(share)} of service time) gains nothing from ${last.workers} in flight.`,
      cure: 'Have it computed by "threads" or "processes" ("executors").',
      ...of(curve),
      evidence: { workers: last.workers, cpuShare: share },
    },
  ];
}

/** Inflation and run-queue shares from which workers beyond the CPUs are called short of CPU. */
const INFLATED = 0.1;
const DEPRIVED = 0.25;

/**
 * A CPU-bound task on more workers than CPUs whose units take longer, or whose workers were runnable without
 * a CPU: a baseline that was itself deprived hides the inflation, not the queue.
 */
function cpuShortage(analysed: AnalysedCurve, { recording }: FindingContext): readonly Finding[] {
  const { curve } = analysed;
  const single = analysed.cells.baseline ?? trialsAt(analysed, curve.points[0]?.workers ?? 1);
  const share = single === null ? null : cpuShare(single);
  const cpus = single === null ? 0 : cpusOf(single, recording.study);
  const last = curve.points.filter(({ workers }) => workers > cpus).at(-1);
  if (share === null || share < CPU_BOUND_SHARE || last === undefined) return [];
  const group = trialsAt(analysed, last.workers);
  const waiting = group === null ? null : runQueueShare(group);
  const inflation = last.ledger?.inflation ?? 0;
  if (inflation <= INFLATED && (waiting ?? 0) <= DEPRIVED) return [];
  const signs = [
    ...(inflation > INFLATED ? [`service is inflated by ${percent(inflation)} of their time`] : []),
    ...(waiting === null
      ? []
      : [`for each second of service they were runnable without a CPU for ${short(waiting)} s`]),
  ];
  return [
    {
      code: 'cpu-shortage',
      severity: 'warning',
      likelihood: waiting === null || waiting > 0.1 ? 'likely' : 'possible',
      text: `Not enough CPUs: ${last.workers} workers compute on ${short(cpus)} CPUs, and ${signs.join('; ')}.`,
      cure: `Use at most ${workersText(Math.floor(cpus))}, or more CPUs.`,
      ...of(curve),
      evidence: {
        workers: last.workers,
        cpus,
        inflation: last.ledger?.inflation ?? null,
        runQueueShare: waiting,
        cpuShare: share,
      },
    },
  ];
}

/** Units that wait inside, shared by threads of one process, and level off at the pool's size. */
function libuvPool(analysed: AnalysedCurve, { recording }: FindingContext): readonly Finding[] {
  const { curve } = analysed;
  const pool = recording.study.machine.uvThreadpool;
  const single = trialsAt(analysed, 1);
  const share = single === null ? null : cpuShare(single);
  const at = curve.points.findLast(({ workers }) => workers <= pool && workers > 1);
  const beyond = curve.points.at(-1);
  if (!POOL_USERS.includes(curve.executor) || share === null || share >= CPU_BOUND_SHARE) return [];
  if (at === undefined || beyond === undefined || beyond.workers < pool * 2) return [];
  const base = curve.points.find(({ workers }) => workers === 1);
  const speedupAtPool = base === undefined ? 0 : at.throughput.value / base.throughput.value;
  const gain = beyond.throughput.value / (base?.throughput.value ?? Number.NaN) / pool;
  if (speedupAtPool < at.workers * 0.7 || !(gain < 1.15)) return [];
  return [
    {
      code: 'libuv-pool',
      severity: 'warning',
      likelihood: at.workers === pool && computesElsewhere(analysed, share) ? 'likely' : 'possible',
      text: `Throughput levels off at libuv's thread pool of ${pool}: ${short(speedupAtPool)} times one worker's at ${at.workers} workers, ${short(gain * pool)} times at ${beyond.workers}, while each worker's thread computes for only ${percent(share)} of its service time.`,
      cure: `Raise "uv_threadpool_size" (now ${pool}) towards the number of workers, or use processes, which have a pool each.`,
      ...of(curve),
      evidence: {
        uvThreadpool: pool,
        speedupAtPool,
        speedupBeyond: gain * pool,
        workersBeyond: beyond.workers,
        cpuShare: share,
      },
    },
  ];
}

/**
 * CPUs in use while one unit runs: of its own worker, or else of the whole machine, which other programs
 * may have shared.
 */
function internallyParallel(analysed: AnalysedCurve): readonly Finding[] {
  const single = analysed.cells.baseline ?? trialsAt(analysed, 1);
  const own = single === null ? null : cpusInUse(single);
  const machine = single === null ? null : machineCpus(single);
  // What the machine used beyond the task's own process is somebody else's.
  const cpus = own ?? machine ?? 0;
  if (cpus < INTERNALLY_PARALLEL) return [];
  const sure = (own ?? 0) >= INTERNALLY_PARALLEL;
  return [
    {
      code: 'internally-parallel',
      severity: 'info',
      likelihood: sure ? 'likely' : 'possible',
      text: `${sure ? `A single unit uses ${short(cpus)} CPUs` : `The machine uses ${short(cpus)} CPUs while units run one at a time`}: the task computes in parallel inside${sure ? '' : ', or something else ran'}.`,
      cure: 'Fewer workers, or fewer threads inside the task, share the CPUs better.',
      ...of(analysed.curve),
      evidence: { ownCpus: own, machineCpus: machine },
    },
  ];
}

/** Whether the process computes more than the unit's own thread does: somewhere, in the pool most likely. */
function computesElsewhere({ cells }: AnalysedCurve, ownShare: number): boolean {
  const whole = cells.baseline === null ? null : cpuShare(cells.baseline);
  return whole !== null && whole - ownShare > 0.3;
}

/** The system counts in hundredths of a second: less wall than this would be rounding. */
const LEAST_WALL_SECONDS = 1;

function machineCpus({ completed }: CellTrials): number | null {
  const read = completed.flatMap((trial) => {
    const seconds = readingOf(trial, 'system', 'busySeconds');
    return seconds === null ? [] : [{ seconds, wall: trial.measurement.workSeconds }];
  });
  const wall = read.reduce((sum, trial) => sum + trial.wall, 0);
  if (wall < LEAST_WALL_SECONDS) return null;
  return read.reduce((sum, { seconds }) => sum + seconds, 0) / wall;
}
