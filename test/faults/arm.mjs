/** Where a planted fault strikes: in trials, and never in the look at the task that comes before them. */
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMainThread } from 'node:worker_threads';

/** True in a worker thread or a worker process of a pool. */
export const isWorker = !isMainThread || process.env.TINYPOOL_WORKER_ID !== undefined;

/** True in a trial; the look at the task that comes before has a folder of another name. */
export function isTrial({ scratch }) {
  return /[\\/]trial-\d+$/.test(scratch);
}

/**
 * True in a trial of the first round, for a module that is only being imported and has no context yet: the
 * trials' folders are numbered in the order of the plan, and the study has its temporary folder to itself.
 * FAULTS_WHEN "always" is for what the look at the task has to find.
 */
export function isArmedAtImport() {
  if (process.env.FAULTS_WHEN === 'always') return true;
  const trials = readdirSync(tmpdir())
    .filter((name) => name.startsWith('kneepoint-'))
    .flatMap((name) => readdirSync(join(tmpdir(), name)))
    .map((name) => /^trial-(\d+)$/.exec(name)?.[1])
    .filter((number) => number !== undefined);
  return trials.length > 0 && Math.min(...trials.map(Number)) < Number(process.env.FAULTS_CELLS);
}
