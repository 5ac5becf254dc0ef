import type { RealExecutor } from '../seams/executor.js';

const session = () => import('../run/dispatch/inline-session.js');

/** N units in flight in one thread: gains where units wait, and nothing where they compute. */
const asynchronous: RealExecutor = {
  name: 'async',
  summary: 'N units in flight in one thread: for tasks that wait',
  traits: {
    runs: ['module'],
    handsOut: false,
    oneThread: true,
    sharesLibuvPool: true,
    fewestWorkers: 1,
    mostWorkers: 256,
    bytesPerWorker: null,
  },
  load: session,
  open: async (spec) => (await session()).openInline(spec, spec.workers),
};
export default asynchronous;
