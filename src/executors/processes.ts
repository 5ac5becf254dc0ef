import type { RealExecutor } from '../seams/executor.js';

const crew = () => import('../run/host/pool-crew.js');

/** Child processes, by tinypool: nothing shared but the machine. */
const processes: RealExecutor = {
  name: 'processes',
  summary: 'N child processes (tinypool)',
  traits: {
    runs: ['module'],
    workersAre: 'streams',
    handsOut: true,
    oneThread: false,
    sharesLibuvPool: false,
    fewestWorkers: 1,
    mostWorkers: 256,
    // Measured on Node 20.
    bytesPerWorker: 45e6,
  },
  load: async () => (await crew()).loadPool(),
  hire: async (spec) => (await crew()).hirePool('child_process', spec),
};
export default processes;
