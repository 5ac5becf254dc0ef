/** What a load means for the figures: how many units, which cells compare, how fast it went. */

import type { Load } from '../model/load.js';
import type { Measurement } from '../model/measurement.js';
import type { Way } from '../model/plan.js';

/** Units that a trial is to run: exact for a count, the mean for a rate; null where time alone decides. */
export function plannedUnits(load: Load): number | null {
  if (load.kind === 'count') return load.units;
  return load.kind === 'rate' ? Math.round(load.perSecond * load.durationSeconds) : null;
}

/** Whether units arrive whatever the workers do: throughput is then what came, and no measure of speed. */
export function isOpenLoop({ load }: Pick<Way, 'load'>): boolean {
  return load.kind === 'rate';
}

/**
 * Units a second of a trial. Of a count: units completed over the seconds of work. Of a rate: units
 * completed in time over the schedule's length. Of a window: for each worker the shares of its units'
 * service times that lie in the window, over the window less the checks in it, and these added up. Counting
 * only units that lie wholly inside would be too low by about one unit a stream, and would prefer short ones
 * (the inspection paradox: Feller 1971, sect. I.4); with shares each unit counts once in all, spread evenly
 * over its life, so that the mean is right for a window of any place (Campbell's theorem: Kingman 1993, ch. 3).
 */
export function throughputOf(measurement: Measurement): number {
  const { window, openLoop, unitsCompleted, workSeconds } = measurement;
  if (openLoop !== null) return openLoop.completedInTime / openLoop.seconds;
  if (window === null) return unitsCompleted / workSeconds;
  return window.workers.reduce((sum, worker) => sum + worker.unitShares / (window.seconds - worker.checkSeconds), 0);
}

/** Units behind a trial's figures: those that ended in the window, or all that were completed. */
export function unitsCounted({ window, unitsCompleted }: Measurement): number {
  return window === null ? unitsCompleted : window.workers.reduce((sum, { units }) => sum + units, 0);
}
