/** Each round of a row by itself, whatever became of it: what the averages are made of. */
import type { RoundResult } from '../model/round.js';
import type { TrialRecord } from '../model/trial.js';
import { cpuSecondsOf, runsOf } from './command-runs.js';
import { groupBy } from './grouping.js';
import { percentilesOf } from './latency.js';
import { unitsCounted } from './loads.js';
import { readingOf } from './readings.js';
import type { CellTrials, CompletedTrial } from './trials.js';

/** One for each round that was begun, ascending; `speedups` are those of the row, by round. */
export function roundResults(
  { records, completed }: CellTrials,
  speedups: ReadonlyMap<number, number>,
): readonly RoundResult[] {
  const trials = new Map(completed.map((trial) => [trial.round, trial]));
  return [...groupBy(records, ({ round }) => String(round)).values()].map((attempts) => {
    const last = attempts.at(-1) as TrialRecord;
    const { round } = last;
    const trial = trials.get(round);
    const { outcome } = trial?.record ?? last;
    return {
      ...{ round, outcome, attempts: attempts.length },
      ...(trial === undefined ? NOTHING : figuresOf(trial)),
      speedup: speedups.get(round) ?? null,
    };
  });
}

type Figures = Omit<RoundResult, 'round' | 'outcome' | 'attempts' | 'speedup'>;

const NOTHING: Figures = {
  units: null,
  initSeconds: null,
  workSeconds: null,
  totalSeconds: null,
  throughput: null,
  p50Ms: null,
  p99Ms: null,
  cpuSeconds: null,
  rssPeakBytes: null,
  run: null,
};

function figuresOf(trial: CompletedTrial): Figures {
  const { measurement, throughput } = trial;
  const { initSeconds, workSeconds, cleanupSeconds } = measurement;
  const { p50, p99 } = percentilesOf([measurement.latency.sojourn]);
  const runs = runsOf(trial);
  const [run] = runs;
  return {
    units: unitsCounted(measurement),
    initSeconds,
    workSeconds,
    totalSeconds: initSeconds + workSeconds + cleanupSeconds,
    throughput,
    p50Ms: p50,
    p99Ms: p99,
    cpuSeconds: runs.length > 0 ? cpuSecondsOf(runs) : readingOf(trial, 'cpu', 'treeSeconds'),
    rssPeakBytes: readingOf(trial, 'memory', 'rssPeakBytes'),
    run:
      run === undefined || runs.length > 1
        ? null
        : {
            wallSeconds: run.wallSeconds,
            userSeconds: run.userSeconds,
            systemSeconds: run.systemSeconds,
            rssBytes: run.rssBytes,
            status: run.status,
          },
  };
}
