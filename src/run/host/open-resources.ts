/** What keeps the process of a task alive when the task is through. */
import { setTimeout as sleep } from 'node:timers/promises';
import { now } from '../../clock.js';
import type { CountsByKind } from './inspection.js';

/** Handles of a task get that long to close by themselves. */
const SETTLE_MS = 50;
/** Files that are being closed keep a process alive until they are; for that long at most. */
const CLOSING_MS = 3000;
const FILE_REQUEST = /^(?:FSReq|CloseReq)/;

/** What is open before the task is there: with the process's own streams, which open when they are first used. */
export function openedBefore(): Map<string, number> {
  void process.stdout;
  void process.stderr;
  return openResources();
}

/** What keeps this process alive, by kind. */
function openResources(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}

/** What a task left open, by kind: what is open now and was not before. */
export async function leftOpen(before: ReadonlyMap<string, number>): Promise<CountsByKind> {
  const untilMs = now() + CLOSING_MS;
  do await sleep(SETTLE_MS);
  while (now() < untilMs && process.getActiveResourcesInfo().some((kind) => FILE_REQUEST.test(kind)));
  const more = [...openResources()].map(([kind, count]) => [kind, count - (before.get(kind) ?? 0)] as const);
  return Object.fromEntries(more.filter(([, count]) => count > 0));
}
