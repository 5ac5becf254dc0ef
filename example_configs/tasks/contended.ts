/**
 * A task with a serial part of known size: each unit holds one lock, the same for all workers, for a
 * share of its time. Amdahl's law then limits the speedup to 1 / share. Both parts only wait, so the
 * curve shows on any machine, whatever its cores.
 *
 * The lock is a folder in the trial's scratch, for making one succeeds only once: it holds between
 * threads and between processes. Whoever finds it taken looks again after a millisecond.
 */
import { mkdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { defineTask } from 'kneepoint';

export default defineTask({
  summary: 'Hold a lock for a known share of the time',
  args: [40, 0.2],
  argNames: ['unit in ms', 'share under the lock'],
  check: (unitMs, share) => {
    if (!(unitMs >= 1 && unitMs <= 60_000)) throw new RangeError('unit in ms must be a number from 1 to 60000');
    if (!(share >= 0 && share <= 1)) throw new RangeError('share under the lock must be a number from 0 to 1');
  },
  run: async ({ scratch }, unitMs, share) => {
    await sleep(unitMs * (1 - share));
    const lock = join(scratch, 'lock');
    await acquire(lock);
    try {
      await sleep(unitMs * share);
    } finally {
      await rmdir(lock);
    }
  },
});

async function acquire(lock: string): Promise<void> {
  for (;;) {
    try {
      return await mkdir(lock);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      await sleep(1);
    }
  }
}
