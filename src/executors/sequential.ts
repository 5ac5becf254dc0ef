import type { RealExecutor } from '../seams/executor.js';

const crew = () => import('../run/host/inline-crew.js');

/** Direct calls, one after the other, in the host's main thread: the baseline. */
const sequential: RealExecutor = {
  name: 'sequential',
  summary: 'Direct calls one after the other, without workers: the baseline (workers 0)',
  traits: {
    runs: ['module'],
    workersAre: 'streams',
    handsOut: false,
    oneThread: true,
    sharesLibuvPool: true,
    fewestWorkers: 0,
    mostWorkers: 0,
    bytesPerWorker: null,
  },
  load: crew,
  hire: async (spec) => new (await crew()).InlineCrew(spec, 1),
};
export default sequential;
