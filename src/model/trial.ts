/** What one trial leaves behind. */

import type { Measurement } from './measurement.js';
import type { Phase } from './phase.js';
import type { Cell } from './plan.js';
import type { ProfileKinds } from './study.js';

/** How a trial ended. A trial is never dropped. */
export type Outcome = 'completed' | 'failed' | 'timed_out' | 'lost' | 'interrupted';

/** Every outcome, in the order in which reports count them. */
export const OUTCOMES: readonly Outcome[] = ['completed', 'failed', 'timed_out', 'lost', 'interrupted'];

/** Why a trial did not complete. All texts are hostile: escape them where they are shown. */
export interface Fault {
  /** What was being done. */
  readonly phase: Phase;
  readonly message: string;
  readonly stack: string | null;
  /** The unit's index, when one unit is to blame. */
  readonly unit: number | null;
}

/** What disturbed a trial. */
export type DisturbanceKind =
  | 'throttled'
  | 'steal'
  | 'memory-pressure'
  | 'io-pressure'
  | 'foreign-load'
  | 'clock-step'
  | 'suspended'
  | 'gap'
  | 'cpu-change';

/** One thing that disturbed a trial; the thresholds are in docs/internals/method.md. */
export interface Disturbance {
  readonly kind: DisturbanceKind;
  /** One clause that names the figures. */
  readonly text: string;
  readonly figures: { readonly [figure: string]: number | null };
  /** True when the trial itself may have brought it about, so that running it again would not help. */
  readonly own: boolean;
}

/** What a probe read over the timed part: plain JSON, null figures with a `reason`, and its `costSeconds`. */
export type Reading = { readonly [figure: string]: number | string | boolean | null | readonly number[] };

/** What was sampled over the timed part of one trial: one row an instant. */
export interface Telemetry {
  /** Seconds since the timed part began, ascending. */
  readonly atSeconds: readonly number[];
  /**
   * Series name with its unit, such as `rssBytes`, `cpuShare`, `temperatureCelsius`, `unitsDone` or, for
   * worker 3 alone, `unitsDone.3` → one value an instant; null where it was not known.
   */
  readonly series: { readonly [name: string]: readonly (number | null)[] };
}

/** What a trial leaves in the journal. */
export interface TrialRecord {
  readonly kind: 'trial';
  readonly cellId: string;
  /** The cell, where the plan did not have it: a rate that a search chose. */
  readonly cell?: Cell;
  readonly round: number;
  readonly outcome: Outcome;
  readonly fault: Fault | null;
  /** ISO 8601, wall clock. */
  readonly startedAt: string;
  /** From the trial's start to the end of its host, which may have started before, while the machine rested. */
  readonly hostSeconds: number;
  /** Null unless the timed part ended. */
  readonly measurement: Measurement | null;
  /** Probe name → reading over the timed part. */
  readonly readings: { readonly [probe: string]: Reading };
  /** Null when nothing was sampled. */
  readonly telemetry: Telemetry | null;
  /** When the timed part began and the samples count from, ISO 8601, wall clock; absent where it did not begin, and in older journals. */
  readonly sampledFrom?: string;
  /** What disturbed it; empty for a clean trial. */
  readonly disturbances: readonly Disturbance[];
  /** The last of what the task printed, cut to a few kilobytes; hostile text. */
  readonly outputTail: string | null;
  /** Lines that it printed; absent for none, and from runs of older versions. */
  readonly outputLines?: number;
}

/** What an extra trial under the profiler leaves in the journal: no times, for the profiler slows the task. */
export interface ProfileRecord
  extends Omit<TrialRecord, 'kind' | 'measurement' | 'readings' | 'telemetry' | 'disturbances'> {
  readonly kind: 'profile';
  /** One for each kind asked for; empty unless the trial completed. */
  readonly profiles: readonly TrialProfile[];
}

/** One kind of profile, merged over the workers of a trial. */
export interface TrialProfile {
  readonly kind: keyof ProfileKinds;
  /** The top 20 functions by `self`. */
  readonly rows: readonly ProfileRow[];
  /** One a worker, relative to the run's folder. */
  readonly files: readonly string[];
}

/** One function of a profile; names and places are hostile text. */
export interface ProfileRow {
  /** The function's name. */
  readonly functionName: string;
  /** `file:line`, the file relative to the task's folder; `native` for what is no JavaScript. */
  readonly location: string;
  /** Without what it called: seconds for CPU, bytes for heap. */
  readonly self: number;
  /** With what it called. */
  readonly total: number;
  /** `self` over the whole profile, 0 to 1. */
  readonly share: number;
}
