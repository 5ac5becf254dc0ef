/** The report's rows: averages of a cell over its completed rounds, and its speedup. */

import type { Estimate } from '../model/estimate.js';
import type { StudyRecord } from '../model/journal.js';
import type { CellReport, RoundPoint } from '../model/row.js';
import { traitsOf } from '../seams/executor.js';
import { isCommand, speedupBaseline } from '../seams/subject.js';
import { meanEstimate, ratioEstimate } from '../statistics/estimate.js';
import { meanNs } from '../statistics/histogram.js';
import { classifyOutliers } from '../statistics/outliers.js';
import { shortArguments } from './arguments.js';
import { changeOf, spreadOf } from './change.js';
import { commandReport } from './command-runs.js';
import { bandOf, efficiencyOf, speedupVsOneWorker } from './efficiency.js';
import { rowCounts, rowFacts } from './facts.js';
import { latencyByLabel } from './label-latency.js';
import { distributionOf, latencyOf, medianMs } from './latency.js';
import { limitsReport } from './limits.js';
import { isOpenLoop, unitsCounted } from './loads.js';
import { openLoopOf } from './open-loop.js';
import { baselineOf, pairedRatios } from './pairing.js';
import { resourcesOf } from './resources.js';
import { roundResults } from './round-results.js';
import { serviceUse } from './service-use.js';
import { cellLatencySamples } from './telemetry.js';
import type { CellTrials, CompletedTrial } from './trials.js';
import { unitCounts } from './unit-counts.js';
import { wayFields } from './ways.js';

/** What rows are made of, beside the cell's own trials. */
export interface CellContext {
  readonly study: StudyRecord;
  readonly groups: readonly CellTrials[];
  /** Ids of the cells with a wrong result: they get no speedup. */
  readonly wrongCells: ReadonlySet<string>;
}

/** One row of the report. */
export function reportCell(group: CellTrials, context: CellContext): CellReport {
  const { cell, completed, outcomes } = group;
  const speedups = speedupsOf(group, context);
  const speedup = ratioEstimate(speedups.map(({ ratio }) => ratio));
  const byRound = new Map(speedups.map(({ round, ratio }) => [round, ratio]));
  const points = pointsOf(completed, byRound);
  return {
    name: cell.name,
    ...wayFields(cell.way),
    args: argsOf(group, context.study),
    facts: rowFacts(group),
    counts: rowCounts(group),
    workers: cell.workers,
    word: cell.word ?? null,
    unitsPerTrial: unitsPerTrial(group),
    dispatch: traitsOf(context.study.study, cell.way.executor).handsOut ? context.study.study.dispatch : null,
    rounds: completed.length,
    outcomes,
    wrong: context.wrongCells.has(cell.id),
    limits: limitsReport(group, context.study.study.limits),
    ...timesOf(completed),
    throughput: meanEstimate(completed.map((trial) => trial.throughput)),
    openLoop: openLoopOf(group),
    speedup,
    ...efficienciesOf(group, speedup, context),
    units: unitCounts(group),
    resources: resourcesOf(group),
    command: commandReport(group),
    service: serviceUse(group),
    change: changeOf(group, { ...context, baseline: context.study.study.baseline }),
    spread: spreadOf(completed.map((trial) => trial.throughput)),
    withoutOutliers: withoutOutliers(points),
    latency: latencyOf(completed),
    latencyByLabel: latencyByLabel(completed),
    latencySamples: cellLatencySamples(completed),
    distribution: distributionOf(completed),
    points,
    results: roundResults(group, byRound),
  };
}

/**
 * The row that an efficiency is measured against has none worth a band; nor has one whose workers have several units in
 * flight, against one at a time.
 */
function efficienciesOf(group: CellTrials, speedup: Estimate | null, context: CellContext) {
  const { workers, word, way } = group.cell;
  // Nobody knows how many workers a word stands for.
  const efficiency = word === undefined ? efficiencyOf(speedup, workers) : null;
  // Of a command or a service every efficiency is against one worker: this one would say the same again.
  const ofCommand = isCommand(group.cell.way.task) || group.isService;
  const efficiencyVsOneWorker = ofCommand ? null : efficiencyOf(speedupVsOneWorker(group, context), workers);
  return {
    efficiency,
    efficiencyVsOneWorker,
    efficiencyBands: {
      vsSequential:
        workers === speedupBaseline(context.study.study).workers || way.inFlight > 1 ? null : bandOf(efficiency),
      vsOneWorker: workers === 1 ? null : bandOf(efficiencyVsOneWorker),
    },
  } satisfies Partial<CellReport>;
}

function unitsPerTrial({ cell, completed }: CellTrials): number | null {
  if (cell.way.load.kind === 'count') return cell.way.load.units;
  return meanEstimate(completed.map(({ measurement }) => unitsCounted(measurement)))?.value ?? null;
}

/**
 * The paired speedups of a cell against its sequential baseline; none when a result was wrong, and none under
 * an open loop, where throughput is what arrived.
 */
export function speedupsOf(group: CellTrials, context: CellContext): ReturnType<typeof pairedRatios> {
  const baseline = baselineOf(group, context.groups);
  if (baseline === null || context.wrongCells.has(group.cell.id) || isOpenLoop(group.cell.way)) return [];
  return pairedRatios(group, baseline);
}

function timesOf(trials: readonly CompletedTrial[]) {
  const average = (figure: (trial: CompletedTrial) => number) => meanEstimate(trials.map(figure));
  return {
    initSeconds: average(({ measurement }) => measurement.initSeconds),
    workSeconds: average(({ measurement }) => measurement.workSeconds),
    taskAvgSeconds: meanEstimate(trials.map(meanServiceSeconds).filter((seconds) => seconds !== null)),
    totalSeconds: average(({ measurement: m }) => m.initSeconds + m.workSeconds + m.cleanupSeconds),
  } satisfies { [time: string]: Estimate | null };
}

/** Mean service time of a unit in a trial, in seconds; null when none was timed. */
export function meanServiceSeconds(trial: CompletedTrial): number | null {
  const ns = meanNs(trial.measurement.latency.service);
  return ns === null ? null : ns / 1e9;
}

function pointsOf(trials: readonly CompletedTrial[], speedups: ReadonlyMap<number, number>): readonly RoundPoint[] {
  const outliers = classifyOutliers(trials.map((trial) => trial.throughput));
  return trials.map(({ round, measurement, throughput }, i) => ({
    round,
    workSeconds: measurement.workSeconds,
    throughput,
    speedup: speedups.get(round) ?? null,
    p50Ms: medianMs(measurement.latency.sojourn),
    outlier: outliers[i] ?? null,
  }));
}

function withoutOutliers(points: readonly RoundPoint[]): CellReport['withoutOutliers'] {
  const kept = points.filter((point) => point.outlier === null);
  if (kept.length === points.length) return null;
  const throughput = meanEstimate(kept.map((point) => point.throughput)) as Estimate;
  return { throughput, speedup: ratioEstimate(kept.map(({ speedup }) => speedup).filter((ratio) => ratio !== null)) };
}

/** The arguments in force: the user's, or the task's own defaults as its preflight found them; long ones are cut. */
function argsOf({ cell }: CellTrials, study: StudyRecord): readonly unknown[] {
  const described = study.tasks.find((task) => task.name === cell.way.task.name);
  return shortArguments(described?.args ?? cell.way.task.args ?? []);
}
