/** What services took of the machine while a cell's units called them. */
import type { Estimate } from '../model/estimate.js';
import type { ServiceUse } from '../model/row.js';
import { meanEstimate } from '../statistics/estimate.js';
import { largestReading, readingOf } from './readings.js';
import type { CellTrials, CompletedTrial } from './trials.js';

/** The name of the probe that sees them. */
const PROBE = 'services';

/** Their use of the machine over a cell's completed rounds; null where it has none. */
export function serviceUse(group: CellTrials): ServiceUse | null {
  if (!group.completed.some((trial) => readingOf(trial, PROBE, 'cpuSeconds') !== null)) return null;
  const mean = (figure: (trial: CompletedTrial) => number | null): Estimate | null =>
    meanEstimate(group.completed.map(figure).filter((value) => value !== null));
  const largest = (figure: string) => largestReading(group, PROBE, figure);
  return {
    cpusUsed: mean((trial) => over(trial, readingOf(trial, 'clock', 'observedSeconds'))),
    cpuMsPerUnit: mean((trial) => over(trial, trial.measurement.unitsCompleted / 1000)),
    rssPeakBytes: largest('rssPeakBytes'),
    processesPeak: largest('processesPeak'),
    threadsPeak: largest('threadsPeak'),
    connectionsPeak: largest('connectionsPeak'),
    cpuShares: cpuShares(group),
  };
}

function over(trial: CompletedTrial, whole: number | null): number | null {
  const seconds = readingOf(trial, PROBE, 'cpuSeconds');
  return seconds === null || whole === null || !(whole > 0) ? null : seconds / whole;
}

/** The busiest process of each round, the second busiest and so on: numbers of processes change from trial to trial. */
function cpuShares(group: CellTrials): readonly number[] {
  const rounds = group.completed.map((trial) => processSeconds(trial).toSorted((a, b) => b - a));
  const processes = Math.max(0, ...rounds.map(({ length }) => length));
  const sums = Array.from({ length: processes }, (_, i) => rounds.reduce((sum, round) => sum + (round[i] ?? 0), 0));
  const total = sums.reduce((sum, seconds) => sum + seconds, 0);
  return total > 0 ? sums.map((seconds) => seconds / total) : [];
}

/** CPU seconds of each process of a trial's services, in the order of their start; empty where they are not known. */
export function processSeconds({ record }: CompletedTrial): readonly number[] {
  const seconds = record.readings[PROBE]?.cpuSecondsByProcess;
  return Array.isArray(seconds) ? (seconds as readonly number[]) : [];
}
