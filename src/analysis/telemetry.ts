/** Which trial's samples stand for a cell. */
import type { CellTelemetry } from '../model.js';
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
