/** A host and its children as /proc shows them: nothing runs inside the processes that are looked at. */
import { join } from 'node:path';
import { systemText } from './system-file.js';

/** Resident bytes of a process and all that descend from its main thread; null where /proc does not tell. */
export function treeRssBytes(root: string, pid: number): number | null {
  const own = rssBytes(root, pid);
  if (own === null) return null;
  return childrenOf(root, pid).reduce((sum, child) => sum + (treeRssBytes(root, child) ?? 0), own);
}

function rssBytes(root: string, pid: number): number | null {
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(systemText(join(root, 'proc', String(pid), 'status')))?.[1];
  return kibibytes === undefined ? null : Number(kibibytes) * 1024;
}

function childrenOf(root: string, pid: number): readonly number[] {
  const list = systemText(join(root, 'proc', String(pid), 'task', String(pid), 'children')).trim();
  return list === '' ? [] : list.split(' ').map(Number);
}
