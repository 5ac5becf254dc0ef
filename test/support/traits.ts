/** Facts about the executors, by name. */
import asynchronous from '../../src/executors/async.js';
import copies from '../../src/executors/copies.js';
import knob from '../../src/executors/knob.js';
import processes from '../../src/executors/processes.js';
import sequential from '../../src/executors/sequential.js';
import service from '../../src/executors/service.js';
import simulated from '../../src/executors/simulated.js';
import threads from '../../src/executors/threads.js';
import type { Study } from '../../src/model/study.js';

/** As a study keeps them; all of them, so that a test's study may name any. */
export const traits: Study['traits'] = Object.fromEntries(
  [sequential, asynchronous, threads, processes, copies, knob, service, simulated].map(({ name, traits }) => [
    name,
    traits,
  ]),
);
