import type { RealExecutor } from '../seams/executor.js';

const crew = () => import('../run/host/pool-crew.js');

/** Worker threads of one process, by tinypool. */
const threads: RealExecutor = {
  name: 'threads',
  summary: 'N worker threads of one process (tinypool)',
  traits: {
    runs: ['module'],
    workersAre: 'streams',
    handsOut: true,
    oneThread: false,
    sharesLibuvPool: true,
    fewestWorkers: 1,
    mostWorkers: 256,
    // Measured on Node 20.
    bytesPerWorker: 10e6,
  },
  load: async () => (await crew()).loadPool(),
  hire: async (spec) => (await crew()).hirePool('worker_threads', spec),
};
export default threads;
