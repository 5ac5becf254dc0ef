/** A whole recording of planted trials, as the journal of a simulated study holds it. */
import simulated from '../../dist/src/executors/simulated.js';

const WORKERS = [0, 1, 2, 4, 8, 12, 16, 24, 32, 48];
const UNITS = 4800;
const LAW = { cpus: 64, lambda: 100, sigma: 0.03, kappa: 0.0008, noise: 0.03 };
const STUDY = {
  load: { kind: 'count', units: UNITS },
  dispatch: 'self',
  chunk: 1,
  seed: 1,
  limits: { p50Ms: 1e6, p99Ms: 1e6, rssMb: null, errorRate: 0.5 },
  budgetSeconds: null,
  quick: false,
};

/** A recording of `trials` trials, ten cells in as many rounds as that takes. */
export async function plantedJournal(trials) {
  const task = { name: 'law', given: 'law', modulePath: null, args: [], law: LAW };
  const cells = WORKERS.map((workers) => cellOf(task, workers));
  const rounds = Math.ceil(trials / cells.length);
  const records = cells.flatMap((cell) => Array.from({ length: rounds }, (_, round) => recordOf(cell, round)));
  return {
    study: {
      kind: 'study',
      study: { ...STUDY, rounds },
      plan: { cells, trials: [], profiles: [] },
      tasks: [],
      machine: { effectiveCpus: 64, logicalCpus: 64, uvThreadpool: 4, memoryBytes: 2 ** 36, memoryLimitBytes: null },
      provenance: { tool: { name: 'kneepoint', version: '' } },
    },
    trials: records,
    profiles: [],
    end: { kind: 'end', endedAt: '', interruptedBy: null, stopped: null },
  };
}

function cellOf(task, workers) {
  const load = STUDY.load;
  const point = { executor: 'simulated', workers, inFlight: 1, order: 'none' };
  return { id: `law/${workers}`, name: `parallel_${workers}`, task, ...point, load };
}

function recordOf(cell, round) {
  const spec = { task: cell.task, workers: cell.workers, inFlight: 1, units: UNITS, seed: 1, round };
  const measurement = simulated.simulate(spec, LAW);
  const head = {
    kind: 'trial',
    cellId: cell.id,
    round,
    outcome: 'completed',
    fault: null,
    startedAt: '',
    hostSeconds: 0,
  };
  return { ...head, measurement, readings: {}, outputTail: null };
}
