import type { RealExecutor } from '../seams/executor.js';

const crew = () => import('../subjects/command/command-crew.js');

/** One run of a command at a time, whose own parallelism is N: `{workers}` in its arguments or its environment. */
const knob: RealExecutor = {
  name: 'knob',
  summary: 'One run of a command at a time, whose own {workers} is N',
  traits: {
    runs: ['command'],
    workersAre: 'inside',
    handsOut: false,
    oneThread: false,
    sharesLibuvPool: false,
    fewestWorkers: 1,
    mostWorkers: 1_000_000,
    bytesPerWorker: null,
  },
  load: crew,
  emptyRun: async (scratch) => (await import('../subjects/command/cost-of-true.js')).costOfTrue(scratch),
  hire: async (spec, stop) => (await crew()).hireSlots(1, spec, stop),
};
export default knob;
