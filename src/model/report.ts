/** The report: all that a reporter sees, as one plain value. */
import type { Advice, Answer, StudyAnswer } from './advice.js';
import type { CapacityCurve, MaxRateReport } from './capacity.js';
import type { Comparison } from './comparison.js';
import type { Curve } from './curve.js';
import type { Finding } from './finding.js';
import type { Machine, Provenance } from './journal.js';
import type { WayFields } from './plan.js';
import type { PointsReport } from './points.js';
import type { CellReport } from './row.js';
import type { ReportStatus } from './status.js';
import type { ProfileKinds, SimulatedLaw, Study, StudyTask } from './study.js';
import type { TargetReport } from './target.js';
import type { ProfileCall, ProfileRow, Telemetry } from './trial.js';

/** The telemetry of one completed trial: of each cell the one with the median throughput. */
export interface CellTelemetry extends WayFields {
  /** The cell's name, as in its CellReport. */
  readonly name: string;
  readonly workers: number;
  readonly round: number;
  /** When the timed part began and the samples count from, ISO 8601, wall clock; null where it was not noted. */
  readonly startedAt: string | null;
  /** Energy of the CPU packages over the timed part, everybody's, in joules; null where the machine does not tell. */
  readonly joules: number | null;
  readonly telemetry: Telemetry;
}

/** Where the workers of one cell spent CPU time or allocated, merged over workers; the top 20, heaviest first. */
export interface CellProfile extends WayFields {
  readonly name: string;
  readonly workers: number;
  readonly kind: keyof ProfileKinds;
  /** The row that it is compared with: the fewest workers of the same way, or sequential; null without one. */
  readonly against: string | null;
  /** The top 20 functions by `self`. */
  readonly rows: readonly ProfiledFunction[];
  /** The tree of calls for a flame graph, callers first, siblings by what they cost; empty for journals that have none. */
  readonly calls: readonly ProfiledCall[];
  /** Profiles to open in a viewer, relative to the run's folder. */
  readonly files: readonly string[];
}

/** A function of a profile, beside the same in the row that it is compared with. */
export interface ProfiledFunction extends ProfileRow {
  /** Its `share` there; null where it is not among the largest there, and without such a row. */
  readonly baseShare: number | null;
}

/** A call of a profile, beside the same in the row that it is compared with. */
export interface ProfiledCall extends ProfileCall {
  /** Its `share` there; null where it is not among the largest there, and without such a row. */
  readonly baseShare: number | null;
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

/** Units of a task that failed in trials which completed all the same, as a limit on the error rate lets them. */
export interface FailedUnits {
  readonly task: string;
  /** How many failed. */
  readonly failed: number;
  /** Of so many, over all its rows. */
  readonly units: number;
  /** The share of a row's units that may fail (`limits`); null without one. */
  readonly errorRateLimit: number | null;
  /** Rows of which more failed. */
  readonly rowsAboveLimit: number;
  /** How grave it is. */
  readonly severity: Finding['severity'];
}

/** What a reporter sees, and all that it sees. */
export interface Report {
  /**
   * `invalid`: a result was wrong, do not rely on the figures. `partial`: not every planned trial
   * completed, or more units failed than `limits` allow.
   */
  readonly status: ReportStatus;
  /** Why it is not valid; null where it is. */
  readonly statusReason: 'wrong results' | 'missing trials' | 'failed units' | null;
  /** The one answer of the study: the headline of every output. */
  readonly answer: StudyAnswer;
  /** What changed from the first version to the second, of a study that compares two (`--ab`); null for any other. */
  readonly comparison: Comparison | null;
  /** What changed since an earlier run of the same (`report --against`); null where none was given. */
  readonly reproduction: Comparison | null;
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
  /** What the points of a matrix have to say together; null without a matrix, and for a single point. */
  readonly matrix: PointsReport | null;
  /** How far each task is from the rate that the study wants; empty where it wants none. */
  readonly targets: readonly TargetReport[];
  /** What a search for the highest rate found, for each way to serve; empty without a search. */
  readonly maxRates: readonly MaxRateReport[];
  /** The same over the worker counts of each way to serve, with laws and advice; empty without a search. */
  readonly capacityCurves: readonly CapacityCurve[];
  /** An entry for each task with failed units. */
  readonly failedUnits: readonly FailedUnits[];
  /** What explains the figures, and what to be wary of. */
  readonly findings: readonly Finding[];
  readonly telemetry: readonly CellTelemetry[];
  readonly profiles: readonly CellProfile[];
  readonly provenance: Provenance;
}
