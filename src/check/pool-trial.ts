/**
 * Whether units wait for libuv's pool, by experiment: units that run at the same time in a process whose pool has
 * one thread, and in one whose pool has a thread for each of them. Pure.
 */
import { quantile } from 'simple-statistics';

/** Units that run at the same time, and the threads of the larger pool. */
export const POOL_UNITS = 4;

/** Times of batches of units with each size of the pool, in seconds; empty where units failed beside each other. */
export interface PoolTrial {
  readonly oneThread: readonly number[];
  readonly fourThreads: readonly number[];
}

/** Work that computes gains twofold from more threads on two CPUs; half of that gain is well over noise. */
const SHOWN = 1.25;

/**
 * True where units are shown to gain from more threads in the pool: the medians differ well over noise, and the
 * middle halves do not overlap. False says nothing: a busy machine, or one CPU, hides a gain.
 */
export function gainsFromPool({ oneThread, fourThreads }: PoolTrial): boolean {
  if (oneThread.length === 0 || fourThreads.length === 0) return false;
  const at = (seconds: readonly number[], share: number) => quantile([...seconds], share);
  return at(oneThread, 0.5) >= SHOWN * at(fourThreads, 0.5) && at(oneThread, 0.25) > at(fourThreads, 0.75);
}
