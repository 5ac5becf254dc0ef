/** Runs over time. */

import type { Estimate } from './estimate.js';
import type { WayFields } from './plan.js';
import type { UnitNoun } from './study.js';

/** One run in a history. */
export interface HistoryPoint {
  /** The run's folder, as it was found. */
  readonly folder: string;
  readonly startedAt: string;
  readonly gitCommit: string | null;
  readonly node: string;
  /** Units a second at the history's worker count. */
  readonly throughput: Estimate;
  /** Against the run before; null for the first. */
  readonly change: number | null;
  /** The advice's worker count; null when it named none. */
  readonly recommended: number | null;
  /** True where a new level begins. */
  readonly step: boolean;
}

/** A level that held between two steps. */
export interface HistoryLevel {
  /** Positions of its first and last run, from 0. */
  readonly from: number;
  readonly to: number;
  /** Geometric mean of the runs' throughputs, units a second. */
  readonly throughput: number;
  /** Against the level before; null for the first. */
  readonly change: number | null;
}

/** The runs of one task and executor on one machine, oldest first. */
export interface History extends WayFields {
  readonly args: readonly unknown[];
  readonly machine: string;
  /** True when a law gave the figures instead of a machine. */
  readonly simulated: boolean;
  /** What its units are called: those of commands are runs. */
  readonly noun: UnitNoun;
  /** The worker count that is followed; 0 is sequential. */
  readonly workers: number;
  readonly points: readonly HistoryPoint[];
  readonly levels: readonly HistoryLevel[];
  /** False under 8 runs: too few to show a step. */
  readonly searched: boolean;
}
