/** What machine this is, as far as parallel work feels it. */
import { cpus, totalmem } from 'node:os';
import type { Machine } from '../../model/journal.js';
import { type CgroupLimits, cgroupLimits } from './cgroup.js';
import { allowedCpus } from './cpu-list.js';

/** Describes this machine; `root` is where /proc and /sys are found. */
export function readMachine(uvThreadpool: number, root = '/'): Machine {
  const logicalCpus = cpus().length;
  const limits = cgroupLimits(root);
  return {
    cpuModel: cpus()[0]?.model.trim() ?? 'unknown',
    logicalCpus,
    effectiveCpus: effectiveCpus(logicalCpus, limits, root),
    quotaCpus: limits.quotaCpus,
    memoryBytes: totalmem(),
    memoryLimitBytes: limits.memoryLimitBytes,
    platform: process.platform,
    arch: process.arch,
    node: process.versions.node,
    v8: process.versions.v8,
    uvThreadpool,
  };
}

/**
 * CPUs that this process can really have: the smaller of its affinity and the CPU quota of all ancestor
 * cgroups, as a decimal. os.availableParallelism knows no quota on Node 20 and misreads small ones later.
 */
export function effectiveCpus(logicalCpus: number, limits: CgroupLimits, root: string): number {
  return Math.min(allowedCpus(root)?.length ?? logicalCpus, limits.quotaCpus ?? Number.POSITIVE_INFINITY);
}
