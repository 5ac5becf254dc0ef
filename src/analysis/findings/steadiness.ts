/** Findings on how steady the machine was: disturbed baselines, drift, noise, outliers. */
import type { Finding } from '../../model/finding.js';
import type { WorkerMeasurement } from '../../model/measurement.js';
import type { Way } from '../../model/plan.js';
import { isCommand, lawOf, runsCommand, type SpeedupBaseline, speedupBaseline } from '../../seams/subject.js';
import { describe } from '../../statistics/estimate.js';
import { classifyOutliers, type Outlier } from '../../statistics/outliers.js';
import { fitLine } from '../../statistics/regression.js';
import { agreeing, counted, cpusText, listText } from '../../words/counts.js';
import { short, wholePercent } from '../../words/numbers.js';
import type { AnalysedCurve } from '../curves.js';
import type { CellTrials } from '../trials.js';
import { groupAlike } from '../ways.js';
import { curveWay, type FindingContext } from './context.js';

/** Drift over the study that is worth a word, and how sure it must be. */
const NOTABLE_DRIFT = 0.05;
const DRIFT_CONFIDENCE = 0.99;
/** Median coefficient of variation of throughput from which a machine is called noisy. */
const NOISY = 0.05;

/** Disturbed baselines, drift, noise and outliers; simulated rows, which no machine disturbs, are left out. */
export function steadinessFindings(context: FindingContext): readonly Finding[] {
  const measured = context.groups.filter(({ cell }) => lawOf(cell.way.task) === null);
  const { study } = context.recording.study;
  const baseline = speedupBaseline(study);
  const baselines = measured.filter(({ cell }) => cell.workers === baseline.workers && cell.word === baseline.word);
  return [
    ...baselines.flatMap((group) => [...disturbed(group, baseline), ...drift(group, baseline)]),
    ...groupAlike(context.curves, curveWay, 'executor', 'inFlight', 'order').flatMap((curves) =>
      starved(curves, baseline),
    ),
    ...noisy(measured, runsCommand(study)),
    ...outliers(measured),
  ];
}

/** A baseline round far from the others moves every speedup of that round. */
function disturbed({ cell, completed }: CellTrials, { its }: SpeedupBaseline): readonly Finding[] {
  const classes = classifyOutliers(completed.map(({ throughput }) => throughput));
  const rounds = completed.filter((_, i) => classes[i] === 'extreme').map(({ round }) => round + 1);
  if (rounds.length === 0) return [];
  return [
    {
      code: 'baseline-disturbed',
      severity: 'warning',
      likelihood: 'likely',
      text: `The ${its('baseline')}${onSet(cell.way)} was disturbed in ${agreeing(rounds.length, 'round', 'rounds')} ${listText(rounds)}: its throughput lies beyond Tukey's outer fences, which distorts every speedup of ${agreeing(rounds.length, 'that round', 'those rounds')}.`,
      cure: 'Measure more rounds on a quieter machine, and compare the speedups with and without outliers.',
      task: cell.way.task.name,
      executor: cell.way.executor,
      evidence: { disturbedRounds: rounds.length, rounds: completed.length },
    },
  ];
}

/** A speedup of one worker that is shown above this is more than the workers' doing. */
const ABOVE_SEQUENTIAL = 1.05;
/** Share of the sequential trials' wall without a CPU from which they are no yardstick. */
const STARVED = 0.25;

/**
 * One worker does what sequential does and hand-out on top, so it cannot be faster: where it is, or where the
 * sequential trials lacked a CPU for long, all speedups are too high.
 */
function starved(curves: readonly AnalysedCurve[], { its }: SpeedupBaseline): readonly Finding[] {
  const baseline = curves[0]?.cells.baseline ?? null;
  if (baseline === null || lawOf(baseline.cell.way.task) !== null) return [];
  const singles = curves.flatMap(({ curve: { points, inFlight } }) => {
    const [first] = points;
    return first?.workers === 1 && inFlight === 1 && first.speedup !== null ? [first.speedup] : [];
  });
  const [fastest] = singles.toSorted((a, b) => (b.low ?? 0) - (a.low ?? 0));
  const share = wallWithoutCpu(baseline);
  const isFaster = (fastest?.low ?? 0) > ABOVE_SEQUENTIAL;
  const lacksCpu = (share ?? 0) > STARVED;
  if (!isFaster && !lacksCpu) return [];
  const signs = [
    ...(isFaster && fastest !== undefined
      ? [
          `1 worker is ${short(fastest.value)} times as fast (95 %: ${short(fastest.low ?? 0)} to ${short(fastest.high ?? 0)})`,
        ]
      : []),
    ...(lacksCpu ? [`it was ready to run without a CPU for ${wholePercent(share ?? 0)} of its time`] : []),
  ];
  return [
    {
      code: 'baseline-starved',
      severity: 'warning',
      likelihood: 'likely',
      text: `The ${its('baseline')}${onSet(baseline.cell.way)} was starved: ${signs.join(', and ')}. Every speedup against it is too high.`,
      cure: `Measure again on a quieter machine${isCommand(baseline.cell.way.task) ? '' : '; until then compare with 1 worker ("speedupVsOneWorker" in report.json)'}.`,
      task: baseline.cell.way.task.name,
      executor: null,
      evidence: {
        speedupOfOneWorker: fastest?.value ?? null,
        speedupOfOneWorkerLow: fastest?.low ?? null,
        withoutCpuShare: share,
      },
    },
  ];
}

/** Which set of CPUs, where trials ran in one. */
function onSet({ cpus }: Way): string {
  return cpus === null ? '' : ` on ${cpusText(cpus)}`;
}

/** Share of the wall for which the units' own thread was ready to run without a CPU; null where it is not known. */
function wallWithoutCpu({ completed }: CellTrials): number | null {
  const workers = completed.flatMap(({ measurement }) => measurement.workers);
  if (workers.length === 0 || workers.some(({ runQueueSeconds }) => runQueueSeconds === null)) return null;
  const sum = (seconds: (worker: WorkerMeasurement) => number | null) =>
    workers.reduce((all, worker) => all + (seconds(worker) ?? 0), 0);
  return sum(({ runQueueSeconds }) => runQueueSeconds) / sum(({ doneSeconds }) => doneSeconds);
}

/** The baseline is the sentinel: it should take the same time in every round. */
function drift({ cell, completed }: CellTrials, { its }: SpeedupBaseline): readonly Finding[] {
  const line = fitLine(
    completed.map(({ round, throughput }) => ({ x: round, y: Math.log(throughput) })),
    DRIFT_CONFIDENCE,
  );
  const [first, last] = [completed[0], completed.at(-1)];
  if (line === null || first === undefined || last === undefined || completed.length < 5) return [];
  const change = Math.exp(line.slope * (last.round - first.round)) - 1;
  const significant = line.slopeLow > 0 || line.slopeHigh < 0;
  if (!significant || Math.abs(change) < NOTABLE_DRIFT) return [];
  return [
    {
      code: 'drift',
      severity: 'warning',
      likelihood: 'likely',
      text: `The machine drifted: ${its('throughput')}${onSet(cell.way)} ${change > 0 ? 'rose' : 'fell'} by ${wholePercent(Math.abs(change))} from the first round to the last.`,
      cure: 'Rest between trials ("wait_time_after_runner"), and look for heat, a changing clock or other load. Speedups are paired within rounds, which removes most of the effect.',
      task: cell.way.task.name,
      executor: cell.way.executor,
      evidence: { change, slopePerRound: line.slope, slopeLow: line.slopeLow, slopeHigh: line.slopeHigh },
    },
  ];
}

function noisy(groups: readonly CellTrials[], ofCommand: boolean): readonly Finding[] {
  const variations = groups
    .filter(({ completed }) => completed.length >= 3)
    .map(({ completed }) => variationOf(completed.map(({ throughput }) => throughput)))
    .toSorted((a, b) => a - b);
  const median = variations[Math.floor((variations.length - 1) / 2)];
  if (median === undefined || median < NOISY) return [];
  return [
    {
      code: 'noisy-machine',
      severity: 'warning',
      likelihood: median >= 2 * NOISY ? 'likely' : 'possible',
      text: `The machine is noisy: throughput varies by ${wholePercent(median)} between rounds (median coefficient of variation of ${counted(variations.length, 'row')}).`,
      cure: `Close other programs, ${ofCommand ? 'give each run more work, or use more rounds or' : 'use longer units and more rounds, or'} another machine.`,
      task: null,
      executor: null,
      evidence: { medianVariation: median, rows: variations.length },
    },
  ];
}

/** Coefficient of variation: standard deviation over mean. */
function variationOf(values: readonly number[]): number {
  const { mean, standardError } = describe(values);
  return (standardError * Math.sqrt(values.length)) / mean;
}

function outliers(groups: readonly CellTrials[]): readonly Finding[] {
  const classes = groups.flatMap(({ completed }) => classifyOutliers(completed.map(({ throughput }) => throughput)));
  const count = (kind: Outlier) => classes.filter((outlier) => outlier === kind).length;
  const [mild, extreme] = [count('mild'), count('extreme')];
  if (mild + extreme === 0) return [];
  return [
    {
      code: 'outliers',
      severity: 'info',
      likelihood: 'likely',
      text: `${mild + extreme} of ${classes.length} trials ${mild + extreme === 1 ? 'is an outlier' : 'are outliers'} by Tukey's fences (${mild} mild, ${extreme} extreme). Outliers stay in every average; the rows also show the figures without them.`,
      cure: null,
      task: null,
      executor: null,
      evidence: { trials: classes.length, mild, extreme },
    },
  ];
}
