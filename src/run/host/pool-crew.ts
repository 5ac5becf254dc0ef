import { stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Tinypool as Pool } from 'tinypool';
import type { Phase } from '../../model/phase.js';
import type { Crew, CrewAnswers, CrewOp, CrewOrder, LoadFrame, ThreadTally, TimedUnit } from '../../seams/crew.js';
import type { TrialSpec } from '../../seams/executor.js';
import { KillCounter } from '../system/want-of-memory.js';
import { exposingCollectors } from '../worker/garbage.js';
import { PROGRESS_MS } from '../worker/tally.js';
import { TrialFault } from '../worker/trial-fault.js';
import { CopiedMail, makeMailbox, SharedMail, type UnitRequest, type UnitSender } from '../worker/unit-mail.js';
import type {
  SharedCounters,
  WorkerProgress,
  WorkerReply,
  WorkerRequest,
  WorkerValues,
} from '../worker/worker-protocol.js';
import { within } from './within.js';
import { type PoolWorker, workerEnd } from './worker-watch.js';

/** tinypool's two kinds of workers. */
export type PoolRuntime = 'worker_threads' | 'child_process';

const WORKER_FILE = fileURLToPath(new URL('../../../worker.mjs', import.meta.url));
/** Without these a child gets an empty environment, and a JSON channel that breaks typed arrays. */
const CHILD_OPTIONS = { env: process.env as Record<string, string>, serialization: 'advanced' as const };
/** A pool that does not end by then is left to the end of its host process. */
const CLOSE_MS = 5000;

/** Where a trial is when its crew is told that; in the timed part with the others. */
const PHASE_OF: { readonly [op in CrewOp]?: Phase } = {
  load: 'import',
  setup: 'setup',
  'warm-up': 'warm-up',
  kernel: 'kernels',
  teardown: 'teardown',
};

/** Not a static import: the host is one file, whose every static import is loaded for every executor. */
export function loadPool(): Promise<typeof import('tinypool')> {
  return import('tinypool');
}

/** Starts a pool of a trial's workers. */
export async function hirePool(runtime: PoolRuntime, spec: TrialSpec): Promise<Crew> {
  const { Tinypool } = await loadPool();
  if (spec.cpus !== null) await startLibuvThreads();
  return new PoolCrew(Tinypool, runtime, spec);
}

/**
 * Starts libuv's threads from the calling thread. They start with the first work that is given to them and
 * inherit where their starter may run: the first pinned worker would bind the pool of all to its own CPU.
 */
async function startLibuvThreads(): Promise<void> {
  await stat('.');
}

class PoolCrew implements Crew {
  readonly members: number;
  readonly streams: number;
  /** Listened to here, because a thread that calls process.exit leaves run() pending. */
  readonly death: Promise<never>;
  readonly driveThemselves?: NonNullable<Crew['driveThemselves']>;
  readonly #spec: TrialSpec;
  readonly #runtime: PoolRuntime;
  readonly #pool: Pool;
  /** Where units in flight leave their instants; null between processes. */
  readonly #mailbox: SharedArrayBuffer | null;
  readonly #mail: UnitSender;
  readonly #runOptions: Parameters<Pool['run']>[1];
  /** Where the trial is. */
  #phase: Phase = 'import';
  #closing = false;
  #broken = false;
  #drivenUnits = 0;

  constructor(Tinypool: typeof Pool, runtime: PoolRuntime, spec: TrialSpec) {
    this.members = spec.workers;
    this.streams = spec.inFlight;
    this.#spec = spec;
    this.#runtime = runtime;
    this.#mailbox = runtime === 'worker_threads' ? makeMailbox(spec.workers * spec.inFlight) : null;
    this.#mail = this.#mailbox === null ? new CopiedMail() : new SharedMail(this.#mailbox);
    this.#pool = new Tinypool({
      filename: WORKER_FILE,
      name: 'default',
      runtime,
      minThreads: spec.workers,
      maxThreads: spec.workers,
      concurrentTasksPerWorker: spec.inFlight,
      // Atomics would freeze a worker's event loop between its units.
      useAtomics: false,
      ...(runtime === 'child_process' ? CHILD_OPTIONS : {}),
    });
    this.#runOptions = runtime === 'worker_threads' ? undefined : { channel: this.#channel };
    if (spec.dispatch === 'self') this.driveThemselves = (...events) => this.#drive(...events);
    // A worker that dies with nothing to do would throw here, before its exit is told.
    this.#pool.on('error', () => {});
    this.death = this.#watchWorkers();
    this.death.catch(() => {
      this.#broken = true;
    });
  }

  tell<Op extends CrewOp>(order: CrewOrder<Op>): Promise<readonly CrewAnswers[Op][]> {
    this.#phase = PHASE_OF[order.op] ?? 'run';
    const tell = () => this.#broadcast<Op>(order.op, (worker) => this.#request(order, worker));
    return order.op === 'collect' && this.#runtime === 'worker_threads' ? exposingCollectors(tell) : tell();
  }

  async ask<Op extends CrewOp>(order: CrewOrder<Op>): Promise<CrewAnswers[Op]> {
    this.#phase = PHASE_OF[order.op] ?? 'run';
    return answerOf<CrewAnswers[Op]>((await this.#run(this.#request(order, 0))) as WorkerReply<CrewAnswers[Op]>);
  }

  handOut(slot: number, index: number): unknown {
    return this.#run(this.#mail.request(slot, index, this.#spec.args));
  }

  open(slot: number, reply: unknown): TimedUnit {
    return this.#mail.open(slot, reply);
  }

  async handOutChunk(from: number, to: number): Promise<readonly TimedUnit[]> {
    const reply = await this.#run({ op: 'units', from, to, args: this.#spec.args });
    return answerOf(reply as WorkerReply<WorkerValues['units']>);
  }

  async dismiss(): Promise<void> {
    this.#closing = true;
    // A pool that lost a worker waits for ever for its end. The host ends now, and its workers with it.
    if (this.#broken) return;
    await within(CLOSE_MS, this.#pool.destroy(), null);
  }

  async #drive(
    frame: LoadFrame | null,
    progress: (unitsDone: number) => void,
    stop: AbortSignal,
  ): Promise<readonly ThreadTally[]> {
    const shared = this.#runtime === 'worker_threads' ? sharedCounters(this.members) : null;
    // Processes share no counter: they run on until the grace is over.
    const end = () => void (shared && Atomics.store(new Int32Array(shared.next), 0, this.#spec.units));
    stop.addEventListener('abort', end, { once: true });
    if (stop.aborted) end();
    const timer = setInterval(() => progress(this.#unitsDone(shared)), PROGRESS_MS);
    try {
      return await this.#broadcast<'drive'>('drive', () => ({ op: 'drive', shared, frame }));
    } finally {
      clearInterval(timer);
      stop.removeEventListener('abort', end);
    }
  }

  #unitsDone(shared: SharedCounters | null): number {
    return shared === null ? this.#drivenUnits : new Int32Array(shared.done).reduce((sum, units) => sum + units, 0);
  }

  #request(order: CrewOrder, worker: number): WorkerRequest {
    if (order.op !== 'load') return order as WorkerRequest;
    return { op: 'load', worker, spec: this.#spec, mailbox: this.#mailbox };
  }

  /**
   * One request to every worker; the answers in the workers' order. All workers are idle between the
   * phases, and tinypool gives a request to an idle worker first: so each gets exactly one.
   */
  async #broadcast<Op extends keyof WorkerValues>(
    op: Op,
    request: (worker: number) => WorkerRequest,
  ): Promise<WorkerValues[Op][]> {
    const sent = Array.from({ length: this.members }, (_, worker) => this.#run(request(worker)));
    const replies = (await Promise.all(sent)) as WorkerReply<WorkerValues[Op]>[];
    const values: WorkerValues[Op][] = new Array(this.members);
    for (const reply of replies) values[reply.worker] = answerOf(reply);
    if (new Set(replies.map((reply) => reply.worker)).size !== this.members) {
      throw new Error(`"${op}" did not reach every worker of the pool`);
    }
    return values;
  }

  /** Children send their progress by a channel; threads leave it in shared memory. */
  #run(request: WorkerRequest | UnitRequest): Promise<unknown> {
    return this.#pool.run(request, this.#runOptions);
  }

  /** What a child process sends beside its answers: its progress. */
  readonly #channel = {
    onClose: () => {},
    onMessage: () => {},
    postMessage: (message: unknown) => {
      const progress = message as Partial<WorkerProgress> | null;
      this.#drivenUnits += Number(progress?.kneepointWorkerDone ?? 0);
    },
  };

  async #watchWorkers(): Promise<never> {
    const workers = this.#pool.threads as unknown as readonly PoolWorker[];
    const kills = new KillCounter('/');
    const fault = await Promise.race(workers.map((worker) => workerEnd(worker, () => this.#phase, kills)));
    if (this.#closing) return new Promise<never>(() => {});
    throw fault;
  }
}

/** What a worker answered; throws its fault. */
function answerOf<Value>(reply: WorkerReply<Value>): Value {
  if (!reply.ok) throw new TrialFault(reply.fault);
  return reply.value;
}

function sharedCounters(workers: number): SharedCounters {
  const { BYTES_PER_ELEMENT } = Int32Array;
  return { next: new SharedArrayBuffer(BYTES_PER_ELEMENT), done: new SharedArrayBuffer(BYTES_PER_ELEMENT * workers) };
}
