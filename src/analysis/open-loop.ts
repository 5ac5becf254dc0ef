/** What became of the arrivals of an open loop, and whether the workers keep up with them. */
import type { OpenLoopMeasurement } from '../model/measurement.js';
import type { OpenLoopReport } from '../model/row.js';
import { signedMeanEstimate } from '../statistics/estimate.js';
import type { CellTrials } from './trials.js';

/** Share of the arrivals that may go unanswered, or be dropped, by workers that keep up. */
export const KEEPS_UP = 0.01;

/** Standard errors of a count that chance may make up. */
const DOUBTS = 2;

/** The arrivals of a cell over its completed rounds; null for a closed loop, and when no round completed. */
export function openLoopOf({ completed }: CellTrials): OpenLoopReport | null {
  const loops = completed.flatMap(({ measurement: { openLoop } }) => (openLoop === null ? [] : [openLoop]));
  if (loops.length === 0) return null;
  const add = (figure: (loop: OpenLoopMeasurement) => number) => loops.reduce((sum, loop) => sum + figure(loop), 0);
  const fallingBehind = signedMeanEstimate(loops.map(shareBehind));
  const [arrivals, dropped] = [add((loop) => loop.arrivals), add((loop) => loop.dropped)];
  return {
    offeredPerSecond: arrivals / add(({ seconds }) => seconds),
    arrivals,
    late: add(({ late }) => late),
    lateByDispatcher: add(({ lateByDispatcher }) => lateByDispatcher),
    dropped,
    fallingBehind,
    overloaded: dropped > KEEPS_UP * arrivals || fallsBehind(fallingBehind, loops),
  };
}

/**
 * By how much answers fell behind arrivals in the schedule's second half, as a share of its arrivals: 0 in a
 * steady queue, 1 − 1/utilisation beyond saturation (the fluid limit of a queue: Newell 1982, ch. 2).
 */
export function shareBehind({ inSystemAtHalf, inSystemAtEnd, arrivalsSecondHalf }: OpenLoopMeasurement): number {
  return arrivalsSecondHalf === 0 ? 0 : (inSystemAtEnd - inSystemAtHalf) / arrivalsSecondHalf;
}

/**
 * Beyond the share that keeps up, and beyond chance: by the interval over rounds, or by the count of arrivals. The
 * count also finds workers that keep up in most rounds and fall far behind in others, whose interval is wide.
 */
function fallsBehind({ value, low }: OpenLoopReport['fallingBehind'], loops: readonly OpenLoopMeasurement[]): boolean {
  if (value <= KEEPS_UP) return false;
  if ((low ?? 0) > 0) return true;
  const behind = loops.reduce((sum, loop) => sum + loop.inSystemAtEnd - loop.inSystemAtHalf, 0);
  const arrivals = loops.reduce((sum, loop) => sum + loop.arrivalsSecondHalf, 0);
  return behind > DOUBTS * Math.sqrt(arrivals);
}

/** By what share of arrivals answers may fall behind without being called overloaded: few arrivals hide much. */
export function unseenOverload(group: CellTrials): number {
  const { value = 0, high = null } = openLoopOf(group)?.fallingBehind ?? {};
  const arrivals = group.completed.reduce(
    (sum, { measurement: { openLoop } }) => sum + (openLoop?.arrivalsSecondHalf ?? 0),
    0,
  );
  return Math.max(0, high ?? value + DOUBTS / Math.sqrt(Math.max(1, arrivals)));
}
