import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { wallClock } from '../../clock.js';
import { livingOwner } from '../system/owned-lock.js';
import { LOCK } from '../worker/task-cache.js';

/** What takes longer to make than this is taken to hang. */
const MOST_SECONDS = 3600;

/**
 * The values that tasks of this or any other run are making in a cache's folder at this moment, by their keys (hostile
 * texts); none where nothing is kept. Their locks tell: a thread that makes one may be blocked, and can say nothing.
 */
export function makingIn(folder: string | null | undefined): readonly string[] {
  if (folder == null) return [];
  try {
    return readdirSync(folder).flatMap((name) => (name.endsWith(LOCK) ? keyOf(join(folder, name)) : []));
  } catch {
    return [];
  }
}

function keyOf(path: string): readonly string[] {
  try {
    const facts = lstatSync(path);
    const owner = facts.isFile() ? livingOwner(readFileSync(path, 'utf8')) : null;
    const seconds = (wallClock().getTime() - facts.mtimeMs) / 1000;
    return owner === null || seconds > MOST_SECONDS ? [] : [owner.purpose];
  } catch {
    return [];
  }
}
