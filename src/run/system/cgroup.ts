/** CPU quota and memory limit of this process's control groups, version 1 and 2, over all ancestors. */
import { dirname, join } from 'node:path';
import { systemText } from './system-file.js';

/** The tightest limits; null where there is none. */
export interface CgroupLimits {
  readonly quotaCpus: number | null;
  readonly memoryLimitBytes: number | null;
}

/** Where the groups are mounted, with and without a hybrid hierarchy. */
const UNIFIED_MOUNTS = ['sys/fs/cgroup', 'sys/fs/cgroup/unified'];
/** The CPU controller of version 1 is mounted with its accounting, and most systems link its own name to that. */
const CPU_MOUNTS = ['sys/fs/cgroup/cpu', 'sys/fs/cgroup/cpu,cpuacct'];
/** Version 1 writes "no limit" as the largest page-aligned number. */
const NO_LIMIT = 2 ** 62;

/** Reads the limits below `root`. What cannot be read is no limit. */
export function cgroupLimits(root: string): CgroupLimits {
  const { unified, cpu, memory } = groupFolders(root);
  return {
    quotaCpus: tightest([...unified.map(quotaV2), ...cpu.map(quotaV1)]),
    memoryLimitBytes: tightest([
      ...unified.map((folder) => limit(join(folder, 'memory.max'))),
      ...memory.map((folder) => limit(join(folder, 'memory.limit_in_bytes'))),
    ]),
  };
}

/**
 * Seconds for which the group that is throttled most, of this process's groups and their ancestors, was
 * stopped since it was made; null where no group tells.
 */
export function throttledSeconds(root: string): number | null {
  const { unified, cpu } = groupFolders(root);
  const known = [
    ...unified.map((folder) => statFigure(folder, 'throttled_usec', 1e6)),
    ...cpu.map((folder) => statFigure(folder, 'throttled_time', 1e9)),
  ].filter((seconds) => seconds !== null);
  return known.length === 0 ? null : Math.max(...known);
}

/**
 * How many processes the system killed for want of memory since these groups were made, or, where no group
 * tells, since the machine started; null where neither tells.
 */
export function memoryKills(root: string): number | null {
  const { unified, memory } = groupFolders(root);
  const files = [
    ...unified.map((folder) => join(folder, 'memory.events')),
    ...memory.map((folder) => join(folder, 'memory.oom_control')),
  ];
  const known = files.map(killsIn).filter((kills) => kills !== null);
  return known.length === 0 ? killsIn(join(root, 'proc/vmstat')) : Math.max(...known);
}

function killsIn(file: string): number | null {
  const kills = /^oom_kill (\d+)$/m.exec(systemText(file))?.[1];
  return kills === undefined ? null : Number(kills);
}

function statFigure(folder: string, figure: string, unitsPerSecond: number): number | null {
  const value = new RegExp(`^${figure} (\\d+)$`, 'm').exec(systemText(join(folder, 'cpu.stat')))?.[1];
  return value === undefined ? null : Number(value) / unitsPerSecond;
}

interface GroupFolders {
  readonly unified: readonly string[];
  readonly cpu: readonly string[];
  readonly memory: readonly string[];
}

/** The folders of this process's groups and of those above them: version 2, and version 1 by controller. */
export function groupFolders(root: string): GroupFolders {
  const groups = readGroups(root);
  return {
    unified: UNIFIED_MOUNTS.flatMap((mount) => ancestors(join(root, mount), groups.get(''))),
    cpu: CPU_MOUNTS.flatMap((mount) => ancestors(join(root, mount), groups.get('cpu'))),
    memory: ancestors(join(root, 'sys/fs/cgroup/memory'), groups.get('memory')),
  };
}

/** Controller → path of this process's group; the unified hierarchy's controller is ''. */
function readGroups(root: string): ReadonlyMap<string, string> {
  const groups = new Map<string, string>();
  for (const line of systemText(join(root, 'proc/self/cgroup')).split('\n')) {
    const [, controllers, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    for (const controller of (controllers ?? '').split(',')) if (path !== undefined) groups.set(controller, path);
  }
  return groups;
}

/** The folder of a group and of every group above it; inside a container the mount itself is the top. */
function ancestors(mount: string, path: string | undefined): readonly string[] {
  if (path === undefined) return [mount];
  const folders: string[] = [];
  for (let at = join('/', path); at !== '/'; at = dirname(at)) folders.push(join(mount, at));
  return [...folders, mount];
}

function quotaV2(folder: string): number | null {
  const [quota, period] = systemText(join(folder, 'cpu.max')).trim().split(' ').map(Number);
  return ratio(quota, period);
}

function quotaV1(folder: string): number | null {
  const quota = Number(systemText(join(folder, 'cpu.cfs_quota_us')) || Number.NaN);
  const period = Number(systemText(join(folder, 'cpu.cfs_period_us')) || Number.NaN);
  return ratio(quota, period);
}

function ratio(quota: number | undefined, period: number | undefined): number | null {
  if (quota === undefined || period === undefined || !(quota > 0) || !(period > 0)) return null;
  return quota / period;
}

function limit(file: string): number | null {
  const bytes = Number.parseInt(systemText(file), 10);
  return bytes > 0 && bytes < NO_LIMIT ? bytes : null;
}

function tightest(limits: readonly (number | null)[]): number | null {
  const known = limits.filter((value) => value !== null);
  return known.length === 0 ? null : Math.min(...known);
}
