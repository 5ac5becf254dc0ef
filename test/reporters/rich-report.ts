/** Reports with everything in them that can be drawn. */

import type { CurvePoint, Fit } from '../../src/model/curve.js';
import type { Estimate } from '../../src/model/estimate.js';
import type { CellTelemetry, Report } from '../../src/model/report.js';
import type { CellReport } from '../../src/model/row.js';
import { advice, cell, cells, finding, hostile, report } from './sample-report.js';

const interval = (value: number): Estimate => ({ value, low: value * 0.95, high: value * 1.05 });

const fit: Fit = {
  model: 'usl',
  lambda: interval(29),
  sigma: interval(0.02),
  kappa: interval(0.01),
  r2: 0.99,
  aicc: -40,
  selected: true,
  peakWorkers: interval(3),
  peak: 'observed',
  speedupLimit: null,
};

function withLedger(point: CurvePoint): CurvePoint {
  return {
    ...point,
    machineCeiling: interval(Math.min(point.workers, 2)),
    ledger: {
      useful: 0.9,
      inflation: -0.02,
      withoutCpu: 0,
      waiting: 0,
      transfer: 0.05,
      idleTail: 0.06,
      startSkew: 0.01,
    },
  };
}

const { way, task, point, executor, inFlight, order, load, cpus } = advice;
const WAY = { way, task, point, executor, inFlight, order, load, cpus };

function telemetryOf(workers: number): CellTelemetry {
  const atSeconds = Array.from({ length: 20 }, (_, i) => i / 10);
  const rssBytes = atSeconds.map((seconds, i) => (i === 7 ? null : (80 + workers * 10 + seconds) * 2 ** 20));
  const progress = atSeconds.map((seconds) => Math.round(seconds * 20));
  const series = { rssBytes, cpuShare: atSeconds.map(() => 0.5), 'unitsDone.0': progress, 'unitsDone.1': progress };
  const name = `parallel_${workers}`;
  return { name, ...WAY, workers, round: 2, startedAt: null, joules: null, telemetry: { atSeconds, series } };
}

/** Reads and writes, and single ones of them over time. */
function labelled(each: CellReport): CellReport {
  if (each.workers !== 2 || each.latency === null) return each;
  const labels = ['read', 'write'];
  const samples = Array.from({ length: 40 }, (_, i) => ({
    ...{ unit: 3 * i, atSeconds: i / 20, sojournMs: 30 + (i % 7), label: labels[i % 2] as string },
  }));
  const latencyByLabel = labels.map((label) => ({
    label,
    units: 250,
    ...(each.latency as NonNullable<typeof each.latency>),
    p50MsByRound: each.points.map(({ round }) => ({ round, p50Ms: 30 + round })),
  }));
  return { ...each, latencyByLabel, latencySamples: { round: 2, samples } };
}

const plain = report({ cells: cells(5), advice: [advice], findings: [finding] });

/** One curve with fit, ceiling, ledger, telemetry, profiles, labels, outliers and candidates. */
export const rich: Report = {
  ...plain,
  cells: plain.cells.map(labelled).map((each) => ({
    ...each,
    withoutOutliers: each.workers === 2 ? { throughput: interval(56), speedup: interval(1.9) } : null,
    points: each.points.map((point) => ({ ...point, outlier: point.round === 4 ? ('mild' as const) : null })),
  })),
  curves: plain.curves.map((curve) => ({ ...curve, fits: [fit], points: curve.points.map(withLedger) })),
  advice: [
    {
      ...advice,
      equivalent: [2, 4],
      candidates: [0, 1, 2, 4].map((workers) => ({
        workers,
        ratioToBest: interval(workers / 4),
        probabilityBest: 0.5,
        probabilityGoodEnough: 0.6,
        excludedBy: workers === 1 ? 'p99 is above 10 ms' : null,
      })),
    },
  ],
  telemetry: [1, 2, 4].map(telemetryOf),
  profiles: [
    {
      name: 'parallel_2',
      ...WAY,
      workers: 2,
      kind: 'cpu',
      rows: [{ functionName: 'sortedCopy', location: 'sort.js:12', self: 1.2, total: 1.5, share: 0.8 }],
      files: ['profiles/worker-0.cpuprofile'],
    },
  ],
};

/** Many tasks with many cells: the size that a page has to bear. */
export function manyCells(tasks: number, workerCounts: number, rounds: number): Report {
  const names = Array.from({ length: tasks }, (_, i) => `task-${i}`);
  const counts = Array.from({ length: workerCounts }, (_, i) => i);
  const all = names.map((task) =>
    report({
      cells: counts
        .map((workers) => cell({ workers, workSeconds: 3 / (workers + 1), baselineSeconds: 3, rounds }))
        .map((each) => ({ ...each, task, way: `${each.way}, ${task}` })),
    }),
  );
  return {
    ...plain,
    cells: all.flatMap((each) => each.cells),
    curves: all.flatMap(({ curves }, i) =>
      curves.map((curve) => ({ ...curve, task: names[i] as string, way: `${curve.way}, ${names[i]}` })),
    ),
  };
}

/** Long trials that were sampled as densely as it goes: ten series of telemetry and single units of each row. */
export function sampled(plain: Report, rows: number): Report {
  const atSeconds = Array.from({ length: rows }, (_, i) => i * 0.25);
  const names = ['rssBytes', 'cpuShare', ...Array.from({ length: 8 }, (_, i) => `unitsDone.${i}`)];
  const telemetry = plain.cells.map(({ name, way, task, point, executor, workers, inFlight, order, load, cpus }) => ({
    ...{
      name,
      way,
      task,
      point,
      executor,
      workers,
      inFlight,
      order,
      load,
      cpus,
      round: 0,
      startedAt: null,
      joules: null,
    },
    telemetry: {
      atSeconds,
      series: Object.fromEntries(names.map((each, i) => [each, atSeconds.map((at) => (at * 1e6) % (i + 7))])),
    },
  }));
  const samples = Array.from({ length: 1000 }, (_, unit) => ({
    ...{ unit, atSeconds: unit * 0.15, sojournMs: 30 + ((unit * 37) % 101) / 7, label: null },
  }));
  const cells = plain.cells.map((each) => ({ ...each, latencySamples: { round: 0, samples } }));
  return { ...plain, cells, telemetry };
}

/**
 * Several hostile texts in one report, each as task, executor, argument, finding, path and profile. Pictures
 * take their time, so all curves share those of the first task.
 */
export function hostiles(texts: readonly string[]): Report {
  const each = texts.map(hostile);
  const [task = ''] = texts;
  return {
    ...(each[0] as Report),
    cells: each.flatMap((one, i) =>
      i === 0 ? one.cells : one.cells.slice(0, 1).map((each) => ({ ...each, points: each.points.slice(0, 1) })),
    ),
    curves: each.flatMap((one) => one.curves.map((curve) => ({ ...curve, task }))),
    advice: each.flatMap((one) => one.advice),
    findings: each.flatMap((one) => one.findings),
    telemetry: texts.map((text, i) => {
      const series: Record<string, number[]> =
        i === 0 ? { [text]: [1, 2], [`${text}.1`]: [1, 2] } : { rssBytes: [1, 2] };
      return { ...telemetryOf(2), name: text, task, executor: text, telemetry: { atSeconds: [0, 1], series } };
    }),
    profiles: (rich.profiles ?? []).flatMap((profile) =>
      texts.map((text) => ({
        ...profile,
        name: text,
        task: text,
        rows: profile.rows.map((row) => ({ ...row, functionName: text, location: text })),
        files: [text],
      })),
    ),
  };
}
