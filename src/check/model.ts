/** What a check of a task gives: plain, readonly data. */

import type { Machine, MachineLoad } from '../model/journal.js';
import type { Dispatch } from '../model/load.js';
import type { Phase } from '../model/phase.js';
import type { Fault, TrialRecord } from '../model/trial.js';
import type { TaskInspection } from '../run/host/inspection.js';
import type { PoolTrial } from './pool-trial.js';

/** Every finding that a check can have. */
export type CheckCode =
  | 'does-not-load'
  | 'refuses-arguments'
  | 'missing-arguments'
  | 'throws'
  | 'wrong-result'
  | 'exits'
  | 'unfinished'
  | 'not-deterministic'
  | 'order-matters'
  | 'not-cloneable'
  | 'large-result'
  | 'short-units'
  | 'below-clock'
  | 'unit-time-varies'
  | 'leaves-open'
  | 'memory-grows'
  | 'libuv-pool'
  | 'internally-parallel'
  | 'starts-workers'
  | 'run-fails'
  | 'short-run'
  | 'output-varies'
  | 'leaves-processes'
  | 'knob-ignored';

/** Something about a task that a long run would suffer from, or that its reader should know. */
export interface CheckFinding {
  readonly code: CheckCode;
  /** critical: a run would fail or mislead. warning: its figures would be worse. info: good to know. */
  readonly severity: 'info' | 'warning' | 'critical';
  /** One sentence that names the figures. Holds hostile text. */
  readonly text: string;
  readonly cure: string;
  readonly evidence: { readonly [figure: string]: number | string | boolean | null };
}

/** What was looked at, and what came of it. */
export type CheckResult = { readonly check: CheckName } & (
  | { readonly verdict: 'passed'; readonly text: string }
  | { readonly verdict: 'unknown'; readonly text: string }
  | { readonly verdict: 'found'; readonly finding: CheckFinding }
);

/** Every check, in the order in which they are told. */
export type CheckName =
  | 'loading'
  | 'arguments'
  | 'results'
  | 'cloning'
  | 'unit length'
  | 'clock'
  | 'steadiness'
  | 'open handles'
  | 'memory'
  | 'thread pool'
  | 'parallelism inside'
  | 'workers inside'
  | 'ending'
  | 'run length'
  | 'output'
  | 'processes left'
  | 'workers option';

/** Why the look inside ended without an inspection. */
export type Stop =
  | { readonly kind: 'refused'; readonly fault: Fault }
  | { readonly kind: 'ended'; readonly phase: Phase; readonly code: number | null; readonly signal: string | null }
  | { readonly kind: 'unfinished'; readonly phase: Phase; readonly seconds: number };

/** All that was seen of a task: what the checks judge. */
export interface CheckFacts {
  readonly modulePath: string;
  readonly dispatch: Dispatch;
  /** Of the study: how many units go in a message. */
  readonly chunk: number;
  readonly uvThreadpool: number;
  readonly machine: Pick<Machine, 'effectiveCpus' | 'logicalCpus'>;
  /** What others took of the CPUs during the whole check. */
  readonly load: MachineLoad;
  readonly inspection: TaskInspection | Stop;
  /** Where a native add-on hides what is asked of the pool: the experiment. Null where it was not needed, or did not end. */
  readonly poolTrial: PoolTrial | null;
  /** The first units on one worker of each kind; empty when the inspection was stopped. */
  readonly trials: readonly WorkerTrial[];
}

/** One trial of the first units on one worker. */
export interface WorkerTrial {
  readonly executor: 'threads' | 'processes';
  readonly record: TrialRecord;
}

/** What `kneepoint check` tells. */
export interface CheckReport {
  /** `failed` with a critical finding, `warned` with a warning, else `passed`. */
  readonly status: 'passed' | 'warned' | 'failed';
  /** Why the verdict is provisional, a sentence; null on a quiet machine. */
  readonly provisional: string | null;
  readonly task: string;
  /** The command that was looked at, as a person would type it; null for a task. */
  readonly command: string | null;
  readonly args: readonly unknown[];
  readonly results: readonly CheckResult[];
  /** The findings of the results, the gravest first. */
  readonly findings: readonly CheckFinding[];
}
