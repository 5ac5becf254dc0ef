import type { RealExecutor } from '../seams/executor.js';

const crew = () => import('../run/host/inline-crew.js');

/** The workers of a service that each trial starts, N being what `{workers}` stands for, while one thread of clients drives it. */
const service: RealExecutor = {
  name: 'service',
  summary: "A server's own {workers} is N, while clients drive it",
  traits: {
    runs: ['module'],
    workersAre: 'inside',
    handsOut: false,
    oneThread: false,
    sharesLibuvPool: false,
    fewestWorkers: 1,
    mostWorkers: 1_000_000,
    bytesPerWorker: null,
  },
  load: crew,
  hire: async (spec) => new (await crew()).InlineCrew(spec, spec.inFlight),
};
export default service;
