/**
 * Waits, as a unit that asks a service does: no CPU, only time. The delay is drawn from an exponential
 * distribution, so that units differ and the latency's tail means something. Timers count whole
 * milliseconds; the delay is rounded up.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { defineTask } from 'kneepoint';

export default defineTask({
  summary: 'Wait for a random time, as for a service',
  args: [10],
  argNames: ['mean delay in ms'],
  check: (meanMs) => {
    if (typeof meanMs !== 'number' || !(meanMs > 0) || meanMs > 60_000) {
      throw new RangeError('mean delay in ms must be a number above 0 and up to 60000');
    }
  },
  run: async ({ rng }, meanMs) => {
    const delayMs = Math.ceil(-meanMs * Math.log(1 - rng.float()));
    await sleep(delayMs);
    return delayMs;
  },
});
