import type { RealExecutor } from '../plugin.js';
import { loadPool, openPool } from '../run/dispatch/pool-session.js';

/** Worker threads of one process, by tinypool. */
const threads: RealExecutor = {
  kind: 'real',
  name: 'threads',
  summary: 'N worker threads of one process (tinypool)',
  dispatches: true,
  accepts: (workers) => workers > 0,
  load: loadPool,
  open: (spec) => openPool('worker_threads', spec),
};
export default threads;
