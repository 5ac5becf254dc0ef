import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { Study } from '../../model/study.js';
import type { Scratch } from './scratch.js';

/**
 * The folder (absolute) of what tasks keep: the study's, or `kneepoint` in the user's cache home by the XDG Base
 * Directory Specification, which takes no relative paths. A study that keeps nothing has one for itself.
 */
export function cacheFolder({ cache }: Pick<Study, 'cache'>, scratch: Scratch): string {
  if (cache === false) return scratch.folder('cache');
  if (cache !== undefined) return cache;
  const { XDG_CACHE_HOME: home = '' } = process.env;
  return join(isAbsolute(home) ? home : join(homedir(), '.cache'), 'kneepoint');
}
