/** One writer a folder. */
import { join } from 'node:path';
import { type Lock, takeLock } from '../run/system/owned-lock.js';
import { StoreError } from './store-error.js';

/** The lock's file name in a run's folder. */
export const LOCK_FILE = 'lock.json';

/** Locks a run's folder; rejects with StoreError while another process writes there. */
export async function lockFolder(folder: string): Promise<Lock> {
  let lock: Awaited<ReturnType<typeof takeLock>>;
  try {
    lock = await takeLock(join(folder, LOCK_FILE));
  } catch (error) {
    throw new StoreError('cannot lock', folder, error);
  }
  if ('release' in lock) return lock;
  const why = `process ${lock.pid} is writing there; wait for its end, or end it`;
  throw new StoreError('this run is in use:', join(folder, LOCK_FILE), new Error(why));
}
