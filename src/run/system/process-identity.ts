/** Which process a process id means: the system gives the same id again to another, and each container counts anew. */
import { execFileSync } from 'node:child_process';
import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
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

/** A process as others can find it again, or find out that they cannot. */
export interface ProcessOwner {
  readonly pid: number;
  /** When it started, as its system tells it; null where it does not. */
  readonly started: string | null;
  /** Linux's number for the time since the machine was started; null elsewhere. Absent in locks of older versions. */
  readonly boot?: string | null;
  /** What its process ids are counted in: containers have one each; null where there is no such thing. */
  readonly pidNamespace?: string | null;
  /** The machine's name, for people: hostile text. */
  readonly host?: string;
}

/** This process. */
export function thisProcess(): ProcessOwner {
  const { pid } = process;
  const boot = systemText('/proc/sys/kernel/random/boot_id').trim() || null;
  return { pid, started: processStart(pid), boot, pidNamespace: pidNamespace(), host: hostname() };
}

/** Whether a process goes on; `unknown` for one of another machine, or of a container whose processes are not seen here. */
export function fateOf(owner: ProcessOwner): 'alive' | 'gone' | 'unknown' {
  const own = thisProcess();
  if (owner.boot !== undefined && owner.boot !== own.boot) return owner.host === own.host ? 'gone' : 'unknown';
  if (owner.pidNamespace !== undefined && owner.pidNamespace !== own.pidNamespace) return 'unknown';
  const { pid, started } = owner;
  return isAlive(pid) && (started === null || processStart(pid) === started) ? 'alive' : 'gone';
}

/** A value that another process wrote, as an owner; null for one that is none. */
export function ownerIn(given: unknown): ProcessOwner | null {
  const { pid, started, boot, pidNamespace, host } = (given ?? {}) as { readonly [member: string]: unknown };
  if (!Number.isSafeInteger(pid) || Number(pid) <= 0) return null;
  return {
    pid: Number(pid),
    started: typeof started === 'string' ? started : null,
    ...(boot !== undefined && { boot: typeof boot === 'string' ? boot : null }),
    ...(pidNamespace !== undefined && { pidNamespace: typeof pidNamespace === 'string' ? pidNamespace : null }),
    ...(typeof host === 'string' && { host }),
  };
}

function pidNamespace(): string | null {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return null;
  }
}
