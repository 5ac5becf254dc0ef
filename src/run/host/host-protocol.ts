/** What the supervisor asks of a host process, and what it hears. */

import type { TaskDescription } from '../../model/journal.js';
import type { Measurement } from '../../model/measurement.js';
import type { Phase } from '../../model/phase.js';
import type { Fault, Telemetry } from '../../model/trial.js';
import type { TrialSpec } from '../../seams/executor.js';
import type { TaskInspection } from './inspection.js';

/** What a host tells of a trial that ended by itself. */
export interface TrialResult {
  readonly measurement: Measurement | null;
  readonly fault: Fault | null;
  /** What the host itself sampled. */
  readonly telemetry: Telemetry | null;
}

export type HostRequest =
  | { readonly op: 'trial'; readonly spec: TrialSpec }
  | { readonly op: 'describe'; readonly spec: TrialSpec }
  | { readonly op: 'warm-up'; readonly spec: TrialSpec }
  | { readonly op: 'empty-run'; readonly executor: string; readonly scratch: string }
  | { readonly op: 'inspect'; readonly spec: TrialSpec; readonly seconds: number }
  | { readonly op: 'batches'; readonly spec: TrialSpec; readonly seconds: number };

/** Asks a host whose trial runs to hand out no more units. */
export const STOP = { op: 'stop' } as const;

export type HostMessage =
  | { readonly kneepoint: 'phase'; readonly phase: Phase }
  | { readonly kneepoint: 'progress'; readonly unitsDone: number }
  | { readonly kneepoint: 'described'; readonly description: TaskDescription }
  | { readonly kneepoint: 'empty-run'; readonly seconds: number }
  | { readonly kneepoint: 'warmed-up'; readonly fault: Fault | null }
  | {
      readonly kneepoint: 'refused';
      readonly fault: Fault;
      /** Present where a name of the matrix is no argument of the task: the names that it has, as far as they can be seen. */
      readonly unknownArgument?: { readonly name: string; readonly known: readonly string[] };
    }
  | { readonly kneepoint: 'inspected'; readonly inspection: TaskInspection }
  | { readonly kneepoint: 'batches'; readonly seconds: readonly number[] }
  | { readonly kneepoint: 'ended'; readonly result: TrialResult };
