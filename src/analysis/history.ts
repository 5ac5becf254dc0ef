/** Runs over time: how the throughput of one task went, and where it changed. Pure. */
import { mean } from 'simple-statistics';
import type { Advice } from '../model/advice.js';
import type { History, HistoryLevel, HistoryPoint } from '../model/history.js';
import type { Report } from '../model/report.js';
import type { CellReport } from '../model/row.js';
import { Rng, textKey } from '../random.js';
import { findSteps, MIN_SERIES } from '../statistics/change-points.js';
import { groupBy } from './grouping.js';

/** A run's report with the place where it lies. */
export interface PlacedReport {
  readonly folder: string;
  readonly report: Report;
}

/** Which histories are wanted; null is all. */
export interface HistoryFilter {
  readonly task: string | null;
  readonly executor: string | null;
  /** The worker count to follow; null takes the fastest of those that most runs have. */
  readonly workers: number | null;
}

interface Entry {
  readonly place: PlacedReport;
  readonly cell: CellReport;
}

/** The histories of all tasks, executors and machines among the reports, each with its runs from old to new. */
export function historiesOf(places: readonly PlacedReport[], filter: HistoryFilter): readonly History[] {
  const sorted = places.toSorted((a, b) => startOf(a).localeCompare(startOf(b)));
  const entries = sorted.flatMap((place) =>
    place.report.cells.filter((cell) => isWanted(cell, filter)).map((cell) => ({ place, cell })),
  );
  const handOutNothing = new Set(entries.flatMap(({ cell }) => (cell.dispatch === null ? [cell.executor] : [])));
  return [...groupBy(entries, (entry) => seriesKey(entry, handOutNothing)).values()].flatMap((series) =>
    historyOf(series, filter),
  );
}

/** A history follows counts; reports of earlier versions know no words. */
function isWanted({ throughput, task, executor, workers, word }: CellReport, filter: HistoryFilter): boolean {
  if (word != null) return false;
  if (throughput === null || (filter.task !== null && task !== filter.task)) return false;
  return filter.executor === null ? workers > 0 || filter.workers === 0 : executor === filter.executor;
}

function startOf({ report }: PlacedReport): string {
  return report.provenance.startedAt;
}

/**
 * What has to be the same for two runs to be of one history; Node's version and the code may change. Reports of
 * earlier versions give a dispatch also to executors that hand nothing out: newer ones say which those are.
 */
function seriesKey({ place, cell }: Entry, handOutNothing: ReadonlySet<string>): string {
  // Reports of earlier versions know no orders and no sets of CPUs.
  const { executor, inFlight, order = 'none', task, args, load, cpus = null } = cell;
  const dispatch = handOutNothing.has(executor) ? null : cell.dispatch;
  return JSON.stringify([task, args, executor, inFlight, order, load, cpus, dispatch, machineOf(place)]);
}

function machineOf({ report: { machine, provenance, simulated } }: PlacedReport): string {
  if (simulated) return 'simulated';
  const { cpuModel, effectiveCpus, logicalCpus } = machine;
  const name = provenance.instance ?? null;
  return `${name === null ? '' : `${name}, `}${cpuModel}, ${effectiveCpus} effective of ${logicalCpus} CPUs`;
}

function historyOf(entries: readonly Entry[], filter: HistoryFilter): readonly History[] {
  const workers = filter.workers ?? followed(entries);
  const series = entries.filter(({ cell }) => cell.workers === workers);
  const newest = series.at(-1);
  if (newest === undefined) return [];
  // Reports of earlier versions know no ways, points, orders and sets of CPUs, and no commands.
  const {
    way = '',
    task,
    point = null,
    args,
    executor,
    inFlight,
    order = 'none',
    load,
    cpus = null,
    command,
  } = newest.cell;
  const logs = series.map(({ cell }) => Math.log(cell.throughput?.value as number));
  const steps = findSteps(logs, new Rng(textKey(task), textKey(executor), workers)).map(({ index }) => index);
  return [
    {
      ...{ way, task, point, args, executor, inFlight, order, load, cpus, workers },
      machine: machineOf(newest.place),
      simulated: newest.place.report.simulated,
      points: series.map((entry, i) => pointOf(entry, logs[i - 1] ?? null, steps.includes(i))),
      levels: levelsOf(logs, steps),
      noun: command == null ? 'unit' : 'run',
      searched: series.length >= MIN_SERIES,
    },
  ];
}

/** Of the worker counts that most runs have, the one with the highest throughput in the newest of them. */
function followed(entries: readonly Entry[]): number {
  const counts = [...groupBy(entries, ({ cell }) => String(cell.workers)).values()];
  const most = Math.max(...counts.map((series) => series.length));
  const newest = counts.filter((series) => series.length === most).map((series) => (series.at(-1) as Entry).cell);
  const best = newest.toSorted((a, b) => (b.throughput?.value ?? 0) - (a.throughput?.value ?? 0));
  return (best[0] as CellReport).workers;
}

function pointOf({ place, cell }: Entry, before: number | null, step: boolean): HistoryPoint {
  const { folder, report } = place;
  const throughput = cell.throughput as HistoryPoint['throughput'];
  const advice = report.advice.find((each) => isOn(each, cell));
  return {
    folder,
    startedAt: report.provenance.startedAt,
    gitCommit: report.provenance.gitCommit,
    node: report.machine.node,
    throughput,
    change: before === null ? null : throughput.value / Math.exp(before) - 1,
    recommended: advice?.workers ?? null,
    step,
  };
}

/** Whether an advice is on a row's way; of earlier versions, which name no ways, by what tells curves apart. */
function isOn(advice: Advice, cell: CellReport): boolean {
  if (cell.way !== undefined) return advice.way === cell.way;
  return advice.task === cell.task && advice.executor === cell.executor && advice.inFlight === cell.inFlight;
}

function levelsOf(logs: readonly number[], steps: readonly number[]): readonly HistoryLevel[] {
  const starts = [0, ...steps];
  const means = starts.map((from, i) => {
    return Math.exp(mean(logs.slice(from, starts[i + 1] ?? logs.length)));
  });
  return starts.map((from, i) => {
    const [throughput, before] = [means[i] as number, means[i - 1]];
    const to = (starts[i + 1] ?? logs.length) - 1;
    return { from, to, throughput, change: before === undefined ? null : throughput / before - 1 };
  });
}
