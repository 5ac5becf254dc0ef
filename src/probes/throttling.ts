import { throttledSeconds } from '../run/system/cgroup.js';
import { difference, reading } from '../run/system/reading.js';
import type { Probe } from '../seams/probe.js';

/** How long the CPU quota of a container stopped us. */
const throttling: Probe = {
  name: 'throttling',
  summary: 'Time in which a CPU quota stopped the control group',
  figures: { throttledSeconds: 'Throttled time of the control group that was stopped longest, in seconds' },
  start({ root }) {
    const from = throttledSeconds(root);
    return {
      stop: () =>
        reading(
          { throttledSeconds: difference(from, throttledSeconds(root)) },
          'no control group of this process tells of throttling',
        ),
    };
  },
};
export default throttling;
