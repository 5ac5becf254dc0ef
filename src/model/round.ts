/** The rounds of a row by themselves. */
import type { Outcome } from './trial.js';

/** One round of a row. Figures are null unless it completed, and where they were not measured. */
export interface RoundResult {
  readonly round: number;
  /** How the trial ended that counts. */
  readonly outcome: Outcome;
  /** Trials of this row in this round: more than 1 where it ran again. */
  readonly attempts: number;
  /** Units behind the figures. */
  readonly units: number | null;
  /** Until all workers were ready. */
  readonly initSeconds: number | null;
  /** The timed part. */
  readonly workSeconds: number | null;
  /** Init, work and cleanup. */
  readonly totalSeconds: number | null;
  /** Units a second. */
  readonly throughput: number | null;
  /** Against the round's own baseline; null without a sound one. */
  readonly speedup: number | null;
  /** Median sojourn time of the round's units, in milliseconds; null where too few back it. */
  readonly p50Ms: number | null;
  /** The same, 99th percentile. */
  readonly p99Ms: number | null;
  /** CPU time in the timed part, of all processes. */
  readonly cpuSeconds: number | null;
  /** Peak resident memory of the host and all below it. */
  readonly rssPeakBytes: number | null;
  /** A command's run, where the trial was one; null for others. */
  readonly run: LoneRun | null;
}

/** The one run of a command that a trial was. */
export interface LoneRun {
  /** From its start to its end. */
  readonly wallSeconds: number;
  /** CPU time of the command and of all that it waited for; null where the system tells none. */
  readonly userSeconds: number | null;
  /** The same, in the system. */
  readonly systemSeconds: number | null;
  /** Peak resident memory of its process tree; null where it was over before it was looked at. */
  readonly rssBytes: number | null;
  /** Exit status, or 128 and the signal's number, as shells count it. */
  readonly status: number;
}
