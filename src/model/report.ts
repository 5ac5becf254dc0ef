/** The report: all that a reporter sees, as one plain value. */
import type { Advice, Answer } from './advice.js';
import type { Curve } from './curve.js';
import type { Finding } from './finding.js';
import type { Machine, Provenance } from './journal.js';
import type { WayFields } from './plan.js';
import type { CellReport } from './row.js';
import type { ProfileKinds, SimulatedLaw, Study, StudyTask } from './study.js';
import type { ProfileRow, Telemetry } from './trial.js';

/** The telemetry of one completed trial: of each cell the one with the median throughput. */
export interface CellTelemetry extends WayFields {
  /** The cell's name, as in its CellReport. */
  readonly name: string;
  readonly workers: number;
  readonly round: number;
  readonly telemetry: Telemetry;
}

/** Where the workers of one cell spent CPU time or allocated, merged over workers; the top 20, heaviest first. */
export interface CellProfile extends WayFields {
  readonly name: string;
  readonly workers: number;
  readonly kind: keyof ProfileKinds;
  readonly rows: readonly ProfileRow[];
  /** Profiles to open in a viewer, relative to the run's folder. */
  readonly files: readonly string[];
}

/** A task as reports publish it: `modulePath` and `law` say the same as `subject`, and were there before it. */
export interface ReportedTask extends StudyTask {
  /** Where the module lies (absolute path); null for any other subject. */
  readonly modulePath: string | null;
  /** The planted law; null for any other subject. */
  readonly law: SimulatedLaw | null;
}

/** What the user asked, as reports publish it. */
export interface ReportedStudy extends Omit<Study, 'tasks'> {
  readonly tasks: readonly ReportedTask[];
}

/** What a reporter sees, and all that it sees. */
export interface Report {
  /**
   * `invalid`: a result was wrong, do not rely on the figures. `partial`: not every planned trial
   * completed, or more units failed than `limits` allow.
   */
  readonly status: 'valid' | 'invalid' | 'partial';
  /** What made the report. */
  readonly tool: { readonly name: string; readonly version: string };
  /** True when any figure comes from a law instead of a machine. */
  readonly simulated: boolean;
  readonly machine: Machine;
  readonly study: ReportedStudy;
  /** A row for each cell, in the plan's order. */
  readonly cells: readonly CellReport[];
  /** A curve for each task, executor and number of units in flight. */
  readonly curves: readonly Curve[];
  /** An answer for each task and load: the best over all its curves. */
  readonly answers: readonly Answer[];
  /** An advice for each curve, in the same order. */
  readonly advice: readonly Advice[];
  /** What explains the figures, and what to be wary of. */
  readonly findings: readonly Finding[];
  readonly telemetry: readonly CellTelemetry[];
  readonly profiles: readonly CellProfile[];
  readonly provenance: Provenance;
}
