// How much of the spin is a millisecond on this machine.
import spin from './spin.mjs';

const STEPS = 1_000_000;

/** Steps of the spin that take a millisecond here, from the fastest of some tries after a warm-up. */
export function stepsOfOneMillisecond() {
  const tries = Array.from({ length: 30 }, () => {
    const began = performance.now();
    spin(STEPS);
    return performance.now() - began;
  });
  return Math.round(STEPS / Math.min(...tries.slice(10)));
}
