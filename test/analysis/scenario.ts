/** Studies made in memory of what each of their trials is to show. */

import type { Machine, Recording } from '../../src/model/journal.js';
import type { Measurement, WorkerMeasurement } from '../../src/model/measurement.js';
import type { Study, StudyTask } from '../../src/model/study.js';
import type { Disturbance, Reading } from '../../src/model/trial.js';
import { cellOf, evenMeasurement, realTask, recordingOf, trialOf, workerOf } from './planted.js';

/** Units of a trial, and rounds. */
export const UNITS = 1200;
const ROUNDS = 6;

/** What a scenario makes of one trial. */
export interface Scenario {
  readonly speedup: (workers: number) => number;
  readonly worker?: (workers: number, wall: number) => Partial<WorkerMeasurement>;
  readonly measurement?: (workers: number) => Partial<Measurement>;
  readonly slowdown?: (workers: number, round: number) => number;
  readonly readings?: (workers: number, wall: number) => { readonly [probe: string]: Reading };
  readonly workers?: readonly number[];
  readonly units?: number;
  readonly executor?: string;
  /** Curves beside: each executor's scenario, on the same sequential trials. */
  readonly beside?: { readonly [executor: string]: Scenario };
  /** What disturbed every trial. */
  readonly disturbances?: readonly Disturbance[];
  readonly rounds?: number;
  readonly study?: Partial<Study>;
  readonly machine?: Partial<Machine>;
}

/** A study with that made of each trial. */
export function recordingFrom(scenario: Scenario): Recording {
  const task = realTask('t');
  const own = trialsFrom(scenario, task);
  const beside = Object.entries(scenario.beside ?? {}).map(([executor, other]) =>
    trialsFrom({ workers: [1, 2, 4, 8], ...other, executor }, task),
  );
  const all = [own, ...beside];
  const recording = recordingOf(
    all.flatMap(({ cells }) => cells),
    all.flatMap(({ trials }) => trials),
    scenario.study,
  );
  return { ...recording, study: { ...recording.study, machine: { ...recording.study.machine, ...scenario.machine } } };
}

function trialsFrom(scenario: Scenario, task: StudyTask) {
  const units = scenario.units ?? UNITS;
  const cells = (scenario.workers ?? [0, 1, 2, 4, 8]).map((n) =>
    cellOf(task, n === 0 ? 'sequential' : (scenario.executor ?? 'threads'), n, units),
  );
  const trials = cells.flatMap((cell) =>
    Array.from({ length: scenario.rounds ?? ROUNDS }, (_, round) => {
      const n = cell.workers;
      // A small, fixed unevenness between rounds stands in for noise.
      const wall =
        (10 / scenario.speedup(n)) * (1 + 0.002 * ((round * 7 + n) % 5)) * (scenario.slowdown?.(n, round) ?? 1);
      const workers = Array.from({ length: Math.max(n, 1) }, (_, worker) =>
        workerOf(worker, units / Math.max(n, 1), wall, { doneSeconds: wall, ...scenario.worker?.(n, wall) }),
      );
      const measurement = evenMeasurement(n, units, wall, { workers, ...scenario.measurement?.(n) });
      return trialOf(cell, round, measurement, {
        readings: scenario.readings?.(n, wall) ?? {},
        disturbances: scenario.disturbances ?? [],
      });
    }),
  );
  return { cells, trials };
}

/** A speedup of N. */
export const ideal = (workers: number) => Math.max(workers, 1);
/** A task that computes, on CPUs enough. */
export const HEALTHY: Scenario = { speedup: ideal, worker: (_, wall) => ({ cpuSeconds: wall }) };

/** Other programs on the same CPUs. */
export const FOREIGN_LOAD: Disturbance = {
  kind: 'foreign-load',
  text: 'other programs took 1 CPU',
  figures: {},
  own: false,
};
