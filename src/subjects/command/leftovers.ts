/**
 * What a run left behind: processes of its group or session, those that were seen in its tree, and those that carry
 * its mark in their environment, in whatever session. Only one that changes its session, its parent and its whole
 * environment before it is first seen gets away.
 */
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { now } from '../../clock.js';
import { endProcess, hasMark, isLivingState, processIds } from '../../run/system/marked-processes.js';
import { isAlive } from '../../run/system/process-identity.js';
import { statFields } from '../../run/system/stat-fields.js';
import { systemText } from '../../run/system/system-file.js';
import type { SeenProcesses } from './tree-peaks.js';

/** A process that was still there when its command had ended. */
export interface LeftBehind {
  readonly pid: number;
  /** Its arguments, as it shows them; its name in brackets where it shows none. */
  readonly command: string;
  /** False where it could not be ended: it belongs to another user. */
  readonly ended: boolean;
}

/** A run whose command has ended. */
export interface EndedRun {
  /** The id of its command, which led its group and its session. */
  readonly pid: number;
  /** The value of its mark. */
  readonly mark: string;
  readonly seen: SeenProcesses;
  readonly wallSeconds: number;
}

/** Helpers that end with their parent do so in that time: they were not left behind. */
const GRACE_MS = 100;
const TERM_MS = 500;
const KILL_MS = 2000;
/** As long as ids cannot have gone round once, new processes have ids after the command's. */
const ROUND_SECONDS = 1;
/** Fields 3, 5, 6 and 22 of proc_pid_stat(5), counted from the third on. */
const [STATE, GROUP, SESSION, START] = [0, 2, 3, 19];

/** Ends what a run left behind, politely at first, and names it. Takes some 60 µs where there is nothing. */
export async function endLeftovers(root: string, run: EndedRun): Promise<readonly LeftBehind[]> {
  const find = () => leftoversOf(root, run);
  if (find().length === 0) return [];
  await until(() => find().length === 0, GRACE_MS);
  const left = new Map<number, string>();
  const send = (signal: NodeJS.Signals) => {
    for (const pid of find()) {
      if (!left.has(pid)) left.set(pid, commandOf(root, pid));
      endProcess(pid, signal);
    }
    return left.size === 0;
  };
  if (send('SIGTERM')) return [];
  await until(() => find().length === 0, TERM_MS);
  await until(() => {
    send('SIGKILL');
    return find().length === 0;
  }, KILL_MS);
  const remaining = new Set(find());
  return [...left].map(([pid, command]) => ({ pid, command, ended: !remaining.has(pid) }));
}

function leftoversOf(root: string, run: EndedRun): readonly number[] {
  return candidates(root, run).filter((pid) => pid !== process.pid && belongsTo(root, pid, run));
}

/** Ids are given out in turn: a process that the run made has one after the command's, up to the last that was given. */
function candidates(root: string, { pid, wallSeconds }: EndedRun): readonly number[] {
  if (process.platform !== 'linux') return [];
  const last = Number(
    systemText(join(root, 'proc', 'loadavg'))
      .trim()
      .split(' ')[4],
  );
  if (wallSeconds > ROUND_SECONDS || Number.isNaN(last)) return processIds(root);
  if (last === pid) return [];
  return processIds(root).filter((id) => (last > pid ? id > pid && id <= last : id > pid || id <= last));
}

function belongsTo(root: string, pid: number, run: EndedRun): boolean {
  const fields = statFields(systemText(join(root, 'proc', String(pid), 'stat')));
  if (!isLivingState(fields[STATE])) return false;
  if (Number(fields[GROUP]) === run.pid || Number(fields[SESSION]) === run.pid) return true;
  const start = fields[START] as string;
  if (run.seen.get(pid) === start) return true;
  // What is older than the command is not its; most processes are, and reading their environments would take long.
  if (Number(start) < Number(run.seen.get(run.pid) ?? 0)) return false;
  return hasMark(root, pid, run.mark);
}

function commandOf(root: string, pid: number): string {
  const words = systemText(join(root, 'proc', String(pid), 'cmdline'))
    .split('\0')
    .join(' ')
    .trim();
  return words || `[${systemText(join(root, 'proc', String(pid), 'comm')).trim()}]`;
}

async function until(isDone: () => boolean, limitMs: number): Promise<void> {
  const endMs = now() + limitMs;
  for (let pauseMs = 2; !isDone() && now() < endMs; pauseMs = Math.min(50, pauseMs * 2)) await wait(pauseMs);
}

/** Where /proc shows no processes: ends the group of a command. True when there was anything in it. */
export function endGroup(pid: number): boolean {
  if (!isAlive(-pid)) return false;
  endProcess(-pid, 'SIGKILL');
  return true;
}
