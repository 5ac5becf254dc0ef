import type { Report } from '../model/report.js';
import { Interruption } from '../run/supervisor/interruption.js';

/** The contract's exit statuses; other people's scripts rest on them. */
export const EXIT = {
  done: 0,
  usage: 2,
  invalid: 3,
  threshold: 4,
  notWritten: 5,
  bug: 70,
  SIGINT: 130,
  SIGTERM: 143,
} as const;

/** The status of a run that ended with a report: interrupted, some trial failed, or done. */
export function statusOfRun(report: Report, interruptedBy: string | null): number {
  return statusOfSignal(interruptedBy) ?? (report.status === 'valid' ? EXIT.done : EXIT.invalid);
}

function statusOfSignal(name: string | null): number | null {
  return name === 'SIGINT' || name === 'SIGTERM' ? EXIT[name] : null;
}

/** The errors shown without a stack, by name, each with its exit status; all others are bugs. */
const STATUS_OF: { readonly [errorName: string]: number } = {
  ConfigError: EXIT.usage,
  TaskProblem: EXIT.usage,
  StudyChanged: EXIT.usage,
  StoreError: EXIT.notWritten,
};

/** The status of an error that ended a command. */
export function statusOfError(error: unknown): number {
  if (error instanceof Interruption) return statusOfSignal(error.by) ?? EXIT.SIGINT;
  return (error instanceof Error ? STATUS_OF[error.name] : undefined) ?? EXIT.bug;
}
