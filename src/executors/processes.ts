import type { RealExecutor } from '../plugin.js';
import { loadPool, openPool } from '../run/dispatch/pool-session.js';

/** Child processes, by tinypool: nothing shared but the machine. */
const processes: RealExecutor = {
  kind: 'real',
  name: 'processes',
  summary: 'N child processes (tinypool)',
  dispatches: true,
  accepts: (workers) => workers > 0,
  load: loadPool,
  open: (spec) => openPool('child_process', spec),
};
export default processes;
