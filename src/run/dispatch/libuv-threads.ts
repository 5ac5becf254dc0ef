import { stat } from 'node:fs/promises';

/**
 * Starts libuv's threads from the calling thread. They start with the first work that is given to them and
 * inherit where their starter may run: the first pinned worker would bind the pool of all to its own CPU.
 */
export async function startLibuvThreads(): Promise<void> {
  await stat('.');
}
