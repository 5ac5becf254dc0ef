/** Two measurements compared. */

import type { Advice } from './advice.js';
import type { Estimate } from './estimate.js';
import type { Finding } from './finding.js';
import type { WayFields } from './plan.js';
import type { ReportStatus } from './status.js';
import type { UnitNoun } from './study.js';

/** What is compared: units a second, mean service time, and percentiles of the sojourn time. */
export type ComparedMetric = 'throughput' | 'task_avg' | 'p50' | 'p99';

/** Every compared metric, in the order in which comparisons show them. */
export const COMPARED_METRICS: readonly ComparedMetric[] = ['throughput', 'task_avg', 'p50', 'p99'];

/** One of the two that are compared: a run, or several of the same. */
export interface ComparedSide {
  /** Its task's name; several are joined by commas. */
  readonly task: string;
  /** Runs of this side. */
  readonly runs: number;
  /** Rounds of all runs. */
  readonly rounds: number;
  /** When its first run began, ISO 8601. */
  readonly startedAt: string;
  /** The commit that it ran at; null outside a repository. */
  readonly gitCommit: string | null;
  /** How sound it is. */
  readonly status: ReportStatus;
  /** What its units are called: those of commands are runs. */
  readonly noun: UnitNoun;
}

/** What became of one figure from base to head. */
export interface FigureChange extends WayFields {
  /** Which figure. */
  readonly metric: ComparedMetric;
  /** Null for all worker counts of the curve together. */
  readonly workers: number | null;
  /** What the command's knob was given in place of a count; null for a count. */
  readonly word: string | null;
  /** Geometric means over rounds: units a second, or seconds; null for all worker counts together. */
  readonly base: number | null;
  /** The same of the head. */
  readonly head: number | null;
  /** Head over base, with its own 95 % interval; no interval under 5 rounds a side. */
  readonly ratio: Estimate;
  /** Head over base in each observation that both have, where both were measured in the same rounds; else empty. */
  readonly byRound: readonly number[];
  /** Of the figure's own two-sided test; null under 5 rounds a side. */
  readonly pValue: number | null;
  /** Adjusted for all figures of the comparison: under 0.05 is a change shown. */
  readonly adjustedPValue: number | null;
  /** What is shown. */
  readonly verdict: 'better' | 'worse' | 'no change shown' | 'too few rounds';
  /** How bad a change for the worse is by the thresholds; null for every other verdict. */
  readonly severity: Finding['severity'] | null;
}

/** A curve's efficiency and advice, before and after. */
export interface ComparedCurve extends WayFields {
  readonly efficiency: readonly {
    readonly workers: number;
    readonly base: Estimate | null;
    readonly head: Estimate | null;
  }[];
  readonly base: Advice;
  readonly head: Advice;
}

/** What a comparison comes to. */
export interface ComparisonVerdict {
  /** Which way the figures went that are shown to have changed; `mixed` is both ways. */
  readonly outcome: 'better' | 'worse' | 'mixed' | 'no change shown' | 'too few rounds';
  /** A sentence without a full stop: "parse2 is 9.8 % slower than parse". */
  readonly headline: string;
  /** The main change with its interval, or what the intervals leave open, and whether results differ; sentences, or empty. */
  readonly because: string;
  /** A line for each place that changed. */
  readonly lines: readonly (Pick<FigureChange, 'verdict' | 'severity'> & {
    readonly title: string;
    readonly text: string;
  })[];
}

/** Two measurements side by side. */
export interface Comparison {
  readonly verdict: ComparisonVerdict;
  readonly base: ComparedSide;
  readonly head: ComparedSide;
  /** True when both were measured in the same rounds of one run. */
  readonly paired: boolean;
  /** What counts as one observation: a round, or, from 5 runs a side, a run. */
  readonly repetition: 'round' | 'run';
  /** The shares from which a change for the worse is a warning and critical. */
  readonly thresholds: { readonly warning: number; readonly critical: number };
  readonly changes: readonly FigureChange[];
  readonly curves: readonly ComparedCurve[];
  /** What differs between the two beside the code, and what stands in a comparison's way. */
  readonly warnings: readonly string[];
}
