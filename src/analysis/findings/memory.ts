/** Findings on memory: garbage collection, and the worker count at which memory runs out. */
import { mean } from 'simple-statistics';
import type { Finding } from '../../model/finding.js';
import { fitLine, type Line } from '../../statistics/regression.js';
import { agreeing, workersText } from '../../words/counts.js';
import { bytes, wholePercent } from '../../words/numbers.js';
import { runsOf } from '../command-runs.js';
import { cpusOf } from '../cpu-bound.js';
import type { AnalysedCurve } from '../curves.js';
import { readingOf } from '../readings.js';
import type { CellTrials } from '../trials.js';
import { curveTraits, type FindingContext, isOfCommand, onCurve, trialsAt, widest } from './context.js';
import { adviceOn, eitherOf, fewerWorkers } from './cures.js';

/** Share of busy time in garbage collection that is worth a word. */
const GC_BOUND = 0.1;

/** For each curve: too much garbage collection, and memory that ends before the CPUs do. */
export function memoryFindings(context: FindingContext): readonly Finding[] {
  return context.curves.flatMap((curve) => [...gcBound(curve), ...memoryLimit(curve, context)]);
}

function gcBound(analysed: AnalysedCurve): readonly Finding[] {
  const shares = analysed.curve.points.flatMap(({ workers }) => {
    const share = gcShare(trialsAt(analysed, workers));
    return share === null ? [] : [{ workers, share }];
  });
  const worst = shares.reduce((a, b) => (b.share > a.share ? b : a), { workers: 0, share: 0 });
  const first = shares[0];
  if (first === undefined || worst.share < GC_BOUND) return [];
  return [
    {
      code: 'gc-bound',
      severity: 'warning',
      likelihood: worst.share >= 2 * GC_BOUND ? 'likely' : 'possible',
      text: `Garbage collection takes ${wholePercent(worst.share)} of service time at ${workersText(worst.workers)} (${wholePercent(first.share)} at ${first.workers}).`,
      cure: 'Allocate less per unit, reuse buffers, or give workers a larger young generation (--max-semi-space-size).',
      ...onCurve(analysed.curve),
      evidence: { workers: worst.workers, gcShare: worst.share, gcShareAtFewest: first.share },
    },
  ];
}

function gcShare(group: CellTrials | null): number | null {
  const workers = group?.completed.flatMap(({ measurement }) => measurement.workers) ?? [];
  const busy = workers.reduce((sum, worker) => sum + worker.busySeconds, 0);
  if (!(busy > 0) || workers.some(({ gc }) => gc === null)) return null;
  return workers.reduce((sum, worker) => sum + (worker.gc?.seconds ?? 0), 0) / busy;
}

/** RSS(N) = a + b·N over all trials; the N at which it meets the limit. */
function memoryLimit(analysed: AnalysedCurve, context: FindingContext): readonly Finding[] {
  const { recording, advice } = context;
  const { machine } = recording.study;
  const isCommand = isOfCommand(analysed);
  const { workersAre } = curveTraits(analysed, context);
  const limitBytes = machine.memoryLimitBytes ?? machine.memoryBytes;
  const line = fitLine(
    analysed.cells.cells.flatMap((group) =>
      isCommand ? commandMemoryPoints(group, workersAre === 'streams') : memoryPoints(group),
    ),
  );
  const last = widest(analysed.curve);
  const group = last === null ? null : trialsAt(analysed, last.workers);
  if (line === null || last === null || group === null || line.slope <= 0 || line.slopeHigh <= 0) return [];
  const at = workersAt(line, line.slope, limitBytes);
  const useful = Math.max(last.workers, cpusOf(group, recording.study));
  if (at > useful) return [];
  const low = workersAt(line, line.slopeHigh, limitBytes);
  const high = line.slopeLow > 0 ? workersAt(line, line.slopeLow, limitBytes) : null;
  return [
    {
      code: 'memory-limit',
      severity: 'warning',
      likelihood: high !== null && high <= useful ? 'likely' : 'possible',
      text: `Memory runs out before the CPUs do: ${bytes(line.intercept)} and ${bytes(line.slope)} per worker reach the limit of ${bytes(limitBytes)} at ${Math.floor(at)} ${agreeing(Math.floor(at), 'worker', 'workers')} (95 %: ${Math.floor(low)} to ${high === null ? 'no upper bound' : Math.floor(high)}).`,
      cure: eitherOf(
        fewerWorkers(adviceOn(analysed.curve, advice), low),
        ...(isCommand
          ? ['give each run less to do at a time']
          : ['make units smaller', 'share memory between workers']),
      ),
      ...onCurve(analysed.curve),
      evidence: {
        interceptBytes: line.intercept,
        bytesPerWorker: line.slope,
        bytesPerWorkerLow: line.slopeLow,
        bytesPerWorkerHigh: line.slopeHigh,
        limitBytes,
        workersAtLimit: at,
        workersAtLimitLow: low,
        workersAtLimitHigh: high,
      },
    },
  ];
}

function memoryPoints({ cell, completed }: CellTrials): readonly { readonly x: number; readonly y: number }[] {
  return completed.flatMap((trial) => {
    const bytes = readingOf(trial, 'memory', 'rssPeakBytes');
    return bytes === null ? [] : [{ x: cell.workers, y: bytes }];
  });
}

/** Memory of the commands' own trees alone: peaks of single runs, and of N at a time N such peaks. */
function commandMemoryPoints(group: CellTrials, areCopies: boolean): ReturnType<typeof memoryPoints> {
  const { workers } = group.cell;
  return group.completed.flatMap((trial) => {
    const peaks = runsOf(trial).flatMap(({ rssBytes }) => (rssBytes === null ? [] : [rssBytes]));
    if (peaks.length === 0) return [];
    return [{ x: workers, y: areCopies ? workers * mean(peaks) : Math.max(...peaks) }];
  });
}

/** Where a line of that slope through the centroid meets the limit; at least 0. */
function workersAt(line: Line, slope: number, limitBytes: number): number {
  return Math.max(0, line.meanX + (limitBytes - line.meanY) / slope);
}
