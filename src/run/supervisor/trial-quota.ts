import { setTimeout as sleep } from 'node:timers/promises';
import { makeQuotaGroup, type QuotaGroup } from '../system/quota-group.js';

/** Looks at whether all in a group have ended, and how far apart. */
const LOOKS = 40;
const LOOK_MS = 25;

let groups = 0;

/** A quota of CPU time that one trial has for its host, its services and all that they start. */
export interface TrialQuota extends Pick<QuotaGroup, 'folder' | 'enter'> {
  /** Ends it, once the last of them has ended. */
  end(): Promise<void>;
}

/** Makes the quota of a trial. @throws UserError when the system refuses */
export function makeTrialQuota(quotaCpus: number): TrialQuota {
  const group = makeQuotaGroup('/', `kneepoint-${process.pid}-${++groups}`, quotaCpus);
  return { folder: group.folder, enter: group.enter, end: () => removeEmpty(group) };
}

/** The kernel takes a moment to forget what has ended. */
async function removeEmpty(group: QuotaGroup): Promise<void> {
  for (let look = 0; look < LOOKS && !group.remove(); look++) await sleep(LOOK_MS);
}
