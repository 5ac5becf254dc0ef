import type { Probe } from '../plugin.js';
import { treeRssBytes } from '../run/process-tree.js';

const SAMPLE_MS = 200;

/** Memory of the host, its worker threads and its child processes, seen from outside. */
const memory: Probe = {
  name: 'memory',
  summary: 'Resident memory of the host process and its children',
  figures: {
    rssPeakBytes: 'Highest sum of resident memory over the host and its child processes, sampled every 200 ms',
    samples: 'How often it was looked at',
  },
  start({ hostPid, root }) {
    let peak: number | null = null;
    let samples = 0;
    const sample = () => {
      const bytes = treeRssBytes(root, hostPid);
      if (bytes === null) return;
      peak = Math.max(peak ?? 0, bytes);
      samples++;
    };
    sample();
    const timer = setInterval(sample, SAMPLE_MS).unref();
    return () => {
      clearInterval(timer);
      sample();
      return { rssPeakBytes: peak, samples };
    };
  },
};
export default memory;
