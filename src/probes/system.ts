import { readCpuTimes } from '../run/system/cpu-times.js';
import { difference, reading } from '../run/system/reading.js';
import type { Probe } from '../seams/probe.js';

/** What the whole machine did meanwhile: everybody's load, and CPU time that a hypervisor took. */
const system: Probe = {
  name: 'system',
  summary: 'CPU time of the whole machine, and what a hypervisor stole of it',
  figures: {
    busySeconds: 'CPU time that all CPUs spent on work, everybody’s, in seconds',
    stealSeconds: 'CPU time that the hypervisor gave to others, in seconds',
  },
  start({ root }) {
    const from = readCpuTimes(root)?.all;
    return {
      stop() {
        const to = readCpuTimes(root)?.all;
        const figures = {
          busySeconds: difference(from?.busySeconds, to?.busySeconds),
          stealSeconds: difference(from?.stealSeconds, to?.stealSeconds),
        };
        return reading(figures, 'there is no /proc/stat');
      },
    };
  },
};
export default system;
