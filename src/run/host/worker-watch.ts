/** Watches a pool's workers from outside: a pool tells too little of one that ends, and of some nothing. */

import type { ChildProcess } from 'node:child_process';
import type { Phase } from '../../model/phase.js';
import type { KillCounter } from '../system/want-of-memory.js';
import { lastWordsIn, UNHEARD_STATUS } from '../worker/last-words.js';
import { TrialFault } from '../worker/trial-fault.js';
import { OutputTail } from './output-tail.js';
import { within } from './within.js';

/** From a worker's end to the last of what it said, and from its silence to its end. */
const GRACE_MS = 1000;

/** A worker as the pool holds it: a thread, or with `process` a child process. */
export interface PoolWorker {
  once(event: string, listener: (...args: never[]) => void): unknown;
  readonly process?: ChildProcess;
}

/** Resolves with the reason when a worker ends, or falls silent for good. `phase` tells where the trial is. */
export function workerEnd(worker: PoolWorker, phase: () => Phase, kills: KillCounter): Promise<TrialFault> {
  return worker.process === undefined ? threadEnd(worker, phase) : processEnd(worker, worker.process, phase, kills);
}

async function threadEnd(worker: PoolWorker, phase: () => Phase): Promise<TrialFault> {
  let cause: unknown = null;
  worker.once('error', (error: unknown) => {
    cause = error;
  });
  const status = await new Promise<number>((resolve) => worker.once('exit', resolve));
  return TrialFault.workerDied({ cause, status, signal: null, reason: null }, phase());
}

async function processEnd(
  worker: PoolWorker,
  child: ChildProcess,
  phase: () => Phase,
  kills: KillCounter,
): Promise<TrialFault> {
  let cause: unknown = null;
  const errors = new OutputTail([child.stderr]);
  worker.once('error', (error: unknown) => {
    cause ??= error;
  });
  child.on('message', (message: { kneepointLastWords?: unknown } | null) => {
    if (lastWordsIn(message?.kneepointLastWords) !== null) cause = message?.kneepointLastWords;
  });
  const ended = new Promise<'ended'>((resolve) => child.once('exit', () => resolve('ended')));
  const silent = new Promise<void>((resolve) => child.once('disconnect', resolve));
  const closed = new Promise<void>((resolve) => child.once('close', resolve));
  await Promise.race([ended, silent]);
  // A process that ends closes its channel too, before or after its end is told.
  const end = await within(GRACE_MS, ended, 'silent');
  if (end === 'silent') return TrialFault.workerUnheard(phase());
  await within(GRACE_MS, Promise.all([silent, closed]), null);
  const { exitCode: status, signalCode: signal } = child;
  if (status === UNHEARD_STATUS) return TrialFault.workerUnheard(phase());
  return TrialFault.workerDied({ cause, status, signal, reason: kills.explain(signal, errors.text) }, phase());
}
