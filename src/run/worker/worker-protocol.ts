/** What the host asks of a pool's worker, and what it hears; single units travel by unit-mail.ts. */

import type { Fault } from '../../model/trial.js';
import type { CrewAnswers, CrewOp, CrewOrder, LoadFrame, ThreadTally } from '../../seams/crew.js';
import type { TrialSpec } from '../../seams/executor.js';
import type { UnitAnswer } from './unit-runner.js';

export type WorkerRequest =
  | {
      readonly op: 'load';
      readonly worker: number;
      readonly spec: TrialSpec;
      readonly mailbox: SharedArrayBuffer | null;
    }
  | CrewOrder<Exclude<CrewOp, 'load'>>
  | { readonly op: 'units'; readonly from: number; readonly to: number; readonly args: readonly unknown[] }
  | { readonly op: 'drive'; readonly shared: SharedCounters | null; readonly frame: LoadFrame | null };

/** Counters that worker threads share: the next index to take, and units done by each worker. */
export interface SharedCounters {
  /** One 32-bit whole number. */
  readonly next: SharedArrayBuffer;
  /** One 32-bit whole number a worker. */
  readonly done: SharedArrayBuffer;
}

/** Every answer is a success for the pool: a pool that rejects, or hides a thrown null, tells too little. */
export type WorkerReply<Value> =
  | { readonly ok: true; readonly worker: number; readonly value: Value }
  | { readonly ok: false; readonly worker: number; readonly fault: Fault };

/** What each request is answered with. */
export interface WorkerValues extends CrewAnswers {
  readonly units: readonly UnitAnswer[];
  readonly drive: ThreadTally;
}

/** How a worker process tells its progress while it drives itself; the pool passes it on. */
export interface WorkerProgress {
  readonly kneepointWorkerDone: number;
}
