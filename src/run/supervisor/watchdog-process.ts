/**
 * The watchdog's process: it hears of each host by a line, its process group with a `+` when it begins and a `-`
 * when it has ended. Its input ends when the supervisor does, however that ended: then it ends the hosts that are
 * left, with the commands that they ran, and removes the temporary files.
 */
import { rmSync } from 'node:fs';
import { endMarked } from '../system/marked-processes.js';

const [scratch] = process.argv.slice(2);
const groups = new Set<number>();
let line = '';

process.stdin.setEncoding('utf8');
process.stdin.on('data', (text: string) => {
  const lines = (line + text).split('\n');
  line = lines.pop() ?? '';
  for (const each of lines) hear(each);
});
process.stdin.once('end', () => {
  for (const group of groups) end(group);
  void clear();
});

/** Hosts start nothing any more: what they started carries the study's mark. */
async function clear(): Promise<void> {
  if (scratch === undefined) return;
  await endMarked(scratch);
  rmSync(scratch, { recursive: true, force: true });
}

function hear(text: string): void {
  const group = Number(text.slice(1));
  if (text.startsWith('+')) groups.add(group);
  else groups.delete(group);
}

function end(group: number): void {
  try {
    process.kill(-group, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}
