/** Findings on what the machine gave: CPUs, quota, stolen time, libuv's pool, parallelism inside a unit. */
import type { Finding } from '../../model/finding.js';
import { short, wholePercent } from '../../words/numbers.js';
import { CPU_BOUND_SHARE, cpuShare, cpusInUse } from '../cpu-bound.js';
import type { AnalysedCurve } from '../curves.js';
import { readingOf } from '../readings.js';
import type { CellTrials } from '../trials.js';
import { curveTraits, type FindingContext, isOfCommand, onCurve, trialsAt, widest } from './context.js';
import { ABOVE, cpuFindings } from './cpus.js';
import { adviceOn, eitherOf, fewerWorkers } from './cures.js';
import { libuvPool } from './libuv-pool.js';

/** A share of the wall that is worth a word. */
const NOTABLE = 0.01;
/** One unit at a time that keeps so many CPUs busy computes in parallel inside; V8's own helpers stay below. */
export const INTERNALLY_PARALLEL_CPUS = 1.3;

/** For the study: throttling and steal. For each curve: CPUs, libuv's pool, inner parallelism. */
export function machineFindings(context: FindingContext): readonly Finding[] {
  return [
    ...lostTime(context, 'throttled'),
    ...lostTime(context, 'cpu-stolen'),
    ...context.curves.flatMap((curve) => [
      ...(curveTraits(curve, context).oneThread ? oneThread(curve) : cpuFindings(curve, context)),
      ...libuvPool(curve, context),
      ...internallyParallel(curve, context),
    ]),
  ];
}

const LOST_TIME = {
  throttled: {
    probe: 'throttling',
    figure: 'throttledSeconds',
    what: 'The CPU quota held the task back',
    cure: 'Raise the quota.',
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
      text: `${what}: ${short(lost)} CPU seconds over ${read.length} trials, ${wholePercent(share)} of all CPU time.`,
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
  if ((last.speedup?.low ?? 0) > ABOVE) return [];
  return [
    {
      code: 'one-thread',
      severity: 'warning',
      likelihood: 'likely',
      text: `The executor async runs all units in one thread: a task that computes (CPU time is ${wholePercent(share)} of service time) gains nothing from ${last.workers} units in flight.`,
      cure: 'Use "threads" or "processes" ("executors").',
      ...onCurve(curve),
      evidence: { workers: last.workers, cpuShare: share },
    },
  ];
}

/**
 * CPUs in use while one unit runs: of its own worker, or else of the whole machine, which other programs
 * may have shared.
 */
function internallyParallel(analysed: AnalysedCurve, context: FindingContext): readonly Finding[] {
  // How parallel a command is inside is in its table, and a finding of its own where that asks for too many CPUs.
  if (isOfCommand(analysed)) return [];
  const { advice } = context;
  const single = analysed.cells.baseline ?? trialsAt(analysed, 1);
  const own = single === null ? null : cpusInUse(single);
  const machine = single === null ? null : machineCpus(single);
  // What the machine used beyond the task's own process is somebody else's.
  const cpus = own ?? machine ?? 0;
  if (cpus < INTERNALLY_PARALLEL_CPUS) return [];
  const sure = (own ?? 0) >= INTERNALLY_PARALLEL_CPUS;
  return [
    {
      code: 'internally-parallel',
      severity: 'info',
      likelihood: sure ? 'likely' : 'possible',
      text: `${sure ? `A single unit uses ${short(cpus)} CPUs` : `The machine uses ${short(cpus)} CPUs while units run one at a time`}: the task computes in parallel inside${sure ? '' : ', or something else ran'}.`,
      cure: eitherOf(
        'give the task fewer threads inside',
        fewerWorkers(adviceOn(analysed.curve, advice), widest(analysed.curve)?.workers ?? 0),
      ),
      ...onCurve(analysed.curve),
      evidence: { ownCpus: own, machineCpus: machine },
    },
  ];
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
