import type { RealExecutor } from '../plugin.js';
import { openInline } from '../run/dispatch/inline-session.js';

/** N units in flight in one thread: gains where units wait, and nothing where they compute. */
const asynchronous: RealExecutor = {
  kind: 'real',
  name: 'async',
  summary: 'N units in flight in one thread: for tasks that wait',
  dispatches: false,
  accepts: (workers) => workers > 0,
  open: (spec) => openInline(spec, spec.workers),
};
export default asynchronous;
