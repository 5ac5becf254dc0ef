import type { RealExecutor } from '../seams/executor.js';

const session = () => import('../run/dispatch/inline-session.js');

/** Direct calls, one after the other, in the host's main thread: the baseline. */
const sequential: RealExecutor = {
  name: 'sequential',
  summary: 'Direct calls one after the other, without workers: the baseline (workers 0)',
  traits: {
    runs: ['module'],
    handsOut: false,
    oneThread: true,
    sharesLibuvPool: true,
    fewestWorkers: 0,
    mostWorkers: 0,
    bytesPerWorker: null,
  },
  load: session,
  open: async (spec) => (await session()).openInline(spec, 1),
};
export default sequential;
