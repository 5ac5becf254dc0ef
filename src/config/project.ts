/** Where a config file's project ends: what it names beyond that is more likely a slip, or a trap, than meant. */
import { existsSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, relative } from 'node:path';

/** The Git repository that a folder lies in, or the folder of the nearest package.json, or else the folder itself. */
export function projectOf(folder: string): string {
  return nearest(folder, '.git') ?? nearest(folder, 'package.json') ?? folder;
}

/** True for a path that lies below a folder, links followed; both exist. */
export function liesIn(path: string, folder: string): boolean {
  const way = relative(realpathSync(folder), realpathSync(path));
  return way !== '..' && !/^\.\.[\\/]/.test(way) && !isAbsolute(way);
}

function nearest(folder: string, name: string): string | null {
  if (existsSync(join(folder, name))) return folder;
  return dirname(folder) === folder ? null : nearest(dirname(folder), name);
}
