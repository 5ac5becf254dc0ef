import { now } from '../../clock.js';
import type { WarmUp } from '../../model/measurement.js';
import type { WorkerWarmUp } from '../../seams/crew.js';
import type { TrialSpec } from '../../seams/executor.js';

/**
 * Runs units, beyond the counted ones, until `warmupSeconds` have passed: one at least, as many at most as the
 * trial has units. Null where no warm-up is asked for; rejects with what `run` rejects with.
 */
export async function warmUp(
  { warmupSeconds, units }: Pick<TrialSpec, 'warmupSeconds' | 'units'>,
  run: (index: number) => Promise<void>,
): Promise<WorkerWarmUp | null> {
  if (warmupSeconds <= 0) return null;
  const began = now();
  let first = 0;
  let last = 0;
  let done = 0;
  let lateUnits = 0;
  let lateMs = 0;
  while (done === 0 || (done < units && now() - began < warmupSeconds * 1000)) {
    const started = now();
    await run(units + done);
    last = now() - started;
    if (done === 0) first = last;
    if (done * 2 >= units || started - began >= warmupSeconds * 500) {
      lateUnits++;
      lateMs += last;
    }
    done++;
  }
  const isOnly = done === 1;
  return {
    units: done,
    seconds: (now() - began) / 1000,
    firstServiceSeconds: first / 1000,
    lastServiceSeconds: last / 1000,
    late: { units: isOnly ? 1 : lateUnits, serviceSeconds: (isOnly ? last : lateMs) / 1000 },
  };
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
