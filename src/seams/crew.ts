/** A crew: the workers of one trial, whatever they are, as the session that drives them sees them. */
import type { CommandRuns } from '../model/command.js';
import type {
  EncodedHistogram,
  KernelRates,
  LabelledLatency,
  LateWarmUp,
  ResultDigest,
  UnitError,
  WorkerMeasurement,
} from '../model/measurement.js';
import type { SetupReport, TaskCounts } from '../model/setup.js';
import type { Fault } from '../model/trial.js';

/**
 * The workers of one trial. An executor hires them; the session tells them what to do, phase by phase, hands units
 * out to them, and dismisses them. What a crew rejects with ends the trial.
 */
export interface Crew {
  /** Workers, each of which is a row of the measurement. */
  readonly members: number;
  /** Units that each of them has in flight. */
  readonly streams: number;
  /** Has every member carry out an order; gives their answers in the members' order. */
  tell<Op extends CrewOp>(order: CrewOrder<Op>): Promise<readonly CrewAnswers[Op][]>;
  /** Has one member carry out an order: any of them would give the same answer. */
  ask<Op extends CrewOp>(order: CrewOrder<Op>): Promise<CrewAnswers[Op]>;
  /**
   * Has a member run a unit, in one of the `members × streams` places in flight. What it gives, or resolves to, is
   * for `open`: in two steps, because an await more would cost every unit.
   */
  handOut(slot: number, index: number): unknown;
  /** How the unit went whose `handOut` gave `reply`. */
  open(slot: number, reply: unknown): TimedUnit;
  /** Has a member run the units from `from` up to `to` as one message; without it, units travel alone. */
  handOutChunk?(from: number, to: number): Promise<readonly TimedUnit[]>;
  /**
   * There where the members of this trial take units themselves, until none are left, `frame` is over or `stop` is
   * aborted: they are then not handed out. `progress` hears of all units done so far.
   */
  driveThemselves?(
    frame: LoadFrame | null,
    progress: (unitsDone: number) => void,
    stop: AbortSignal,
  ): Promise<readonly ThreadTally[]>;
  /** What the runs of a command were, so far; only where a command is run. */
  commandRuns?(): CommandRuns;
  /** Rejects, with the reason, when a member dies; null where none can without its host. */
  readonly death: Promise<never> | null;
  /** Ends the members. */
  dismiss(): Promise<void>;
}

/** What every member can be told, with what it answers. */
export interface CrewAnswers {
  /** Import the task. */
  readonly load: unknown;
  /** The task's own setup; null where there is no task to tell anything. */
  readonly setup: SetupReport | null;
  /** Run units beyond the counted ones; null where no warm-up is asked for. */
  readonly 'warm-up': WorkerWarmUp | null;
  /** Run one of the machine's own kernels: blocks per second. */
  readonly kernel: number;
  /** Collect garbage. */
  readonly collect: unknown;
  /** Begin to meter what it uses, and to profile. */
  readonly meter: unknown;
  /** Learn the labels of units; null for a task that has none. */
  readonly labels: UnitLabels | null;
  /** The key of each unit, from 0 up. */
  readonly keys: Int32Array;
  /** End the metering, and tell. */
  readonly usage: ThreadUsage;
  /** The task's own teardown; what it had counted by then, or null where it counts nothing. */
  readonly teardown: TaskCounts | null;
}

export type CrewOp = keyof CrewAnswers;

/** What a crew is told. Plain data: it crosses to workers. */
export interface CrewOrder<Op extends CrewOp = CrewOp> {
  readonly op: Op;
  /** Only for the op "kernel": which, and when all members start it, on the shared clock. */
  readonly kernel?: { readonly name: keyof KernelRates; readonly startMs: number };
}

/** When a unit ran, and what came of it; instants on the shared clock. */
export interface TimedUnit {
  readonly worker: number;
  readonly startedMs: number;
  readonly finishedMs: number;
  readonly checkMs: number;
  /** From when on its worker had nothing else to do. */
  readonly freeMs: number;
  /** What had to be done between hand-out and start and is no part of anything: a command's hooks. Absent for none. */
  readonly untimedMs?: number;
  /** The fingerprint of its result; 0 where results are not compared. */
  readonly print: number;
  readonly fault: Fault | null;
  /** Null where it is known beforehand, or there is none. */
  readonly label: string | null;
}

/** The labels that are known before any unit is timed. */
export interface UnitLabels {
  readonly names: readonly string[];
  /** For each unit the place of its label in `names`; under a window, where they are asked later, of none. */
  readonly numbers: Uint8Array;
}

/** How a worker's warm-up went. */
export interface WorkerWarmUp {
  readonly units: number;
  readonly seconds: number;
  readonly firstServiceSeconds: number;
  readonly lastServiceSeconds: number;
  /** Those begun in the second half of the time, or of the units; the only one where there is no other. */
  readonly late: LateWarmUp;
}

/** What one worker used in the timed part; null where nobody can tell. */
export type ThreadUsage = Pick<
  WorkerMeasurement,
  'cpuSeconds' | 'runQueueSeconds' | 'gc' | 'contextSwitches' | 'loopUtilisation' | 'memory' | 'placement'
>;

/** Of a worker that was not asked, or could not answer. */
export const UNKNOWN_USAGE: ThreadUsage = {
  cpuSeconds: null,
  runQueueSeconds: null,
  gc: null,
  contextSwitches: null,
  loopUtilisation: null,
  memory: null,
  placement: null,
};

/** When units may start, and which part of it counts, on the shared clock. Plain data: it crosses to workers. */
export interface LoadFrame {
  readonly startMs: number;
  /** No unit starts from here on. */
  readonly untilMs: number;
  readonly windowFromMs: number;
  readonly windowToMs: number;
  readonly sampleMs: number;
}

/** What a thread that drives itself adds up in the timed part. Plain data: it crosses to the host. */
export interface ThreadTally {
  /** Units that it had in flight at a time. */
  readonly streams: number;
  readonly ran: number;
  readonly threw: number;
  readonly wrong: number;
  readonly busyMs: number;
  /** Instants on the shared clock; null when no unit ran. */
  readonly startedMs: number | null;
  readonly doneMs: number | null;
  /** Time for digests and `verify`. */
  readonly checkMs: number;
  readonly service: EncodedHistogram;
  readonly labels: readonly LabelledLatency[];
  readonly sample: UnitSample | null;
  readonly digest: ResultDigest | null;
  readonly window: ThreadWindow | null;
  /** The first failed unit's. */
  readonly fault: Fault | null;
  /** The first ones. */
  readonly errors: readonly UnitError[];
  /** All of them, counted by kind. */
  readonly errorKinds: { readonly [kind: string]: number };
}

/** What a thread did in the window, and how many units it had done when. */
export interface ThreadWindow {
  readonly units: number;
  readonly unitShares: number;
  readonly busyMs: number;
  readonly checkMs: number;
  /** Units done at each instant of the telemetry. */
  readonly done: readonly number[];
  /** Those of them that ended in the window. */
  readonly inWindow: readonly number[];
}

/** The sample of one thread's units. */
export interface UnitSample {
  /** Units that are kept at most. */
  readonly most: number;
  readonly units: readonly SampledUnit[];
}

/** A unit with its key; its instant is on the shared clock. */
export interface SampledUnit {
  readonly key: number;
  readonly unit: number;
  readonly atMs: number;
  readonly sojournMs: number;
  readonly label: string | null;
}
