import type { StudyEvent } from '../../model/events.js';
import type { ChoiceRecord, EndRecord, StudyRecord } from '../../model/journal.js';
import type { ProfileRecord, TrialRecord } from '../../model/trial.js';
import type { SaveProfile } from './collect-profiles.js';
import type { NeededFixture } from './fixtures.js';
import type { PreparedTask } from './preflight.js';
import type { Earlier } from './schedule.js';
import type { Scratch } from './scratch.js';

/** What the supervisor works with; writing the journal is given to it, for only the store writes results. */
export interface Supervision {
  readonly record: StudyRecord;
  readonly tasks: readonly PreparedTask[];
  readonly scratch: Scratch;
  /** What every trial in a host has beside it; absent for nothing. */
  readonly fixtures?: readonly NeededFixture[];
  /** Resolves when the record is safe on disk. */
  readonly journal: (record: TrialRecord | ProfileRecord | ChoiceRecord | EndRecord) => Promise<void>;
  /** Resolves when the profile is on disk. */
  readonly saveProfile: SaveProfile;
  /** Keeps what a trial (its name comes first) printed. */
  readonly saveOutput: (trial: string, output: string) => Promise<void>;
  readonly earlier: Earlier;
  /** When the session began, its preflight included: monotonic milliseconds, which a budget counts from. */
  readonly startedMs: number;
  readonly on: (event: StudyEvent) => void;
  /** Aborted with the name of the signal that interrupts the study. */
  readonly signal: AbortSignal;
}
