import type { RealExecutor } from '../seams/executor.js';

const crew = () => import('../subjects/command/command-crew.js');

/** N runs of a command at a time: any program. */
const copies: RealExecutor = {
  name: 'copies',
  summary: 'N runs of a command at a time: any program',
  traits: {
    runs: ['command'],
    workersAre: 'streams',
    handsOut: false,
    oneThread: false,
    sharesLibuvPool: false,
    fewestWorkers: 1,
    mostWorkers: 1024,
    bytesPerWorker: null,
  },
  load: crew,
  emptyRun: async (scratch) => (await import('../subjects/command/cost-of-true.js')).costOfTrue(scratch),
  hire: async (spec, stop) => (await crew()).hireSlots(spec.workers, spec, stop),
};
export default copies;
