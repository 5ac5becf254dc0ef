/** Findings on the CPUs of tasks that compute: too few for the workers, or fewer than the speedup would need. */
import type { Finding } from '../../model/finding.js';
import { type SpeedupBaseline, speedupBaseline } from '../../seams/subject.js';
import { cpusText, workersText } from '../../words/counts.js';
import { short, wholePercent } from '../../words/numbers.js';
import { CPU_BOUND_SHARE, cpuShare, cpusOf, runQueueShare } from '../cpu-bound.js';
import type { AnalysedCurve } from '../curves.js';
import { type FindingContext, isOfCommand, onCurve, trialsAt } from './context.js';
import { adviceOn, eitherOf, fewerWorkers } from './cures.js';

/** Inflation and run-queue shares from which workers beyond the CPUs are called short of CPU. */
const INFLATED = 0.1;
const DEPRIVED = 0.25;
/** How far a speedup has to be shown above what should be its limit. */
export const ABOVE = 1.05;

/** A CPU-bound task on more workers than CPUs: either they lack CPUs, or they are faster than that allows. */
export function cpuFindings(analysed: AnalysedCurve, context: FindingContext): readonly Finding[] {
  const { curve } = analysed;
  const single = analysed.cells.baseline ?? trialsAt(analysed, curve.points[0]?.workers ?? 1);
  const share = single === null ? null : cpuShare(single);
  if (single === null || share === null || share < CPU_BOUND_SHARE) return [];
  const available = cpusOf(single, context.recording.study);
  const above = aboveCpus(analysed, available, share, speedupBaseline(context.recording.study.study));
  return above.length > 0 ? above : cpuShortage(analysed, context, available, share);
}

/** What cannot be: computing work that is faster than its CPUs. One of the figures behind it is wrong. */
function aboveCpus(
  analysed: AnalysedCurve,
  available: number,
  share: number,
  { name, its }: SpeedupBaseline,
): readonly Finding[] {
  const { curve } = analysed;
  const ofCommand = isOfCommand(analysed);
  const above = curve.points.filter(({ speedup }) => (speedup?.low ?? 0) > available * ABOVE);
  const most = above.toSorted((a, b) => (b.speedup?.value ?? 0) - (a.speedup?.value ?? 0))[0];
  if (most?.speedup == null) return [];
  const { value, low, high } = most.speedup;
  return [
    {
      code: 'above-cpus',
      severity: 'warning',
      likelihood: 'likely',
      text: `Faster than its CPUs allow: ${workersText(most.workers)} are ${short(value)} times ${name} (95 %: ${short(low ?? 0)} to ${short(high ?? 0)}) on ${cpusText(available)}, though the ${ofCommand ? 'command' : 'task'} computes (CPU time is ${wholePercent(share)} of ${ofCommand ? "the runs' time" : 'service time'}). The ${its('trials')} were slowed down, the CPUs are more than they seem, or the workers do less than they should.`,
      cure: `Do not rely on this speedup until you know why: ${ofCommand ? 'check what the runs write ("expect")' : 'compare with 1 worker, check the results ("verify")'}, and measure again.`,
      ...onCurve(curve),
      evidence: { workers: most.workers, speedup: value, speedupLow: low, cpus: available, cpuShare: share },
    },
  ];
}

/**
 * Workers beyond the CPUs whose units take longer, or that were runnable without a CPU: a baseline that was itself
 * deprived hides the inflation, not the queue.
 */
function cpuShortage(
  analysed: AnalysedCurve,
  { advice }: FindingContext,
  available: number,
  share: number,
): readonly Finding[] {
  const { curve } = analysed;
  const last = curve.points.filter(({ workers }) => workers > available).at(-1);
  if (last === undefined) return [];
  const group = trialsAt(analysed, last.workers);
  const waiting = group === null ? null : runQueueShare(group);
  const inflation = (last.ledger?.inflation ?? 0) + (last.ledger?.withoutCpu ?? 0);
  if (inflation <= INFLATED && (waiting ?? 0) <= DEPRIVED) return [];
  const signs = [
    ...(inflation > INFLATED
      ? [`${wholePercent(inflation)} of their time is lost to slower service and to having no CPU`]
      : []),
    ...(waiting === null
      ? []
      : [`for each second of service they were runnable without a CPU for ${short(waiting)} s`]),
  ];
  return [
    {
      code: 'cpu-shortage',
      severity: 'warning',
      likelihood: waiting === null || waiting > 0.1 ? 'likely' : 'possible',
      text: `Not enough CPUs: ${workersText(last.workers)} compute on ${cpusText(available)}, and ${signs.join('; ')}.`,
      cure: eitherOf(fewerWorkers(adviceOn(curve, advice), last.workers), 'give it more CPUs'),
      ...onCurve(curve),
      evidence: {
        workers: last.workers,
        cpus: available,
        inflation: last.ledger?.inflation ?? null,
        withoutCpu: last.ledger?.withoutCpu ?? null,
        runQueueShare: waiting,
        cpuShare: share,
      },
    },
  ];
}
