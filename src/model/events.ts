/** What a running study reports while it runs. */

import type { EndRecord, StudyRecord } from './journal.js';
import type { Phase } from './phase.js';
import type { PlannedTrial } from './plan.js';
import type { ProfileRecord, TrialRecord } from './trial.js';

/** How long a study is expected to take, before its first trial. */
export interface StudyEstimate {
  readonly cells: number;
  /** Measured and profiled trials; null for an adaptive study, which decides while it runs. */
  readonly trials: number | null;
  /** From the first trial to the last, rests included; null when the preflight saw no unit end well. */
  readonly seconds: number | null;
  /** `at least`: a search adds trials. `at most`: a budget ends it. */
  readonly bound: 'about' | 'at least' | 'at most';
  /** Ways to be done in minutes; empty for a study that is. */
  readonly shorter: readonly ShorterStudy[];
}

/** One change to a study that makes it shorter. */
export interface ShorterStudy {
  /** The config's key, or `quick`. */
  readonly key: 'quick' | 'iterations' | 'task_count';
  /** The key's value; true for `quick`. */
  readonly value: number | true;
  readonly seconds: number;
}

/** What happens while a study runs, in order; the API's events and the terminal's progress. */
export type StudyEvent =
  /** The preflight has been in one phase (`import`, `setup`, `unit`, `pace`) for longer than a moment; comes once a second. */
  | { readonly kind: 'preflight'; readonly task: string; readonly phase: Phase; readonly seconds: number }
  /** `estimate` covers what is left to measure; null for a simulated study, which takes no time. */
  | { readonly kind: 'study-start'; readonly study: StudyRecord; readonly estimate: StudyEstimate | null }
  | {
      readonly kind: 'trial-start';
      readonly trial: PlannedTrial;
      readonly trialsDone: number;
      readonly trialsTotal: number;
    }
  | { readonly kind: 'phase'; readonly trial: PlannedTrial; readonly phase: Phase }
  | {
      readonly kind: 'progress';
      readonly trial: PlannedTrial;
      readonly unitsDone: number;
      readonly unitsTotal: number | null;
    }
  | {
      readonly kind: 'trial-end';
      readonly trial: PlannedTrial;
      readonly record: TrialRecord | ProfileRecord;
      /** True when the same trial runs again at once, for it failed or was disturbed: it is not done yet. */
      readonly runsAgain: boolean;
      readonly trialsDone: number;
      readonly trialsTotal: number;
      /** Estimated seconds until the study's end; null while nothing is known. */
      readonly remainingSeconds: number | null;
    }
  | { readonly kind: 'rest'; readonly seconds: number; readonly after: 'runner' | 'iteration' }
  | { readonly kind: 'warning'; readonly text: string }
  | { readonly kind: 'study-end'; readonly end: EndRecord };
