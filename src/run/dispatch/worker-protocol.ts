/** What the host asks of a pool's worker, and what it hears; single units travel by unit-mail.ts. */

import type { Fault } from '../../model/trial.js';
import type { TrialSpec } from '../../seams/executor.js';
import type { KernelName } from '../units/kernels.js';
import type { LoadFrame } from '../units/load-frame.js';
import type { ThreadTally } from '../units/tally.js';
import type { ThreadUsage } from '../units/thread-usage.js';
import type { UnitAnswer } from '../units/unit-answer.js';
import type { UnitLabels } from '../units/unit-labels.js';
import type { WorkerWarmUp } from '../units/warm-up.js';

export type WorkerRequest =
  | {
      readonly op: 'load';
      readonly worker: number;
      readonly spec: TrialSpec;
      readonly mailbox: SharedArrayBuffer | null;
    }
  | { readonly op: 'setup' | 'warm-up' | 'collect' | 'meter' | 'labels' | 'keys' | 'teardown' }
  | { readonly op: 'kernel'; readonly kernel: KernelName; readonly startMs: number }
  | { readonly op: 'units'; readonly from: number; readonly to: number; readonly args: readonly unknown[] }
  | { readonly op: 'drive'; readonly shared: SharedCounters | null; readonly frame: LoadFrame | null }
  | { readonly op: 'usage' };

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
export interface WorkerValues {
  readonly load: undefined;
  readonly setup: undefined;
  readonly 'warm-up': WorkerWarmUp | null;
  /** Blocks a second. */
  readonly kernel: number;
  readonly collect: undefined;
  readonly meter: undefined;
  readonly labels: UnitLabels | null;
  /** The key of each unit, from 0 up. */
  readonly keys: Int32Array;
  readonly units: readonly UnitAnswer[];
  readonly drive: ThreadTally;
  readonly usage: ThreadUsage;
  readonly teardown: undefined;
}

/** How a worker process tells its progress while it drives itself; the pool passes it on. */
export interface WorkerProgress {
  readonly kneepointWorkerDone: number;
}
