import { join } from 'node:path';
import { reading } from '../run/system/reading.js';
import { systemText } from '../run/system/system-file.js';
import type { Probe } from '../seams/probe.js';

/** How many threads of the whole machine want a CPU. */
const load: Probe = {
  name: 'load',
  summary: 'Load average of the machine, and threads that want a CPU',
  figures: {
    load1: 'Load average over a minute when the timed part ended',
    runnablePeak: 'Most threads, of all programs, that ran or wanted to at one sample',
  },
  series: {
    load1: 'Load average over a minute',
    runnable: 'Threads, of all programs, that run or want to; the one that looks is among them',
  },
  start({ root }) {
    let peak: number | null = null;
    return {
      sample() {
        const { load1, runnable } = readLoad(root);
        if (runnable !== null) peak = Math.max(peak ?? 0, runnable);
        return { load1, runnable };
      },
      stop: () => reading({ load1: readLoad(root).load1, runnablePeak: peak }, 'there is no /proc/loadavg'),
    };
  },
};
export default load;

/** `0.28 0.67 1.56 1/123 5152`: three averages, runnable and all threads, the newest process (proc(5)). */
function readLoad(root: string): { readonly load1: number | null; readonly runnable: number | null } {
  const [, load1, runnable] = /^(\S+) \S+ \S+ (\d+)\//.exec(systemText(join(root, 'proc/loadavg'))) ?? [];
  return {
    load1: load1 === undefined ? null : Number(load1),
    runnable: runnable === undefined ? null : Number(runnable),
  };
}
