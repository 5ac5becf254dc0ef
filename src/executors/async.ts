import type { RealExecutor } from '../seams/executor.js';

const crew = () => import('../run/host/inline-crew.js');

/** N units in flight in one thread: gains where units wait, and nothing where they compute. */
const asynchronous: RealExecutor = {
  name: 'async',
  summary: 'N units in flight in one thread: for tasks that wait',
  traits: {
    runs: ['module'],
    workersAre: 'streams',
    handsOut: false,
    oneThread: true,
    sharesLibuvPool: true,
    fewestWorkers: 1,
    mostWorkers: 256,
    bytesPerWorker: null,
  },
  load: crew,
  hire: async (spec) => new (await crew()).InlineCrew(spec, spec.workers),
};
export default asynchronous;
