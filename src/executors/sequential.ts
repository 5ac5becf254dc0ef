import type { RealExecutor } from '../plugin.js';
import { openInline } from '../run/dispatch/inline-session.js';

/** Direct calls, one after the other, in the host's main thread: the baseline. */
const sequential: RealExecutor = {
  kind: 'real',
  name: 'sequential',
  summary: 'Direct calls one after the other, without workers: the baseline (workers 0)',
  dispatches: false,
  accepts: (workers) => workers === 0,
  open: (spec) => openInline(spec, 1),
};
export default sequential;
