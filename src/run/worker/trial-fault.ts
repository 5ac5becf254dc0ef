import type { Phase } from '../../model/phase.js';
import type { Fault } from '../../model/trial.js';
import { faultOf, statedFault } from './fault.js';
import { lastWordsIn } from './last-words.js';

/** How a worker ended before it was told to. */
export interface WorkerEnd {
  /** What it threw, if it did. */
  readonly cause: unknown;
  readonly status: number | null;
  readonly signal: string | null;
  /** Why, as far as somebody else knows; null when nobody does. */
  readonly reason: string | null;
}

/** Ends a trial: the task, or a worker, did what kneepoint can explain. */
export class TrialFault extends Error {
  override readonly name = 'TrialFault';

  constructor(readonly fault: Fault) {
    super(fault.message);
  }

  /** A worker that ended, in a phase, before it was told to. */
  static workerDied({ cause, status, signal, reason }: WorkerEnd, phase: Phase): TrialFault {
    const how = signal === null ? `status ${status}` : `signal ${signal}`;
    const words = lastWordsIn(cause);
    if (words !== null) return new TrialFault({ ...words, phase, message: `${words.message} (it ended the worker)` });
    if (isOwn(cause)) {
      const fault = faultOf(cause, phase);
      return new TrialFault({ ...fault, message: `${fault.message} (the worker ended with ${how})` });
    }
    const guess = signal === null ? ' (did the task call process.exit?)' : '';
    const why = reason === null ? guess : `: ${reason}`;
    return new TrialFault(statedFault(`a worker ended with ${how} before its trial did${why}`, phase));
  }

  /** A worker process that goes on without its channel. */
  static workerUnheard(phase: Phase): TrialFault {
    return new TrialFault(
      statedFault('a worker closed its channel to its host (did the task call process.disconnect?)', phase),
    );
  }

  /** The fault of anything that was thrown in a phase. */
  static from(thrown: unknown, phase: Phase): Fault {
    return thrown instanceof TrialFault ? thrown.fault : faultOf(thrown, phase);
  }
}

/** What the pool itself says when a process is gone explains nothing. */
function isOwn(cause: unknown): boolean {
  if (!(cause instanceof Error) || cause.message === 'Worker exited unexpectedly') return false;
  return (cause as NodeJS.ErrnoException).code !== 'ERR_IPC_CHANNEL_CLOSED';
}
