/** Which process a process id means: the system gives the same id again to another. */
import { execFileSync } from 'node:child_process';
import { statFields } from './stat-fields.js';
import { systemText } from './system-file.js';

/** The state and the start of a process: fields 3 and 22 of proc_pid_stat(5), counted from the third on. */
const STATE = 0;
const START = 19;

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
  const fields = statFields(systemText(`/proc/${pid}/stat`));
  // One that has ended and was not yet waited for does nothing any more.
  if (fields[STATE] === 'Z' || fields[STATE] === 'X') return null;
  return fields[START] ?? startByPs(pid);
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
