/** The figures of all points, by worker count: as one JSON and as one CSV. */
import { createArrayCsvStringifier } from 'csv-writer';
import type { Load } from '../../model/load.js';
import type { Report } from '../../model/report.js';
import type { CellReport } from '../../model/row.js';
import { isCommand } from '../../seams/subject.js';
import { csvCell } from '../text/csv-cell.js';
import { type Variant, valueNames, valuesOf, workersOf } from './variants.js';

type Figure = (cell: CellReport) => number | null;

/** Throughput against one worker of the same way, over the worker count: of a command, its efficiency. */
const scalingEfficiency: Figure = ({ efficiency, efficiencyVsOneWorker, command }) =>
  (command === null ? efficiencyVsOneWorker : efficiency)?.value ?? null;
const p99Ms: Figure = ({ latency }) => latency?.service.p99 ?? null;

/** What each point has a map of, from worker count to figure: what stands after the operation's name. */
const FIGURES: readonly (readonly [name: string, figure: Figure])[] = [
  ['ops_per_sec', ({ throughput }) => throughput?.value ?? null],
  ['scaling_efficiency', scalingEfficiency],
  ['latency_ms', p99Ms],
  ['energy_per_op', ({ resources }) => resources.joulesPerUnit?.value ?? null],
  ['avg_cpu_utilization', ({ resources, workers }) => per(resources.cpusUsed?.value ?? null, workers)],
];

function per(total: number | null, workers: number): number | null {
  return total === null ? null : total / Math.max(1, workers);
}

/** The rows of a variant as nested maps: by its first names' values, then, where there are several names, by the last one's. */
export function processedOf(report: Report, { cells }: Variant) {
  const names = valueNames(report);
  const [outer, last] = names.length < 2 ? [names, null] : [names.slice(0, -1), names.at(-1)];
  const points = new Map<string, { [figure: string]: { [workers: string]: number | null } }>();
  for (const cell of cells) {
    const values = valuesOf(cell, names).map((value) => (value === null ? '' : String(value)));
    const key = values
      .slice(0, outer.length)
      .filter((value) => value !== '')
      .join(' ');
    const maps = points.get(key) ?? {};
    const prefix = last === null ? '' : `${values.at(-1)}_`;
    for (const [name, figure] of FIGURES) {
      const map = maps[`${prefix}${name}`] ?? {};
      map[workersOf(cell)] = figure(cell);
      maps[`${prefix}${name}`] = map;
    }
    points.set(key, maps);
  }
  return { metadata: metadataOf(report, cells), [`${names[0]}s`]: Object.fromEntries(points) };
}

function metadataOf({ machine, provenance, tool }: Report, cells: readonly CellReport[]) {
  const { cpuModel: cpu, ...others } = machine;
  const counts = [...new Set(cells.map(({ workers }) => workers))].toSorted((a, b) => a - b);
  return {
    timestamp: provenance.startedAt,
    platform: { cpu, ...others },
    tool,
    thread_counts: counts,
    ...durationsOf(cells[0]?.load),
  };
}

/** Of a load that ends by its units neither is known. */
function durationsOf(load: Load | undefined) {
  if (load === undefined || load.kind === 'count') return { duration_sec: null, analysis_window_sec: null };
  const { durationSeconds } = load;
  return {
    duration_sec: durationSeconds,
    analysis_window_sec: load.kind === 'window' ? load.windowSeconds : durationSeconds,
  };
}

/**
 * All rows side by side, the baselines among them: throughput and time of the batch beside what one unit took from its
 * hand-out to its answer (sojourn), in milliseconds. Figures are means over rounds.
 */
export function overviewOf(report: Report) {
  return {
    metadata: metadataOf(report, report.cells),
    results: report.cells.map((cell) => ({
      name: cell.name,
      mode: cell.workers === 0 && cell.word === null ? 'baseline' : cell.executor,
      ...cell.point,
      worker_count: workersOf(cell),
      in_flight: cell.inFlight,
      throughput_tps: cell.throughput?.value ?? null,
      total_time_sec: cell.workSeconds?.value ?? null,
      avg_processing_ms: cell.latency?.sojourn.mean ?? null,
      p99_processing_ms: cell.latency?.sojourn.p99 ?? null,
    })),
  };
}

/** A line for each row of a variant. */
export function summaryCsv(report: Report, { cells }: Variant): string {
  const names = valueNames(report);
  const header = [...names, 'worker_count', 'ops_per_sec', 'scaling_efficiency', 'p99_latency_ms'];
  const stringifier = createArrayCsvStringifier({ header: header.map(csvCell) });
  const lines = cells.map((cell) => [
    ...valuesOf(cell, names).map((value) => csvCell(typeof value === 'boolean' ? String(value) : value)),
    ...[workersOf(cell), cell.throughput?.value ?? null, scalingEfficiency(cell), p99Ms(cell)].map(csvCell),
  ]);
  return (stringifier.getHeaderString() ?? '') + stringifier.stringifyRecords(lines);
}

/** Whether a row belongs into summaries: speedups of a task are against a row without workers, which has no worker count. */
export function isCounted(report: Report, { workers, word, task }: CellReport): boolean {
  const found = report.study.tasks.find(({ name }) => name === task);
  return workers > 0 || word !== null || (found !== undefined && isCommand(found));
}
