/** What a trial costs, from what the preflight saw. Rough, for estimates; no result rests on it. Pure. */

import type { TaskDescription, UnitCost } from '../model/journal.js';
import type { Cell } from '../model/plan.js';
import type { Study } from '../model/study.js';
import { traitsOf } from '../seams/executor.js';
import { cpusWithin } from './ways.js';

/** What the costs of trials depend on beside the study. */
export interface CostFacts {
  /** CPUs that a trial can have outside any set. */
  readonly cpus: number;
  /** Seconds of kernels in a cell's trial. */
  readonly kernelSeconds: (cell: Cell) => number;
}

/** The start of a host process where the preflight did not see one. */
const START_SECONDS = 0.15;
/** Hiring a worker against starting a host: it imports the task too, in a thread or a process. */
const HIRE_SHARE = 0.8;
/** Ending the workers and the host, and the record's way to the disk. */
const END_SECONDS = 0.05;
/** What a dispatcher does for a message: docs/internals/decisions.md has 30 to 32 µs a unit of a pool. */
const MESSAGE_SECONDS = 30e-6;

/** Seconds from the start of a cell's trial to its end; null while the pace of its units is not known. */
export function trialSeconds(
  study: Study,
  cell: Cell,
  task: TaskDescription | undefined,
  { cpus: available, kernelSeconds }: CostFacts,
): number | null {
  const cpus = cpusWithin(cell.way, available);
  const unit = unitCost(task);
  // The others run N units in flight in one thread.
  const workers = traitsOf(study, cell.way.executor).handsOut ? cell.workers : 0;
  // Threads that all start, set up and warm up at once take turns on the CPUs.
  const crowd = Math.max(1, workers / cpus);
  const { startSeconds = START_SECONDS, setupSeconds = 0 } = task?.costs ?? {};
  const hireSeconds = workers === 0 ? 0 : HIRE_SHARE * startSeconds * crowd;
  const loadSeconds = secondsOfLoad(study, cell, unit, workers, cpus);
  if (loadSeconds === null) return null;
  const firstSeconds = Math.max(task?.unitSeconds ?? 0, unit?.wallSeconds ?? 0);
  const coldSeconds = study.warmupSeconds > 0 ? firstSeconds : firstSeconds - (unit?.wallSeconds ?? 0);
  const readySeconds = setupSeconds * crowd + Math.max(study.warmupSeconds, coldSeconds * crowd);
  return startSeconds + hireSeconds + readySeconds + kernelSeconds(cell) + loadSeconds + END_SECONDS;
}

/** The cost of a unit, or what it costs at least; null when none is known. */
function unitCost(task: TaskDescription | undefined): UnitCost | null {
  const known = task?.costs?.unit;
  if (known !== undefined) return known;
  // Runs of older versions know the first unit alone.
  const seconds = task?.unitSeconds ?? null;
  return seconds === null ? null : { wallSeconds: seconds, cpuSeconds: seconds };
}

/** Time ends a window or a rate, with the units that run by then; a count takes as long as its narrowest part. */
function secondsOfLoad(study: Study, cell: Cell, unit: UnitCost | null, hired: number, cpus: number): number | null {
  const { workers, way } = cell;
  const { load, inFlight } = way;
  if (load.kind !== 'count') return load.durationSeconds + (unit?.wallSeconds ?? 0);
  if (unit === null) return null;
  const streams = Math.max(1, workers * inFlight);
  const threads = Math.max(1, hired);
  return Math.max(
    // Every stream waits for its own units.
    Math.ceil(load.units / streams) * unit.wallSeconds,
    // A thread computes one at a time; what is parallel inside needs more of the machine, not of its thread.
    Math.ceil(load.units / threads) * Math.min(unit.wallSeconds, unit.cpuSeconds),
    (load.units * unit.cpuSeconds) / cpus,
    hired > 0 && study.dispatch === 'pool' ? (load.units / study.chunk) * MESSAGE_SECONDS : 0,
  );
}
