/** Ten reports, each of another kind of study, made by the analysis itself from recordings in memory. */
import { analyse } from '../../src/analysis/analyse.js';
import type { Recording } from '../../src/model/journal.js';
import type { Load } from '../../src/model/load.js';
import type { Report } from '../../src/model/report.js';
import type { Study } from '../../src/model/study.js';
import type { Disturbance } from '../../src/model/trial.js';
import { cellOf, evenMeasurement, plantedRecording, realTask, recordingOf, trialOf } from '../analysis/planted.js';
import { recordingFrom } from '../analysis/scenario.js';

const LAW = { cpus: 8, sigma: 0.05, kappa: 0.002, noise: 0.02 };

/** Several recordings as one study of all their tasks and loads. */
function together(recordings: readonly Recording[], more: Partial<Study> = {}): Recording {
  const [first] = recordings as [Recording];
  const all = <Item>(itemsOf: (recording: Recording) => readonly Item[]) => recordings.flatMap(itemsOf);
  const tasks = all(({ study }) => study.study.tasks);
  return {
    ...first,
    study: {
      ...first.study,
      study: {
        ...first.study.study,
        tasks: tasks.filter((task, i) => tasks.findIndex(({ name }) => name === task.name) === i),
        ...more,
      },
      plan: { cells: all(({ study }) => study.plan.cells), trials: [], profiles: [] },
      tasks: all(({ study }) => study.tasks),
    },
    trials: all(({ trials }) => trials),
  };
}

function rates(...perSecond: readonly number[]): Recording {
  return together(
    perSecond.map((rate) => {
      const load: Load = { kind: 'rate', perSecond: rate, durationSeconds: 10, arrivals: 'uniform' };
      const { study, trials, ...others } = plantedRecording({ law: {}, rounds: 5, workers: [0, 1, 2], load });
      // Cells of several rates are told apart by their ids.
      const named = study.plan.cells.map((cell) => ({
        ...{ ...cell, id: `${cell.id}@${rate}`, name: `${cell.name}@${rate}/s` },
        way: { ...cell.way, id: `${cell.way.id}@${rate}` },
      }));
      return {
        ...{ ...others, study: { ...study, plan: { ...study.plan, cells: named } } },
        trials: trials.map((trial) => ({ ...trial, cellId: `${trial.cellId}@${rate}` })),
      };
    }),
  );
}

/** Waiting work: each unit in flight is another second's worth of it, up to 32 in all. */
function inFlight(): Recording {
  const task = realTask('waits');
  const cells = [
    cellOf(task, 'sequential', 0, 64),
    ...[1, 16].flatMap((flights) =>
      [1, 2].map((n) => ({ ...cellOf(task, 'threads', n, 64, flights), name: `threads_${n}_x${flights}` })),
    ),
    ...[1, 2].map((n) => ({ ...cellOf(task, 'async', n, 64, 16), name: `async_${n}_x16` })),
  ];
  const trials = cells.flatMap((cell) =>
    [0, 1, 2, 3, 4].map((round) => {
      const streams = Math.min(16, Math.max(1, cell.workers) * cell.way.inFlight);
      const wall = (64 / streams) * (1 + 0.004 * ((round * 7 + cell.workers) % 5));
      return trialOf(cell, round, evenMeasurement(cell.workers, 64, wall));
    }),
  );
  return recordingOf(cells, trials);
}

function profiled(): Recording {
  const recording = plantedRecording({ law: LAW, rounds: 5, workers: [0, 1, 2, 4, 8] });
  const rows = [{ functionName: 'hash', location: 'sort.js:12', self: 1.2, total: 1.5, share: 0.8 }];
  const profiles = ['law/simulated_8_1'].map((cellId) => ({
    ...{ kind: 'profile' as const, cellId, outcome: 'completed' as const, fault: null, startedAt: '' },
    profiles: [{ kind: 'cpu' as const, rows, files: [] }],
  }));
  return { ...recording, profiles: profiles as unknown as Recording['profiles'] };
}

function failing(): Recording {
  const cells = [0, 1, 2, 4].map((n) => cellOf(realTask('fails'), n === 0 ? 'sequential' : 'threads', n, 64));
  const fault = {
    phase: 'work',
    message: 'Error: connect ECONNREFUSED 127.0.0.1:5432',
    stack: null,
    unit: 3,
    worker: 0,
  };
  const trials = cells.flatMap((cell) =>
    [0, 1, 2, 3, 4].map((round) =>
      cell.workers === 4 || (cell.workers === 2 && round > 2)
        ? trialOf(cell, round, null, { fault: fault as never })
        : trialOf(
            cell,
            round,
            evenMeasurement(cell.workers, 64, (8 / Math.max(1, cell.workers)) * (1 + 0.003 * round)),
          ),
    ),
  );
  return recordingOf(cells, trials);
}

const FOREIGN: Disturbance = {
  ...{ kind: 'foreign-load', own: false, text: 'other programs took 1.6 CPUs' },
  figures: { share: 0.2 },
};

const RECORDINGS: { readonly [kind: string]: () => Recording } = {
  'one curve': () => plantedRecording({ law: LAW, rounds: 8, workers: [0, 1, 2, 4, 8, 12, 16] }),
  executors: () =>
    recordingFrom({
      workers: [0, 1, 2, 4, 8],
      speedup: (n) => Math.max(1, n) * 0.95,
      beside: { processes: { speedup: (n) => n * 0.7 }, async: { speedup: () => 1 } },
    }),
  'in flight': inFlight,
  rates: () => rates(50, 150, 900),
  profile: profiled,
  'A/B': () =>
    together(
      [
        ['old', 100],
        ['new', 70],
      ].map(([name, lambda]) =>
        plantedRecording({
          law: { ...LAW, lambda: Number(lambda) },
          rounds: 8,
          workers: [0, 1, 2, 4],
          name: String(name),
        }),
      ),
      { ab: true },
    ),
  laws: () =>
    together(
      ['a', 'b', 'c', 'd'].map((name, i) =>
        plantedRecording({ law: { ...LAW, kappa: 0.01 * i }, rounds: 5, workers: [0, 1, 2, 4, 8], name }),
      ),
    ),
  'a failing task': failing,
  'a disturbed machine': () => recordingFrom({ speedup: (n) => Math.max(1, n), disturbances: [FOREIGN] }),
  quick: () => {
    const recording = plantedRecording({ law: LAW, rounds: 2, workers: [0, 1, 2, 4], units: 20 });
    const { study } = recording.study;
    return {
      ...recording,
      study: { ...recording.study, study: { ...study, quick: true, rounds: 2, load: { kind: 'count', units: 20 } } },
    };
  },
};

/** The reports by their kind. */
export const TEN_KINDS: readonly (readonly [kind: string, report: Report])[] = Object.entries(RECORDINGS).map(
  ([kind, recording]) => [kind, analyse(recording())],
);

/** A study with so many curves of one task, which differ in their units in flight. */
export function manyCurves(count: number): Report {
  const task = realTask('many');
  const flights = Array.from({ length: count }, (_, i) => i + 1);
  const cells = [
    cellOf(task, 'sequential', 0, 64),
    ...flights.flatMap((inFlight) => [1, 2].map((n) => cellOf(task, 'threads', n, 64, inFlight))),
  ];
  const trials = cells.flatMap((cell) =>
    [0, 1, 2, 3, 4].map((round) => {
      const wall =
        (64 / Math.max(1, cell.workers) / cell.way.inFlight) * (1 + 0.004 * ((round * 7 + cell.workers) % 5));
      return trialOf(cell, round, evenMeasurement(cell.workers, 64, wall));
    }),
  );
  return analyse(recordingOf(cells, trials));
}
