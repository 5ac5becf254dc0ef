import type { RealExecutor } from '../seams/executor.js';

const session = () => import('../run/dispatch/pool-session.js');

/** Child processes, by tinypool: nothing shared but the machine. */
const processes: RealExecutor = {
  name: 'processes',
  summary: 'N child processes (tinypool)',
  traits: {
    runs: ['module'],
    handsOut: true,
    oneThread: false,
    sharesLibuvPool: false,
    fewestWorkers: 1,
    mostWorkers: 256,
    // Measured on Node 20.
    bytesPerWorker: 45e6,
  },
  load: async () => (await session()).loadPool(),
  open: async (spec) => (await session()).openPool('child_process', spec),
};
export default processes;
