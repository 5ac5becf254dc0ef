/** A host and its children as /proc shows them: nothing runs inside the processes that are looked at. */
import { join } from 'node:path';
import { TICKS_PER_SECOND } from './cpu-times.js';
import { statFields } from './stat-fields.js';
import { parseSwitches, type Switches } from './switches.js';
import { systemFolder, systemText } from './system-file.js';

/** A process and all that any of its threads started; empty where /proc does not tell. */
export function treeOf(root: string, pid: number): readonly number[] {
  const threads = systemFolder(join(root, 'proc', String(pid), 'task'));
  const children = threads.flatMap((thread) => childrenOf(root, pid, thread));
  return threads.length === 0 ? [] : [pid, ...children.flatMap((child) => treeOf(root, child))];
}

/** Resident bytes of processes together; null where /proc tells none. */
export function rssBytes(root: string, pids: readonly number[]): number | null {
  return sum(pids.map((pid) => rssOf(root, pid)));
}

/** CPU seconds that processes, and children of theirs that have ended, took so far; null where /proc tells none. */
export function cpuSeconds(root: string, pids: readonly number[]): number | null {
  return sum(pids.map((pid) => cpuOf(root, pid)));
}

/** Threads of processes together; 0 where /proc tells none. */
export function threadCount(root: string, pids: readonly number[]): number {
  // num_threads: field 20 of proc_pid_stat(5).
  const counts = pids.map((pid) => Number(statFields(systemText(join(root, 'proc', String(pid), 'stat')))[17] ?? 0));
  return counts.reduce((total, count) => total + (count || 0), 0);
}

/** Context switches so far of all threads of processes; null where /proc tells none. */
export function switches(root: string, pids: readonly number[]): Switches | null {
  const threads = pids.flatMap((pid) =>
    systemFolder(join(root, 'proc', String(pid), 'task')).flatMap(
      (thread) => parseSwitches(systemText(join(root, 'proc', String(pid), 'task', thread, 'status'))) ?? [],
    ),
  );
  if (threads.length === 0) return null;
  return {
    voluntary: threads.reduce((total, thread) => total + thread.voluntary, 0),
    involuntary: threads.reduce((total, thread) => total + thread.involuntary, 0),
  };
}

function rssOf(root: string, pid: number): number | null {
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(systemText(join(root, 'proc', String(pid), 'status')))?.[1];
  return kibibytes === undefined ? null : Number(kibibytes) * 1024;
}

/** utime, stime, cutime and cstime: fields 14 to 17 of proc_pid_stat(5). */
function cpuOf(root: string, pid: number): number | null {
  const stat = systemText(join(root, 'proc', String(pid), 'stat'));
  const ticks = statFields(stat).slice(11, 15).map(Number);
  return ticks.length < 4 ? null : ticks.reduce((total, each) => total + each, 0) / TICKS_PER_SECOND;
}

function childrenOf(root: string, pid: number, thread: string): readonly number[] {
  const list = systemText(join(root, 'proc', String(pid), 'task', thread, 'children')).trim();
  return list === '' ? [] : list.split(' ').map(Number);
}

function sum(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((total, value) => total + value, 0);
}
