import { join } from 'node:path';
import { cgroupLimits } from '../run/system/cgroup.js';
import { cpuList } from '../run/system/cpu-list.js';
import { reading } from '../run/system/reading.js';
import { systemText } from '../run/system/system-file.js';
import type { Probe } from '../seams/probe.js';

/** Whether the machine stayed the same: CPUs can be taken away, and quotas changed, while a trial runs. */
const cpuCount: Probe = {
  name: 'cpu-count',
  summary: 'CPUs that are online and the CPU quota, before and after',
  figures: {
    onlineBefore: 'CPUs that were online when the timed part began',
    onlineAfter: 'CPUs that were online when it ended',
    quotaBefore: 'The tightest CPU quota when the timed part began, in CPUs; 0 without one',
    quotaAfter: 'The tightest CPU quota when it ended, in CPUs; 0 without one',
  },
  start({ root }) {
    const before = look(root);
    return {
      stop() {
        const after = look(root);
        const figures = {
          onlineBefore: before.online,
          onlineAfter: after.online,
          quotaBefore: before.quota,
          quotaAfter: after.quota,
        };
        return reading(figures, 'there is no /sys that shows CPUs');
      },
    };
  },
};
export default cpuCount;

function look(root: string): { readonly online: number | null; readonly quota: number | null } {
  const list = systemText(join(root, 'sys/devices/system/cpu/online')).trim();
  const hasGroups = systemText(join(root, 'proc/self/cgroup')) !== '';
  return {
    online: list === '' ? null : cpuList(list).length,
    quota: hasGroups ? (cgroupLimits(root).quotaCpus ?? 0) : null,
  };
}
