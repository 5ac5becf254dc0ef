/** CPU time of the whole machine, as /proc/stat counts it since boot. */
import { join } from 'node:path';
import { systemText } from './system-file.js';

/** Jiffies a second in /proc: USER_HZ is 100 on every Linux that Node supports. */
export const TICKS_PER_SECOND = 100;

/** Seconds since boot, of one CPU or of all. */
export interface CpuTimes {
  /** Spent on work, everybody's; what a hypervisor gave to others is no part of it. */
  readonly busySeconds: number;
  readonly stealSeconds: number;
  /** With idle and all else: the time that has passed, for each CPU. */
  readonly totalSeconds: number;
}

/** All CPUs together, and each by its number. */
export interface MachineTimes {
  readonly all: CpuTimes;
  readonly cpus: ReadonlyMap<number, CpuTimes>;
}

/** Reads the times below `root`; null where there are none. */
export function readCpuTimes(root: string): MachineTimes | null {
  const cpus = new Map<number, CpuTimes>();
  let all: CpuTimes | null = null;
  for (const line of systemText(join(root, 'proc/stat')).split('\n')) {
    const [, number, ticks] = /^cpu(\d*)\s+(.*)$/.exec(line) ?? [];
    if (ticks === undefined) break;
    if (number === '') all = timesOf(ticks);
    else cpus.set(Number(number), timesOf(ticks));
  }
  return all === null ? null : { all, cpus };
}

/** Share of the time between two readings in which a CPU (or all) worked, 0 to 1; null when no time passed. */
export function busyShare(from: CpuTimes | undefined, to: CpuTimes | undefined): number | null {
  if (from === undefined || to === undefined) return null;
  const total = to.totalSeconds - from.totalSeconds;
  return total > 0 ? Math.min(1, Math.max(0, (to.busySeconds - from.busySeconds) / total)) : null;
}

/** user nice system idle iowait irq softirq steal; guests are in user already (proc(5)). */
function timesOf(text: string): CpuTimes {
  const ticks = text.trim().split(/\s+/).map(Number);
  const [user = 0, nice = 0, kernel = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0] = ticks;
  const busy = user + nice + kernel + irq + softirq;
  return {
    busySeconds: busy / TICKS_PER_SECOND,
    stealSeconds: steal / TICKS_PER_SECOND,
    totalSeconds: (busy + idle + iowait + steal) / TICKS_PER_SECOND,
  };
}
