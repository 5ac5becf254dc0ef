/** Pins the calling thread, or its process, to a CPU, and tells where it runs. Linux, with taskset of util-linux. */
import type { Placement } from '../../model/measurement.js';
import { statFields } from '../system/stat-fields.js';

/** What came of pinning. */
export interface Pinning {
  readonly cpu: number;
  /** Why it did not succeed; null when it did. */
  readonly refusal: string | null;
}

const THREAD = '/proc/thread-self';
/** taskset takes milliseconds; a machine that is full may let it wait. */
const TASKSET_MS = 10_000;
/** The CPU that a thread is on: field 39 of proc_pid_stat(5), the 37th from the third on. */
const PROCESSOR = 36;

/** Pins this thread alone, or with `processWide` all threads of this process. Never throws: it tells why not. */
export function pinThread(cpu: number, processWide: boolean): Pinning {
  const { readlinkSync } = process.getBuiltinModule('node:fs');
  const { execFileSync } = process.getBuiltinModule('node:child_process');
  try {
    const thread = readlinkSync(THREAD).split('/').at(-1) as string;
    const target = processWide ? ['-acp', String(cpu), String(process.pid)] : ['-cp', String(cpu), thread];
    execFileSync('taskset', target, { stdio: ['ignore', 'ignore', 'pipe'], timeout: TASKSET_MS });
    return { cpu, refusal: null };
  } catch (error) {
    return { cpu, refusal: refusalOf(error) };
  }
}

/** Where the calling thread may run, and ran last; null where the system does not tell and nothing was planned. */
export function readPlacement(pinning: Pinning | null): Placement | null {
  const { readFileSync } = process.getBuiltinModule('node:fs');
  try {
    const allowed = /^Cpus_allowed_list:\s*(\S+)/m.exec(readFileSync(`${THREAD}/status`, 'utf8'))?.[1];
    const lastCpu = Number(statFields(readFileSync(`${THREAD}/stat`, 'utf8'))[PROCESSOR]);
    return placement(pinning, allowed ?? null, Number.isNaN(lastCpu) ? null : lastCpu);
  } catch {
    return pinning === null ? null : placement(pinning, null, null);
  }
}

function placement(pinning: Pinning | null, allowedCpus: string | null, lastCpu: number | null): Placement {
  return { plannedCpu: pinning?.cpu ?? null, refusal: pinning?.refusal ?? null, allowedCpus, lastCpu };
}

function refusalOf(error: unknown): string {
  const { code, path, stderr } = error as { code?: unknown; path?: unknown; stderr?: unknown };
  if (code === 'ENOENT' && path === THREAD) return 'threads can be pinned on Linux only';
  if (code === 'ENOENT') return 'taskset (of util-linux) is not installed';
  const said = String(stderr ?? '').trim();
  return said === '' ? 'taskset did not answer' : (said.split('\n').at(-1) as string);
}
