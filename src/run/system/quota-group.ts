/**
 * A control group of our own with a quota of CPU time, for sets such as half a CPU. Made beside or below this
 * process's own group where the system lets us: as root, or where the group was delegated to the user.
 */
import { mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '../../user-error.js';
import { groupFolders } from './cgroup.js';
import { isAlive } from './process-identity.js';
import { systemFolder, systemText } from './system-file.js';

const PERIOD_MICROSECONDS = 100_000;

/** A group that exists until it is removed. */
export interface QuotaGroup {
  readonly folder: string;
  /** Moves a process into it, with all that it starts from then on. @throws UserError when refused */
  enter(pid: number): void;
  /** Removes it, once all in it have ended; false where something is left in it. */
  remove(): boolean;
}

/**
 * Makes a group that may use as much CPU time as that many CPUs have.
 * @param root where /sys and /proc are found
 * @param name of its folder; must be new
 * @throws UserError where none can be made
 */
export function makeQuotaGroup(root: string, name: string, quotaCpus: number): QuotaGroup {
  const quota = Math.round(quotaCpus * PERIOD_MICROSECONDS);
  const { unified, cpu } = groupFolders(root);
  const makers = [
    ...parentsIn(unified, 'cgroup.controllers').map((parent) => () => makeV2(join(parent, name), quota)),
    ...parentsIn(cpu, 'cpu.cfs_quota_us').map((parent) => () => makeV1(join(parent, name), quota)),
  ];
  for (const make of makers) {
    const folder = make();
    if (folder !== null) return groupIn(folder);
  }
  throw new UserError(
    `cpus: a set of ${quotaCpus} CPUs needs a control group with a quota, which this user may not make here`,
  );
}

/** This process's own group and the one above it, where they are groups of that kind. */
function parentsIn(folders: readonly string[], file: string): readonly string[] {
  const own = folders.find((folder) => systemText(join(folder, 'cgroup.procs')) !== '');
  if (own === undefined) return [];
  return [own, dirname(own)].filter((folder) => folders.includes(folder) && systemText(join(folder, file)) !== '');
}

/** Null where the system refuses; nothing is left then. */
function makeV2(folder: string, quota: number): string | null {
  return made(folder, () => writeFileSync(join(folder, 'cpu.max'), `${quota} ${PERIOD_MICROSECONDS}`, { flag: 'r+' }));
}

function makeV1(folder: string, quota: number): string | null {
  return made(folder, () => {
    writeFileSync(join(folder, 'cpu.cfs_period_us'), String(PERIOD_MICROSECONDS), { flag: 'r+' });
    writeFileSync(join(folder, 'cpu.cfs_quota_us'), String(quota), { flag: 'r+' });
  });
}

function made(folder: string, limit: () => void): string | null {
  sweepDead(dirname(folder));
  try {
    mkdirSync(folder);
  } catch {
    return null;
  }
  try {
    limit();
    return folder;
  } catch {
    rmdirSync(folder);
    return null;
  }
}

/** Groups of supervisors that were killed, by their names. One that is still in use stays. */
function sweepDead(parent: string): void {
  for (const name of systemFolder(parent)) {
    const pid = Number(/^kneepoint-(\d+)-\d+$/.exec(name)?.[1] ?? Number.NaN);
    if (Number.isNaN(pid) || isAlive(pid)) continue;
    try {
      rmdirSync(join(parent, name));
    } catch {
      // It is another user's, or another run swept it first.
    }
  }
}

function groupIn(folder: string): QuotaGroup {
  return {
    folder,
    enter: (pid) => {
      try {
        writeFileSync(join(folder, 'cgroup.procs'), String(pid), { flag: 'r+' });
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        throw new UserError(`cpus: the system lets no process into the control group ${folder}: ${code}`);
      }
    },
    remove: () => {
      try {
        rmdirSync(folder);
        return true;
      } catch {
        return false;
      }
    },
  };
}
