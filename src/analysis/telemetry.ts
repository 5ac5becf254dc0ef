/** Which trial's samples stand for a cell. */

import type { CellTelemetry } from '../model/report.js';
import type { CellReport } from '../model/row.js';
import type { Telemetry } from '../model/trial.js';
import { readingOf } from './readings.js';
import type { CellTrials, CompletedTrial } from './trials.js';
import { wayFields } from './ways.js';

/**
 * The telemetry of the completed trial with the median work time; of one in whose window nothing ended where there is
 * no other. None when nothing was sampled.
 */
export function cellTelemetry({ cell, completed, records }: CellTrials): readonly CellTelemetry[] {
  const all = records.flatMap((record): SampledTrial[] => {
    const { measurement, outcome, round } = record;
    return outcome === 'completed' && measurement !== null ? [{ record, round, measurement }] : [];
  });
  const median = medianTrial(completed.length > 0 ? completed : all, ({ record }) => record.telemetry);
  if (median === null) return [];
  const { name, way, workers } = cell;
  const { record } = median.trial;
  return [
    {
      ...{ name, ...wayFields(way), workers, round: record.round },
      startedAt: record.sampledFrom ?? null,
      joules: readingOf(median.trial, 'energy', 'joules'),
      telemetry: median.sampled,
    },
  ];
}

/** The single units of the completed trial with the median work time; null when none were sampled. */
export function cellLatencySamples(trials: readonly CompletedTrial[]): CellReport['latencySamples'] {
  const median = medianTrial(trials, ({ measurement }) => measurement.latencySamples);
  return median === null ? null : { round: median.trial.round, samples: median.sampled };
}

type SampledTrial = Pick<CompletedTrial, 'record' | 'round' | 'measurement'>;

/** The one with the median work time of those that have what is asked for. */
function medianTrial<Sampled>(
  trials: readonly SampledTrial[],
  sampledOf: (trial: SampledTrial) => Sampled | null | undefined,
): { readonly trial: SampledTrial; readonly sampled: Sampled } | null {
  const having = trials
    .flatMap((trial) => {
      const sampled = sampledOf(trial);
      return sampled == null ? [] : [{ sampled, trial }];
    })
    .sort((a, b) => a.trial.measurement.workSeconds - b.trial.measurement.workSeconds);
  return having[Math.floor((having.length - 1) / 2)] ?? null;
}

/** Both telemetries in one: a row for each instant of either, null where the other alone was sampled. */
export function mergeTelemetry(a: Telemetry | null, b: Telemetry | null): Telemetry | null {
  if (a === null || b === null) return a ?? b;
  const atSeconds = [...new Set([...a.atSeconds, ...b.atSeconds])].toSorted((x, y) => x - y);
  return { atSeconds, series: { ...spread(a, atSeconds), ...spread(b, atSeconds) } };
}

function spread(telemetry: Telemetry, atSeconds: readonly number[]): Telemetry['series'] {
  const rows = new Map(telemetry.atSeconds.map((at, row) => [at, row]));
  const spreadOne = (values: readonly (number | null)[]) => atSeconds.map((at) => values[rows.get(at) ?? -1] ?? null);
  return Object.fromEntries(Object.entries(telemetry.series).map(([name, values]) => [name, spreadOne(values)]));
}
