import type { LateWarmUp, WarmUp } from '../../model/measurement.js';

/** How a worker's warm-up went. */
export interface WorkerWarmUp {
  readonly units: number;
  readonly seconds: number;
  readonly firstServiceSeconds: number;
  readonly lastServiceSeconds: number;
  /** Those begun in the second half of the time, or of the units; the only one where there is no other. */
  readonly late: LateWarmUp;
}

/** Puts the warm-ups of all workers together. */
export function summariseWarmUp(workers: readonly (WorkerWarmUp | null)[]): WarmUp {
  const warmed = workers.filter((worker) => worker !== null);
  return {
    units: warmed.reduce((sum, { units }) => sum + units, 0),
    seconds: Math.max(0, ...warmed.map(({ seconds }) => seconds)),
    firstServiceSeconds: mean(warmed.map(({ firstServiceSeconds }) => firstServiceSeconds)),
    lastServiceSeconds: mean(warmed.map(({ lastServiceSeconds }) => lastServiceSeconds)),
    late: {
      units: warmed.reduce((sum, { late }) => sum + late.units, 0),
      serviceSeconds: warmed.reduce((sum, { late }) => sum + late.serviceSeconds, 0),
    },
  };
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
