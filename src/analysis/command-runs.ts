/** What the runs of a command took: a row's figures over its rounds. */
import type { CommandReport, CommandRun } from '../model/command.js';
import type { Estimate } from '../model/estimate.js';
import { meanEstimate } from '../statistics/estimate.js';
import type { CellTrials, CompletedTrial } from './trials.js';

/** The command's part of a row; null for a row that ran none, or of which no round completed. */
export function commandReport({ completed, records }: CellTrials): CommandReport | null {
  const trials = completed.filter(({ measurement }) => measurement.command !== undefined);
  if (trials.length === 0) return null;
  const mean = (figure: (runs: readonly CommandRun[]) => number | null): Estimate | null =>
    meanEstimate(trials.map((trial) => figure(runsOf(trial))).filter((value) => value !== null));
  const largest = (figure: 'rssBytes' | 'processes' | 'threads') => {
    const seen = trials
      .flatMap(runsOf)
      .map((run) => run[figure])
      .filter((value) => value !== null);
    return seen.length === 0 ? null : Math.max(...seen);
  };
  return {
    wallSeconds: mean((runs) => meanOf(runs, ({ wallSeconds }) => wallSeconds)),
    userSeconds: mean((runs) => meanOf(runs, ({ userSeconds }) => userSeconds)),
    systemSeconds: mean((runs) => meanOf(runs, ({ systemSeconds }) => systemSeconds)),
    cpusPerRun: mean(cpusPerRun),
    rssPeakBytes: largest('rssBytes'),
    processesPeak: largest('processes'),
    threadsPeak: largest('threads'),
    start: records.some(({ measurement }) => measurement?.command?.warmedUp) ? 'warm' : 'cold',
    leftBehind: [...new Set(trials.flatMap(({ measurement }) => measurement.command?.leftBehind ?? []))],
  };
}

/** The timed runs of a trial. */
export function runsOf({ measurement }: CompletedTrial): readonly CommandRun[] {
  return measurement.command?.runs ?? [];
}

/** CPU time of a trial's runs together, in seconds; null where the system tells none. */
export function cpuSecondsOf(runs: readonly CommandRun[]): number | null {
  const seconds = runs.map(({ userSeconds, systemSeconds }) =>
    userSeconds === null || systemSeconds === null ? null : userSeconds + systemSeconds,
  );
  return seconds.some((one) => one === null) ? null : seconds.reduce<number>((sum, one) => sum + (one ?? 0), 0);
}

/** CPU time over wall time: how parallel one run is inside. */
export function cpusPerRun(runs: readonly CommandRun[]): number | null {
  const cpu = cpuSecondsOf(runs);
  const wall = runs.reduce((sum, { wallSeconds }) => sum + wallSeconds, 0);
  return cpu === null || !(wall > 0) ? null : cpu / wall;
}

function meanOf(runs: readonly CommandRun[], figure: (run: CommandRun) => number | null): number | null {
  const values = runs.map(figure).filter((value) => value !== null);
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
