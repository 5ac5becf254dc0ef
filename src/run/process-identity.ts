/** Which process a process id means: the system gives the same id again to another. */
import { execFileSync } from 'node:child_process';
import { systemText } from './system-file.js';

/** True while there is a process with that id, whoever's it is. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * When a process started, as its system tells it: to be compared with another reading of the same machine,
 * and for nothing else. Null when there is no such process, or the system does not tell.
 */
export function processStart(pid: number): string | null {
  // Field 22 of the line; the name before it, in brackets, may hold anything.
  const stat = systemText(`/proc/${pid}/stat`);
  const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // One that has ended and was not yet waited for does nothing any more.
  if (state === 'Z' || state === 'X') return null;
  return fields[18] ?? startByPs(pid);
}

function startByPs(pid: number): string | null {
  if (process.platform === 'linux' || process.platform === 'win32') return null;
  try {
    const stdio = ['ignore', 'pipe', 'ignore'] as const;
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', stdio: [...stdio] }).trim();
  } catch {
    return null;
  }
}
