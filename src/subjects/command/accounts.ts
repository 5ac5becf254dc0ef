/**
 * What the kernel has booked for children that ended and were waited for, and for theirs in turn: getrusage(2), or,
 * where it cannot be called, the ticks of /proc. Node itself shows neither.
 */
import { join } from 'node:path';
import { TICKS_PER_SECOND } from '../../run/system/cpu-times.js';
import { statFields } from '../../run/system/stat-fields.js';
import type { Switches } from '../../run/system/switches.js';
import { systemText } from '../../run/system/system-file.js';

/** Where CPU times come from: `rusage` counts microseconds, `ticks` hundredths of a second. */
export type AccountSource = 'rusage' | 'ticks';

/** Sums over all children of this process so far. */
export interface ChildrenUsage {
  readonly userSeconds: number;
  readonly systemSeconds: number;
  /** Null where only ticks are known. */
  readonly switches: Switches | null;
  /**
   * The largest peak of any one process, resident; null where only ticks are known, and where it is not above this
   * process's own: the kernel books a program's peak from before its start, too, when it was still a copy of this process.
   */
  readonly largestBytes: number | null;
}

/** A way to read the children's usage. */
export interface Accounts {
  readonly source: AccountSource;
  /** CPU times of one run are off by up to this; those of many runs together are not off by more. */
  readonly resolutionSeconds: number;
  read(): ChildrenUsage | null;
}

/** Linux and macOS have the same value and, on 64 bits, the same layout of struct rusage. */
const RUSAGE_CHILDREN = -1;
const RUSAGE_SELF = 0;
const RUSAGE_BYTES = 144;
const MAXRSS = 32;
const SWITCHES = 128;

/** The best that works here; `root` is where /proc is found. */
export async function openAccounts(root: string): Promise<Accounts> {
  return (await rusageAccounts()) ?? tickAccounts(root);
}

/** By koffi, an optional dependency: Node has no way of its own to call getrusage for children. */
async function rusageAccounts(): Promise<Accounts | null> {
  try {
    const { default: koffi } = await import('koffi');
    const getrusage = koffi.load(null).func('int getrusage(int who, _Out_ uint8_t *usage)');
    const usage = Buffer.alloc(RUSAGE_BYTES);
    const read = () => {
      if (getrusage(RUSAGE_SELF, usage) !== 0) return null;
      const ownBytes = peakBytes(usage);
      return getrusage(RUSAGE_CHILDREN, usage) === 0 ? parseRusage(usage, ownBytes) : null;
    };
    return read() === null ? null : { source: 'rusage', resolutionSeconds: 1e-6, read };
  } catch {
    return null;
  }
}

function parseRusage(usage: Buffer, ownBytes: number): ChildrenUsage {
  const long = (at: number) => Number(usage.readBigInt64LE(at));
  // macOS has 32 bits for the microseconds, and padding after them.
  const seconds = (at: number) => long(at) + usage.readInt32LE(at + 8) / 1e6;
  return {
    userSeconds: seconds(0),
    systemSeconds: seconds(16),
    switches: { voluntary: long(SWITCHES), involuntary: long(SWITCHES + 8) },
    largestBytes: peakBytes(usage) > ownBytes ? peakBytes(usage) : null,
  };
}

function peakBytes(usage: Buffer): number {
  return Number(usage.readBigInt64LE(MAXRSS)) * (process.platform === 'darwin' ? 1 : 1024);
}

/** The accounts that /proc shows, in ticks: fields 16 and 17 of proc_pid_stat(5). */
export function tickAccounts(root: string): Accounts {
  const read = () => {
    const [user, system] = statFields(systemText(join(root, 'proc', 'self', 'stat')))
      .slice(13, 15)
      .map(Number);
    if (user === undefined || system === undefined) return null;
    const [userSeconds, systemSeconds] = [user / TICKS_PER_SECOND, system / TICKS_PER_SECOND];
    return { userSeconds, systemSeconds, switches: null, largestBytes: null };
  };
  return { source: 'ticks', resolutionSeconds: 1 / TICKS_PER_SECOND, read };
}
