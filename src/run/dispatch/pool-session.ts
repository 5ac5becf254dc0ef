import { fileURLToPath } from 'node:url';
import type { Tinypool as Pool } from 'tinypool';
import { now } from '../../clock.js';
import type { KernelRates, Measurement } from '../../model/measurement.js';
import type { Phase } from '../../model/phase.js';
import type { Driven, Session, TrialEvents, TrialSpec } from '../../seams/executor.js';
import { KillCounter } from '../system/want-of-memory.js';
import { exposingCollectors } from '../units/garbage.js';
import { type KernelName, kernelStartMs } from '../units/kernels.js';
import { windowFrame } from '../units/load-frame.js';
import { PROGRESS_MS } from '../units/progress.js';
import { TrialFault } from '../units/trial-fault.js';
import type { UnitLabels } from '../units/unit-labels.js';
import { summariseWarmUp } from '../units/warm-up.js';
import { gatherThreads } from './gather.js';
import { startLibuvThreads } from './libuv-threads.js';
import { OpenLoop } from './open-loop.js';
import { OrderedDispatch } from './ordered-dispatch.js';
import { PoolDispatch } from './pool-dispatch.js';
import { CopiedMail, makeMailbox, SharedMail, type UnitRequest, type UnitSender } from './unit-mail.js';
import { within } from './within.js';
import type { SharedCounters, WorkerProgress, WorkerReply, WorkerRequest, WorkerValues } from './worker-protocol.js';
import { type PoolWorker, workerEnd } from './worker-watch.js';

/** Whoever hands units out. */
type Dispatcher = PoolDispatch | OrderedDispatch | OpenLoop;

/** tinypool's two kinds of workers. */
export type PoolRuntime = 'worker_threads' | 'child_process';

const WORKER_FILE = fileURLToPath(new URL('../../../worker.mjs', import.meta.url));
/** Without these a child gets an empty environment, and a JSON channel that breaks typed arrays. */
const CHILD_OPTIONS = { env: process.env as Record<string, string>, serialization: 'advanced' as const };
/** From the pool's complaint to the worker's own end, which tells more. */
const END_GRACE_MS = 3000;
/** A pool that does not end by then is left to the end of its host process. */
const CLOSE_MS = 5000;

/** Not a static import: the host is one file, whose every static import is loaded for every executor. */
export function loadPool(): Promise<typeof import('tinypool')> {
  return import('tinypool');
}

/** Opens a pool whose workers have all imported the task and answered; rejects with what stopped it. */
export async function openPool(runtime: PoolRuntime, spec: TrialSpec): Promise<Session> {
  const { Tinypool } = await loadPool();
  const session = new PoolSession(Tinypool, runtime, spec);
  await session.load();
  return session;
}

class PoolSession implements Session {
  readonly #spec: TrialSpec;
  readonly #runtime: PoolRuntime;
  readonly #pool: Pool;
  /** Rejects when a worker dies. Listened to here, for a thread that calls process.exit leaves run() pending. */
  readonly #death: Promise<never>;
  /** Where units in flight leave their instants; null between processes. */
  readonly #mailbox: SharedArrayBuffer | null;
  readonly #runOptions: Parameters<Pool['run']>[1];
  /** Where the trial is. */
  #phase: Phase = 'import';
  #closing = false;
  #stopped = false;
  #stopDriving = (): void => {};
  #broken = false;
  #drivenUnits = 0;

  constructor(Tinypool: typeof Pool, runtime: PoolRuntime, spec: TrialSpec) {
    this.#spec = spec;
    this.#runtime = runtime;
    this.#mailbox = runtime === 'worker_threads' ? makeMailbox(spec.workers * spec.inFlight) : null;
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
    // A worker that dies with nothing to do would throw here, before its exit is told.
    this.#pool.on('error', () => {});
    this.#death = this.#watchWorkers();
    this.#death.catch(() => {
      this.#broken = true;
    });
  }

  async load(): Promise<void> {
    const mailbox = this.#mailbox;
    await this.#broadcast('load', (worker) => ({ op: 'load', worker, spec: this.#spec, mailbox }));
  }

  async setup(): Promise<void> {
    this.#phase = 'setup';
    if (this.#spec.cpus !== null) await startLibuvThreads();
    await this.#broadcast('setup', () => ({ op: 'setup' }));
  }

  async warmUp(): Promise<Measurement['warmUp']> {
    this.#phase = 'warm-up';
    return summariseWarmUp(await this.#broadcast('warm-up', () => ({ op: 'warm-up' })));
  }

  async kernels(): Promise<KernelRates> {
    const rate = async (kernel: KernelName) => {
      const startMs = kernelStartMs();
      const rates = await this.#broadcast('kernel', () => ({ op: 'kernel', kernel, startMs }));
      return rates.reduce((sum, blocks) => sum + blocks, 0);
    };
    return { spin: await rate('spin'), memory: await rate('memory') };
  }

  async collectGarbage(): Promise<void> {
    const collect = () => this.#broadcast('collect', () => ({ op: 'collect' }));
    await (this.#runtime === 'worker_threads' ? exposingCollectors(collect) : collect());
  }

  async drive(events: TrialEvents): Promise<Driven> {
    this.#phase = 'run';
    if (this.#spec.dispatch === 'self') return this.#driveSelf(events);
    const labels = await this.#labels();
    const keys = this.#spec.order === 'key' ? await this.#ask('keys') : null;
    return this.#drivePool(events, (mail) => this.#dispatch(mail, labels, keys));
  }

  stop(): void {
    this.#stopped = true;
    this.#stopDriving();
  }

  /** Takes the way to stop what is driven; used at once when the stop came before. */
  #stoppable(stop: () => void): void {
    this.#stopDriving = stop;
    if (this.#stopped) stop();
  }

  async teardown(): Promise<void> {
    this.#phase = 'teardown';
    await this.#broadcast('teardown', () => ({ op: 'teardown' }));
  }

  async close(): Promise<void> {
    this.#closing = true;
    // A pool that lost a worker waits for ever for its end. The host ends now, and its workers with it.
    if (this.#broken) return;
    await within(CLOSE_MS, this.#pool.destroy(), null);
  }

  /** Under a window each worker will be asked again, unit by unit. */
  async #labels(): Promise<UnitLabels | null> {
    if (this.#spec.load.kind !== 'window') return this.#ask('labels');
    const [labels = null] = await this.#broadcast('labels', () => ({ op: 'labels' }));
    return labels;
  }

  /** One worker tells for all: the same index has the same label and key everywhere. */
  async #ask<Op extends 'labels' | 'keys'>(op: Op): Promise<WorkerValues[Op]> {
    const reply = await this.#orDeath(this.#send<WorkerValues[Op]>({ op }));
    if (!reply.ok) throw new TrialFault(reply.fault);
    return reply.value;
  }

  async #drivePool(events: TrialEvents, dispatcher: (mail: UnitSender) => Dispatcher): Promise<Driven> {
    const dispatch = dispatcher(this.#mailbox === null ? new CopiedMail() : new SharedMail(this.#mailbox));
    await this.#broadcast('meter', () => ({ op: 'meter' }));
    this.#stoppable(() => dispatch.stop());
    const timer = setInterval(() => events.progress(dispatch.done), PROGRESS_MS);
    try {
      return await this.#orDeath(dispatch.run(() => this.#broadcast('usage', () => ({ op: 'usage' }))));
    } finally {
      clearInterval(timer);
    }
  }

  #dispatch(mail: UnitSender, labels: UnitLabels | null, keys: Int32Array | null): Dispatcher {
    const { load, order, workers, inFlight, args } = this.#spec;
    if (order !== 'none') return new OrderedDispatch(this.#spec, mail, this.#run, labels, keys);
    if (load.kind !== 'rate') return new PoolDispatch(this.#spec, mail, this.#run, labels);
    const handOut = async (slot: number, index: number) =>
      mail.open(slot, await this.#run(mail.request(slot, index, args)));
    return new OpenLoop(this.#spec, load, { workers, streams: inFlight }, handOut, labels);
  }

  async #driveSelf(events: TrialEvents): Promise<Driven> {
    await this.#broadcast('labels', () => ({ op: 'labels' }));
    await this.#broadcast('meter', () => ({ op: 'meter' }));
    const shared = this.#runtime === 'worker_threads' ? sharedCounters(this.#spec.workers) : null;
    // Processes share no counter: they run on until the grace is over.
    if (shared !== null) this.#stoppable(() => Atomics.store(new Int32Array(shared.next), 0, this.#spec.units));
    const timer = setInterval(() => events.progress(this.#unitsDone(shared)), PROGRESS_MS);
    try {
      const frame = windowFrame(this.#spec);
      const startMs = frame?.startMs ?? now();
      const tallies = await this.#broadcast('drive', () => ({ op: 'drive', shared, frame }));
      const usages = await this.#broadcast('usage', () => ({ op: 'usage' }));
      const threads = tallies.map((tally, i) => ({ tally, usage: usages[i] as WorkerValues['usage'] }));
      return gatherThreads(threads, startMs, frame);
    } finally {
      clearInterval(timer);
    }
  }

  #unitsDone(shared: SharedCounters | null): number {
    return shared === null ? this.#drivenUnits : new Int32Array(shared.done).reduce((sum, units) => sum + units, 0);
  }

  /**
   * One request to every worker; the answers in the workers' order. All workers are idle between the
   * phases, and tinypool gives a request to an idle worker first: so each gets exactly one.
   */
  async #broadcast<Op extends keyof WorkerValues>(
    op: Op,
    request: (worker: number) => WorkerRequest,
  ): Promise<WorkerValues[Op][]> {
    const sent = Array.from({ length: this.#spec.workers }, (_, worker) =>
      this.#send<WorkerValues[Op]>(request(worker)),
    );
    const replies = await this.#orDeath(Promise.all(sent));
    const values: WorkerValues[Op][] = new Array(this.#spec.workers);
    for (const reply of replies) {
      if (!reply.ok) throw new TrialFault(reply.fault);
      values[reply.worker] = reply.value;
    }
    if (new Set(replies.map((reply) => reply.worker)).size !== this.#spec.workers) {
      throw new Error(`"${op}" did not reach every worker of the pool`);
    }
    return values;
  }

  #send<Value>(request: WorkerRequest): Promise<WorkerReply<Value>> {
    return this.#run(request) as Promise<WorkerReply<Value>>;
  }

  /** Children send their progress by a channel; threads leave it in shared memory. */
  readonly #run = (request: WorkerRequest | UnitRequest): Promise<unknown> => this.#pool.run(request, this.#runOptions);

  /** What a child process sends beside its answers: its progress. */
  readonly #channel = {
    onClose: () => {},
    onMessage: () => {},
    postMessage: (message: unknown) => {
      const progress = message as Partial<WorkerProgress> | null;
      this.#drivenUnits += Number(progress?.kneepointWorkerDone ?? 0);
    },
  };

  /** The outcome, or the death of a worker if that comes first or explains it better. */
  async #orDeath<Value>(outcome: Promise<Value>): Promise<Value> {
    try {
      return await Promise.race([outcome, this.#death]);
    } catch (thrown) {
      // The pool rejects before the worker's own end tells the reason: wait for that a moment.
      throw await within(END_GRACE_MS, this.#death, thrown).catch((better: unknown) => better);
    }
  }

  async #watchWorkers(): Promise<never> {
    const workers = this.#pool.threads as unknown as readonly PoolWorker[];
    const kills = new KillCounter('/');
    const fault = await Promise.race(workers.map((worker) => workerEnd(worker, () => this.#phase, kills)));
    if (this.#closing) return new Promise<never>(() => {});
    throw fault;
  }
}

function sharedCounters(workers: number): SharedCounters {
  const { BYTES_PER_ELEMENT } = Int32Array;
  return { next: new SharedArrayBuffer(BYTES_PER_ELEMENT), done: new SharedArrayBuffer(BYTES_PER_ELEMENT * workers) };
}
