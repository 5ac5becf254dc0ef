/** Recordings made in memory: planted laws through the simulated executor, and hand-made trials. */

import simulated from '../../src/executors/simulated.js';
import type { Machine, Recording } from '../../src/model/journal.js';
import type { Load } from '../../src/model/load.js';
import type { Measurement, WorkerMeasurement } from '../../src/model/measurement.js';
import type { Cell } from '../../src/model/plan.js';
import type { SimulatedLaw, Study, StudyTask } from '../../src/model/study.js';
import type { TrialRecord } from '../../src/model/trial.js';
import { makeWay } from '../../src/plan/ways.js';
import { constantHistogram } from '../../src/statistics/histogram.js';
import { study as exampleStudy, machine } from '../reporters/sample-report.js';
import { trialSpec } from '../support/trial-spec.js';

export const WORKERS = [0, 1, 2, 4, 8, 12, 16, 24, 32, 48, 64] as const;

export interface Plant {
  readonly law: Partial<SimulatedLaw>;
  readonly rounds: number;
  readonly seed?: number;
  readonly workers?: readonly number[];
  readonly units?: number;
  readonly load?: Load;
  readonly name?: string;
}

/** A whole study of one simulated law. */
export function plantedRecording(plant: Plant): Recording {
  const law: SimulatedLaw = { cpus: 64, lambda: 100, sigma: 0, kappa: 0, noise: 0, ...plant.law };
  const task: StudyTask = { name: plant.name ?? 'law', given: 'law', args: [], subject: { kind: 'law', law } };
  const units = plant.units ?? 6400;
  const cells = (plant.workers ?? WORKERS).map((workers) => {
    const cell = cellOf(task, 'simulated', workers, units);
    return plant.load === undefined
      ? cell
      : { ...cell, way: makeWay({ tasks: [task] }, { ...cell.way, load: plant.load }) };
  });
  const seed = plant.seed ?? 1;
  const trials = cells.flatMap((cell) =>
    Array.from({ length: plant.rounds }, (_, round) => trialOf(cell, round, simulate(cell, round, seed, law))),
  );
  return recordingOf(cells, trials, { seed, rounds: plant.rounds });
}

export function cellOf(task: StudyTask, executor: string, workers: number, units: number, inFlight = 1): Cell {
  const name = workers === 0 ? 'sequential' : `parallel_${workers}`;
  const load = { kind: 'count', units } as const;
  return {
    id: `${task.name}/${executor}_${workers}_${inFlight}`,
    name,
    way: { id: `${task.name}/${executor}_${inFlight}`, task, executor, inFlight, order: 'none', load, cpus: null },
    workers,
  };
}

export function realTask(name: string): StudyTask {
  return { name, given: name, args: [], subject: { kind: 'module', path: `/tasks/${name}.js` } };
}

export function trialOf(
  cell: Cell,
  round: number,
  measurement: Measurement | null,
  more: Partial<TrialRecord> = {},
): TrialRecord {
  return {
    kind: 'trial',
    cellId: cell.id,
    round,
    outcome: measurement === null ? 'failed' : 'completed',
    fault: null,
    startedAt: '2026-11-22T00:00:00.000Z',
    hostSeconds: measurement?.workSeconds ?? 0,
    measurement,
    readings: {},
    telemetry: null,
    disturbances: [],
    outputTail: null,
    ...more,
  };
}

export function recordingOf(
  cells: readonly Cell[],
  trials: readonly TrialRecord[],
  more: Partial<Study> = {},
): Recording {
  const study = { ...STUDY, tasks: [...new Set(cells.map((cell) => cell.way.task))], ...more };
  const planned = trials.map((trial, index) => ({
    index,
    cell: cells.find(({ id }) => id === trial.cellId) as Cell,
    round: trial.round,
    endsRound: false,
    profile: false,
  }));
  return {
    study: {
      kind: 'study',
      study,
      plan: { cells, trials: planned, profiles: [] },
      tasks: study.tasks.map(({ name }) => ({
        name,
        summary: null,
        args: [],
        deterministic: true,
        repeats: true,
        unitSeconds: null,
      })),
      machine: MACHINE,
      provenance: {
        seed: study.seed,
        command: [],
        configHash: '',
        taskHashes: {},
        gitCommit: null,
        instance: null,
        startedAt: '2026-11-22T00:00:00.000Z',
        tool: { name: 'kneepoint', version: '0.1.0' },
        resumed: [],
      },
    },
    trials,
    profiles: [],
    end: { kind: 'end', endedAt: '2026-11-22T00:01:00.000Z', interruptedBy: null, stopped: null, clockSkewSeconds: 0 },
  };
}

/** A trial in which each worker serves its units back to back; `workSeconds` is the wall. */
export function evenMeasurement(
  workers: number,
  units: number,
  workSeconds: number,
  more: Partial<Measurement> = {},
): Measurement {
  const streams = Math.max(workers, 1);
  const service = constantHistogram((workSeconds * streams * 1e9) / units, units);
  const none = constantHistogram(0, units);
  return {
    initSeconds: 0.1,
    workSeconds,
    cleanupSeconds: 0.05,
    setupSeconds: 0,
    unitsCompleted: units,
    unitsFailed: 0,
    labels: [],
    latencySamples: null,
    latency: { waiting: none, transfer: none, service, sojourn: service },
    workers: Array.from({ length: streams }, (_, worker) => workerOf(worker, units / streams, workSeconds)),
    warmUp: { units: 0, seconds: 0, firstServiceSeconds: null, lastServiceSeconds: null },
    kernels: null,
    hostLoop: null,
    digest: [1, 2, 3, 4],
    window: null,
    openLoop: null,
    simulated: false,
    ...more,
  };
}

export function workerOf(
  worker: number,
  units: number,
  busySeconds: number,
  more: Partial<WorkerMeasurement> = {},
): WorkerMeasurement {
  return {
    worker,
    streams: 1,
    units,
    startedSeconds: 0,
    doneSeconds: busySeconds,
    busySeconds,
    checkSeconds: 0,
    queuedSeconds: null,
    cpuSeconds: null,
    runQueueSeconds: null,
    gc: null,
    contextSwitches: null,
    loopUtilisation: null,
    memory: null,
    placement: null,
    ...more,
  };
}

function simulate(cell: Cell, round: number, seed: number, law: SimulatedLaw): Measurement {
  const { workers, way } = cell;
  const { task, executor, inFlight, load } = way;
  const units = load.kind === 'count' ? load.units : 0;
  const spec = trialSpec({ task, executor, workers, inFlight, load, units, seed, round, digest: false });
  return simulated.simulate(spec, law);
}

const MACHINE: Machine = { ...machine, logicalCpus: 8, effectiveCpus: 8, quotaCpus: null, memoryLimitBytes: null };

const STUDY: Study = { ...exampleStudy, tasks: [], workers: [], seed: 1, warmupSeconds: 0, gcAfterIteration: false };
