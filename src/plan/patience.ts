/** How long a trial without a `timeout` may go without a sign of life before it is taken to hang. */
import type { Cell } from '../model/plan.js';
import type { Study } from '../model/study.js';

const LEAST_SECONDS = 60;
/** A task whose set-up takes longer has no known pace; at worst all workers set up one after the other. */
const SETUP_SECONDS = 10;
/** Units are that much slower than the first at most, or the trial is taken to hang. */
const FACTOR = 20;
/** Of a task whose pace is not known: its first unit took long, or failed. */
const UNKNOWN_SECONDS = 3600;

/**
 * Seconds between two signs of life: a phase that begins, a unit that ends. Generous, for it is there for
 * what hangs; a trial that goes on may take as long as it needs. `unitSeconds` is the sequential pace: at
 * worst as many units as may be under way run one after the other before the first of them is told. In a
 * load of a given time nothing need arrive for long.
 */
export function patienceSeconds(study: Study, cell: Cell, unitSeconds: number | null): number {
  if (unitSeconds === null) return UNKNOWN_SECONDS;
  const workers = Math.max(1, cell.workers);
  const streams = workers * cell.way.inFlight * study.chunk;
  const [underWay, loadSeconds] =
    cell.way.load.kind === 'count'
      ? [Math.min(cell.way.load.units, streams), 0]
      : [streams, 2 * cell.way.load.durationSeconds];
  const setUpSeconds = SETUP_SECONDS * workers + study.warmupSeconds;
  return LEAST_SECONDS + setUpSeconds + loadSeconds + FACTOR * unitSeconds * underWay;
}
