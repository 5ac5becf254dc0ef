/** What the timed parts of a cell took of the machine: CPU, memory, heat and energy. */
import type { Estimate } from '../model/estimate.js';
import type { ResourceUse } from '../model/row.js';
import { meanEstimate, signedMeanEstimate } from '../statistics/estimate.js';
import { largestReading, readingOf } from './readings.js';
import type { CellTrials, CompletedTrial } from './trials.js';

/** The system counts CPU time in ticks of 10 ms: over less time than that they say little. */
const LEAST_SECONDS = 0.1;

/** The resources of a cell over its completed rounds; a figure is null where no round read it. */
export function resourcesOf(group: CellTrials): ResourceUse {
  const mean = (figure: (trial: CompletedTrial) => number | null): Estimate | null =>
    meanEstimate(group.completed.map(figure).filter((value) => value !== null));
  const growth = group.completed.map(growthBytes).filter((bytes) => bytes !== null);
  return {
    cpusUsed: mean(cpusUsed),
    rssPeakBytes: largestReading(group, 'memory', 'rssPeakBytes'),
    rssGrowthBytes: growth.length === 0 ? null : signedMeanEstimate(growth),
    peakCelsius: largestReading(group, 'temperature', 'peakCelsius'),
    watts: mean((trial) => ratio(readingOf(trial, 'energy', 'joules'), readingOf(trial, 'energy', 'seconds'))),
    joulesPerUnit: mean((trial) => ratio(joules(trial), trial.measurement.unitsCompleted)),
    unitsPerJoule: mean((trial) => ratio(trial.measurement.unitsCompleted, joules(trial))),
  };
}

function joules(trial: CompletedTrial): number | null {
  return readingOf(trial, 'energy', 'joules');
}

/** CPU time of the whole tree, over the time in which it was observed. */
function cpusUsed(trial: CompletedTrial): number | null {
  const seconds = readingOf(trial, 'clock', 'observedSeconds') ?? trial.record.telemetry?.atSeconds.at(-1) ?? null;
  return seconds === null || seconds < LEAST_SECONDS ? null : ratio(readingOf(trial, 'cpu', 'treeSeconds'), seconds);
}

/** Of the first and the last sample of the timed part. */
function growthBytes({ record }: CompletedTrial): number | null {
  const samples = record.telemetry?.series.rssBytes?.filter((bytes) => bytes !== null) ?? [];
  const [first] = samples;
  const last = samples.at(-1);
  return samples.length < 2 || first === undefined || last === undefined ? null : last - first;
}

function ratio(part: number | null, whole: number | null): number | null {
  return part === null || whole === null || !(whole > 0) ? null : part / whole;
}
