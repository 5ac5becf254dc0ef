/** The finding on libuv's thread pool, which all threads of a process share. */
import type { Finding } from '../../model/finding.js';
import { short, wholePercent } from '../../words/numbers.js';
import { CPU_BOUND_SHARE, cpuShare } from '../cpu-bound.js';
import type { AnalysedCurve } from '../curves.js';
import { areAlike } from '../ways.js';
import { curveTraits, curveWay, type FindingContext, onCurve, trialsAt } from './context.js';

/**
 * Units that level off at the pool's size in threads of one process. A lock or a remote pool of that size looks the
 * same, so it takes evidence of the pool itself: the process computes outside the units' threads, or the same task in
 * processes, which have a pool each, goes on growing.
 */
export function libuvPool(analysed: AnalysedCurve, context: FindingContext): readonly Finding[] {
  const { curve } = analysed;
  const pool = context.recording.study.machine.uvThreadpool;
  const single = trialsAt(analysed, 1);
  const share = single === null ? null : cpuShare(single);
  const at = curve.points.findLast(({ workers }) => workers <= pool && workers > 1);
  const beyond = curve.points.at(-1);
  if (!curveTraits(analysed, context).sharesLibuvPool || share === null || share >= CPU_BOUND_SHARE) return [];
  if (at === undefined || beyond === undefined || beyond.workers < pool * 2) return [];
  const base = curve.points.find(({ workers }) => workers === 1);
  const speedupAtPool = base === undefined ? 0 : at.throughput.value / base.throughput.value;
  const gain = beyond.throughput.value / (base?.throughput.value ?? Number.NaN) / pool;
  if (speedupAtPool < at.workers * 0.7 || !(gain < 1.15)) return [];
  const elsewhere = computesElsewhere(analysed, share);
  const processes = growthElsewhere(analysed, context, beyond.workers);
  const growsThere = processes !== null && processes > gain * pool * GROWS_ON;
  if (!elsewhere && !growsThere) return [];
  const proof = growsThere
    ? `in processes, which have a pool each, it is ${short(processes)} times`
    : `each worker's thread computes for only ${wholePercent(share)} of its service time, and the process for more`;
  return [
    {
      code: 'libuv-pool',
      severity: 'warning',
      likelihood: at.workers === pool ? 'likely' : 'possible',
      text: `Throughput levels off at libuv's thread pool of ${pool}: ${short(speedupAtPool)} times one worker's with ${at.workers} workers, ${short(gain * pool)} times with ${beyond.workers}, while ${proof}.`,
      cure: `Raise "uv_threadpool_size" (now ${pool}) towards the number of workers, or use processes, which have a pool each.`,
      ...onCurve(curve),
      evidence: {
        uvThreadpool: pool,
        speedupAtPool,
        speedupBeyond: gain * pool,
        workersBeyond: beyond.workers,
        cpuShare: share,
        speedupInProcesses: processes,
      },
    },
  ];
}

/** How much further processes have to get than threads to show that the limit is one process's own. */
const GROWS_ON = 1.3;

/** Throughput against one worker's where the same task's workers are processes; null where that was not measured. */
function growthElsewhere(curve: AnalysedCurve, context: FindingContext, workers: number): number | null {
  const other = context.curves.find(
    (each) =>
      each !== curve &&
      !curveTraits(each, context).sharesLibuvPool &&
      areAlike(curveWay(each), curveWay(curve), 'executor'),
  );
  const at = (count: number) => other?.curve.points.find((point) => point.workers === count)?.throughput.value;
  const [one, many] = [at(1), at(workers)];
  return one === undefined || many === undefined ? null : many / one;
}

/** Whether the process computes more than the unit's own thread does: somewhere, in the pool most likely. */
function computesElsewhere({ cells }: AnalysedCurve, ownShare: number): boolean {
  const whole = cells.baseline === null ? null : cpuShare(cells.baseline);
  return whole !== null && whole - ownShare > 0.3;
}
