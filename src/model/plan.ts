/** What is run, in which order. */
import type { Load, UnitOrder } from './load.js';
import type { Point, StudyTask } from './study.js';

/** All that makes a row except its worker count. */
export interface Way {
  /** Unique in the study and stable over runs of the same study: `0/threads`, `1/threads_x4_key@2cpu@100/s`. */
  readonly id: string;
  readonly task: StudyTask;
  readonly executor: string;
  /** Units outstanding per worker. */
  readonly inFlight: number;
  /** `none` for sequential, which keeps every order by itself. */
  readonly order: UnitOrder;
  readonly load: Load;
  /** How many CPUs the whole trial may use, a decimal; null for all that there are. */
  readonly cpus: number | null;
}

/** One point of a study: a way at a worker count, or with a word in its place. */
export interface Cell {
  /** Unique in the study and stable over runs of the same study: `0/threads_4`. */
  readonly id: string;
  /** The CSV's row name: `sequential`, `parallel_4`, `threads_4`; in a set of CPUs `threads_4@2cpu`, with a rate `threads_4@100/s`. */
  readonly name: string;
  readonly way: Way;
  /** 0 for sequential, and where a word stands in its place. */
  readonly workers: number;
  /**
   * What a command's knob is given in place of a count, as the user wrote it: `auto`. Such a row is a reference: it is
   * measured beside the others and compared, and stands on no curve. Absent for a count.
   */
  readonly word?: string;
}

/** A way as reports publish it, flat. */
export interface WayFields {
  /** The way's id: rows, curves, advice and findings of one way have it in common. */
  readonly way: string;
  readonly task: string;
  /** The point of the study's matrix: each name with its value; null without a matrix. */
  readonly point: Point['values'] | null;
  readonly executor: string;
  readonly inFlight: number;
  /** What is kept of the units' order. */
  readonly order: UnitOrder;
  readonly load: Load;
  /** How many CPUs the whole trial may use; null for all of the machine's. */
  readonly cpus: number | null;
}

/** A trial to be run: one cell in one round. */
export interface PlannedTrial {
  /** Position in the plan, from 0. */
  readonly index: number;
  readonly cell: Cell;
  /** From 0. */
  readonly round: number;
  /** True for the last trial of its round: the iteration's rest and collection follow it. */
  readonly endsRound: boolean;
  /** True for an extra trial that is profiled; none of its times is used. */
  readonly profile: boolean;
}

/** All trials of a study in the order in which they run. */
export interface Plan {
  readonly cells: readonly Cell[];
  readonly trials: readonly PlannedTrial[];
  /** Extra trials after the measured ones, one a cell that runs a task; empty unless profiles are asked for. */
  readonly profiles: readonly PlannedTrial[];
}
