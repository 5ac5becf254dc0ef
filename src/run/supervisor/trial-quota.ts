import { setTimeout as sleep } from 'node:timers/promises';
import { makeQuotaGroup, type QuotaGroup } from '../system/quota-group.js';
import type { HostProcess } from './host-process.js';

/** Looks at whether all in a group have ended, and how far apart. */
const LOOKS = 40;
const LOOK_MS = 25;

/**
 * Holds a host, and all that it starts from then on, to a quota of CPU time. Gives the end of the quota, which waits for
 * the last of them.
 * @throws UserError when the system refuses
 */
export function holdToQuota({ pid }: HostProcess, quotaCpus: number): () => Promise<void> {
  if (pid === undefined) return async () => {};
  const group = makeQuotaGroup('/', `kneepoint-${process.pid}-${pid}`, quotaCpus);
  try {
    group.enter(pid);
  } catch (error) {
    group.remove();
    throw error;
  }
  return () => removeEmpty(group);
}

/** The kernel takes a moment to forget what has ended. */
async function removeEmpty(group: QuotaGroup): Promise<void> {
  for (let look = 0; look < LOOKS && !group.remove(); look++) await sleep(LOOK_MS);
}
