/** The TCP connections of processes, as /proc shows them. */
import { readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { systemFolder, systemText } from './system-file.js';

/** The state of an open connection in proc(5)'s net/tcp. */
const ESTABLISHED = '01';

/** Open TCP connections of processes together; null where /proc does not tell. */
export function openConnections(root: string, pids: readonly number[]): number | null {
  const [first] = pids;
  if (first === undefined) return null;
  const open = new Set(
    ['tcp', 'tcp6'].flatMap((file) => establishedIn(systemText(join(root, 'proc', String(first), 'net', file)))),
  );
  // Forked workers may hold the same connection.
  const held = new Set(pids.flatMap((pid) => socketsOf(root, pid)).filter((inode) => open.has(inode)));
  return held.size;
}

/** The inodes of open connections; the tenth field of each line is one. */
function establishedIn(text: string): readonly string[] {
  return text
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .flatMap((fields) => (fields[3] === ESTABLISHED && fields[9] !== undefined ? [fields[9]] : []));
}

function socketsOf(root: string, pid: number): readonly string[] {
  const folder = join(root, 'proc', String(pid), 'fd');
  return systemFolder(folder).flatMap((fd) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(join(folder, fd)))?.[1] ?? [];
    } catch {
      return [];
    }
  });
}
