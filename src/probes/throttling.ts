import type { Probe } from '../plugin.js';
import { throttledSeconds } from '../run/cgroup.js';

/** How long the CPU quota of a container stopped us. */
const throttling: Probe = {
  name: 'throttling',
  summary: 'Time in which a CPU quota stopped the control group',
  figures: { throttledSeconds: 'Sum of the groups’ throttled time, in seconds; null without a quota to tell' },
  start({ root }) {
    const from = throttledSeconds(root);
    return () => {
      const to = throttledSeconds(root);
      return { throttledSeconds: from === null || to === null ? null : to - from };
    };
  },
};
export default throttling;
