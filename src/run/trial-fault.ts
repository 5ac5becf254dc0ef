import type { Fault } from '../model.js';
import { faultOf, statedFault } from './fault.js';

/** Ends a trial: the task, or a worker, did what kneepoint can explain. */
export class TrialFault extends Error {
  override readonly name = 'TrialFault';

  constructor(readonly fault: Fault) {
    super(fault.message);
  }

  /** A worker that ended before it was told to; `cause` is what it threw, if it did. */
  static workerDied(cause: unknown, code: unknown, signal: unknown): TrialFault {
    const how = typeof signal === 'string' ? `signal ${signal}` : `status ${String(code)}`;
    const isOwn = cause instanceof Error && cause.message !== 'Worker exited unexpectedly';
    if (!isOwn) return new TrialFault(statedFault(`a worker ended with ${how} before its trial did`, 'run'));
    const fault = faultOf(cause, 'run');
    return new TrialFault({ ...fault, message: `${fault.message} (the worker ended with ${how})` });
  }

  /** The fault of anything that was thrown in a phase. */
  static from(thrown: unknown, phase: string): Fault {
    return thrown instanceof TrialFault ? thrown.fault : faultOf(thrown, phase);
  }
}
