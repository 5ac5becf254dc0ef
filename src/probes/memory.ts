import { rssBytes } from '../run/system/process-tree.js';
import { reading, unseenReason } from '../run/system/reading.js';
import type { Probe } from '../seams/probe.js';

/** Memory of the host, its worker threads and its child processes, seen from outside. */
const memory: Probe = {
  name: 'memory',
  summary: 'Resident memory of the host process and its children',
  figures: {
    rssPeakBytes: 'Highest sum of resident memory over the host and its child processes, of all samples',
    samples: 'How often it was looked at',
  },
  series: { rssBytes: 'Resident memory of the host and its child processes, in bytes' },
  start({ tree, root }) {
    let peak: number | null = null;
    let samples = 0;
    return {
      sample() {
        const bytes = rssBytes(root, tree());
        if (bytes !== null) {
          peak = Math.max(peak ?? 0, bytes);
          samples++;
        }
        return { rssBytes: bytes };
      },
      stop: () => reading({ rssPeakBytes: peak, samples }, unseenReason(root, 'the memory of processes', 'first')),
    };
  },
};
export default memory;
