/**
 * Processes of commands, found by a variable that they carry. Each run has a session of its own, so that no process
 * group holds them all: when a host is killed while it runs commands, this is how they are found.
 */
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { statFields } from './stat-fields.js';
import { systemFolder, systemText } from './system-file.js';

/** The variable that marks a run's processes; they hand it on to theirs. */
export const RUN_MARK = 'KNEEPOINT_RUN';

/** One that was just made still shows its parent's variables: nothing has to be found this often. */
const EMPTY_LOOKS = 2;
const PAUSE_MS = 10;
/** What cannot be ended by then belongs to somebody else, or waits in the kernel. */
const MOST_LOOKS = 200;

/**
 * The mark of a trial's processes, before the number of the run; `scratch` is the trial's folder, whose path no other
 * trial on this machine has. It begins with the path of the study's folder.
 */
export function trialMark(scratch: string): string {
  return `${scratch}#`;
}

/** The ids of processes that carry a mark with that beginning; none where there is no /proc. */
export function markedProcesses(root: string, markPrefix: string): readonly number[] {
  return processIds(root).filter(
    (pid) => isLiving(root, pid) && environmentOf(root, pid).includes(markText(markPrefix)),
  );
}

/** Ends such processes by force, and those that they make meanwhile. */
export async function endMarked(markPrefix: string): Promise<void> {
  for (let looks = 0, empty = 0; looks < MOST_LOOKS && empty < EMPTY_LOOKS; looks++) {
    if (looks > 0) await wait(PAUSE_MS);
    const pids = markedProcesses('/', markPrefix);
    for (const pid of pids) endProcess(pid, 'SIGKILL');
    empty = pids.length === 0 ? empty + 1 : 0;
  }
}

/** All process ids that /proc shows. */
export function processIds(root: string): readonly number[] {
  return systemFolder(join(root, 'proc'))
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** Whether a state of proc_pid_stat(5) is a living process's: zombies do nothing any more. */
export function isLivingState(state: string | undefined): boolean {
  return state !== undefined && state !== '' && state !== 'Z' && state !== 'X';
}

/** Whether a process carries exactly that mark. */
export function hasMark(root: string, pid: number, mark: string): boolean {
  return environmentOf(root, pid).includes(`${markText(mark)}\0`);
}

/** Sends a signal to a process, or with a negative id to a group; whoever is gone needs none. */
export function endProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended, or belongs to another user: the caller looks again.
  }
}

function isLiving(root: string, pid: number): boolean {
  return isLivingState(statFields(systemText(join(root, 'proc', String(pid), 'stat')))[0]);
}

function markText(mark: string): string {
  return `\0${RUN_MARK}=${mark}`;
}

/** A process's variables, each after a zero byte. */
function environmentOf(root: string, pid: number): string {
  return `\0${systemText(join(root, 'proc', String(pid), 'environ'))}`;
}
