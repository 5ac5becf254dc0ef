/** Which trial's samples stand for a cell. */
import type { CellTelemetry, Telemetry } from '../model.js';
import type { CellTrials } from './trials.js';

/** The telemetry of the completed trial with the median work time; none when nothing was sampled. */
export function cellTelemetry({ cell, completed }: CellTrials): readonly CellTelemetry[] {
  const sampled = completed
    .flatMap(({ record: { telemetry }, round, measurement }) =>
      telemetry === null ? [] : [{ telemetry, round, seconds: measurement.workSeconds }],
    )
    .sort((a, b) => a.seconds - b.seconds);
  const median = sampled[Math.floor((sampled.length - 1) / 2)];
  if (median === undefined) return [];
  const { name, task, executor, workers, inFlight } = cell;
  const { round, telemetry } = median;
  return [{ name, task: task.name, executor, workers, inFlight, round, telemetry }];
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
