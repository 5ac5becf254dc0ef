/** Processes as Linux shows them: who runs, and whose descendant it is. */
import { readdirSync, readFileSync } from 'node:fs';

/** True while a process runs; one that has ended and was not yet reaped does not. */
export function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** Ids of the processes that were started, at whatever remove, with this text in their environment. */
export function processesWith(mark: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => environmentOf(pid).includes(mark) && isRunning(pid));
}

/** The variables of a process, as they were when it started; empty where it is gone. */
export function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1');
  } catch {
    return '';
  }
}
