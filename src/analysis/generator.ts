/** Whether the clients of a service were at their own limit: what was measured is then theirs, not the service's. */
import { mean } from 'simple-statistics';
import { openLoopOf } from './open-loop.js';
import type { CellTrials } from './trials.js';

/** Share of the requests that may leave over 1 ms late with a client free, before the clients decide what is seen. */
const LATE = 0.05;
/** Share of the time in which the clients' thread may be busy, before answers wait for it. */
export const GENERATOR_BUSY = 0.9;

/** Share of a rate's requests that were sent late although a client was free; null for a closed loop. */
export function lateShare(group: CellTrials): number | null {
  const loop = openLoopOf(group);
  return loop === null ? null : loop.lateByDispatcher / loop.arrivals;
}

/** Share of the time in which the clients' event loop was busy; null where it is not known, as under a rate. */
export function clientShare({ completed }: CellTrials): number | null {
  const shares = completed.flatMap(({ measurement: { workers, openLoop } }) =>
    openLoop === null ? workers.flatMap(({ loopUtilisation }) => loopUtilisation ?? []) : [],
  );
  return shares.length === 0 ? null : mean(shares);
}

/** Whether a row of a service shows its clients rather than it. */
export function isGeneratorBound(group: CellTrials): boolean {
  if (!group.isService) return false;
  return (lateShare(group) ?? 0) > LATE || (clientShare(group) ?? 0) > GENERATOR_BUSY;
}
