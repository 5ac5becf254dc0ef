import type { Session } from 'node:inspector';
import type { TrialSpec } from '../../seams/executor.js';

/** Microseconds between two CPU samples: twice V8's own rate, for timed parts of a second or less. */
const SAMPLING_INTERVAL_US = 500;
/** The protocol's session answers before `post` returns: this thread is the one that it inspects. */
type Post = (method: string, params?: object) => { readonly profile?: unknown };

/**
 * Keeps every function apart in what this process compiles from now on: V8 counts a loop that it inlined
 * as its caller's. To be called before the task is imported, while the process has one thread only.
 */
export function keepFunctionsApart(): void {
  const { setFlagsFromString } = process.getBuiltinModule('node:v8');
  setFlagsFromString('--no-turbo-inlining');
  setFlagsFromString('--no-maglev-inlining');
}

/** Takes the profiles that a trial asks for, of the thread that it is used in. Each leaves a file. */
export class ThreadProfiler {
  readonly #wanted: TrialSpec['profile'];
  readonly #worker: number;
  #session: Session | null = null;

  constructor(wanted: TrialSpec['profile'], worker: number) {
    this.#wanted = wanted;
    this.#worker = worker;
  }

  /** Begins the profiles; does nothing where none is wanted. */
  start(): void {
    if (this.#wanted === null) return;
    const { Session } = process.getBuiltinModule('node:inspector');
    this.#session = new Session();
    this.#session.connect();
    const post = poster(this.#session);
    if (this.#wanted.heap) {
      // Without these only what is still alive at the end would be told.
      post('HeapProfiler.startSampling', {
        includeObjectsCollectedByMajorGC: true,
        includeObjectsCollectedByMinorGC: true,
      });
    }
    if (!this.#wanted.cpu) return;
    post('Profiler.enable');
    post('Profiler.setSamplingInterval', { interval: SAMPLING_INTERVAL_US });
    post('Profiler.start');
  }

  /** Ends the profiles and writes them; throws what the file system throws. */
  stop(): void {
    if (this.#session === null) return;
    const post = poster(this.#session);
    const cpu = this.#wanted?.cpu ? post('Profiler.stop').profile : null;
    const heap = this.#wanted?.heap ? post('HeapProfiler.stopSampling').profile : null;
    this.#session.disconnect();
    this.#session = null;
    if (cpu !== null) this.#write('cpuprofile', cpu);
    if (heap !== null) this.#write('heapprofile', heap);
  }

  #write(extension: string, profile: unknown): void {
    const { writeFileSync } = process.getBuiltinModule('node:fs');
    writeFileSync(`${this.#wanted?.folder}/${this.#worker}.${extension}`, JSON.stringify(profile));
  }
}

function poster(session: Session): Post {
  return (method, params = {}) => {
    let refusal: Error | null = null;
    let answer: { readonly profile?: unknown } = {};
    session.post(method, params, (error, result) => {
      refusal = error;
      answer = (result ?? {}) as typeof answer;
    });
    if (refusal !== null) throw new Error(`${method}: ${(refusal as Error).message}`);
    return answer;
  };
}
