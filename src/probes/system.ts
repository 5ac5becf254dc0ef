import { join } from 'node:path';
import type { Probe } from '../plugin.js';
import { systemText } from '../run/system-file.js';

/** Jiffies a second in /proc/stat: USER_HZ is 100 on every Linux that Node supports. */
const TICKS_PER_SECOND = 100;

interface Ticks {
  readonly busy: number;
  readonly steal: number;
}

/** What the whole machine did meanwhile: a neighbour's load, and CPU time that a hypervisor took. */
const system: Probe = {
  name: 'system',
  summary: 'CPU time of the whole machine, and what a hypervisor stole of it',
  figures: {
    busySeconds: 'CPU time that all CPUs spent on work, everybody’s, in seconds',
    stealSeconds: 'CPU time that the hypervisor gave to others, in seconds',
  },
  start({ root }) {
    const from = readTicks(root);
    return () => {
      const to = readTicks(root);
      if (from === null || to === null) return { busySeconds: null, stealSeconds: null };
      return {
        busySeconds: (to.busy - from.busy) / TICKS_PER_SECOND,
        stealSeconds: (to.steal - from.steal) / TICKS_PER_SECOND,
      };
    };
  },
};
export default system;

/** The first line of /proc/stat: user nice system idle iowait irq softirq steal (proc(5)). */
function readTicks(root: string): Ticks | null {
  const text = systemText(join(root, 'proc/stat'));
  if (text === '') return null;
  const [line = ''] = text.split('\n');
  const [user = 0, nice = 0, kernel = 0, , , irq = 0, softirq = 0, steal = 0] = line
    .trim()
    .split(/\s+/)
    .slice(1)
    .map(Number);
  return { busy: user + nice + kernel + irq + softirq, steal };
}
