/** What the supervisor asks of a host process, and what it hears. */
import type { Fault, TaskDescription } from '../model.js';
import type { TrialSpec } from '../plugin.js';
import type { TaskInspection } from './inspection.js';
import type { TrialResult } from './trial.js';

export type HostRequest =
  | { readonly op: 'trial'; readonly spec: TrialSpec }
  | { readonly op: 'describe'; readonly spec: TrialSpec }
  | { readonly op: 'inspect'; readonly spec: TrialSpec; readonly seconds: number };

export type HostMessage =
  | { readonly kneepoint: 'phase'; readonly phase: string }
  | { readonly kneepoint: 'progress'; readonly unitsDone: number }
  | { readonly kneepoint: 'described'; readonly description: TaskDescription }
  | { readonly kneepoint: 'refused'; readonly fault: Fault }
  | { readonly kneepoint: 'inspected'; readonly inspection: TaskInspection }
  | { readonly kneepoint: 'ended'; readonly result: TrialResult };

/** True for a message of ours: a task may send others through the same channel. */
export function isHostMessage(message: unknown): message is HostMessage {
  return (
    typeof message === 'object' &&
    message !== null &&
    typeof (message as { kneepoint?: unknown }).kneepoint === 'string'
  );
}

/** Environment variables by which the supervisor tells a host what it needs before its first message. */
export const HOST_ENV = { supervisor: 'KNEEPOINT_SUPERVISOR_PID', scratch: 'KNEEPOINT_SCRATCH' } as const;
