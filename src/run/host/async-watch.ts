/** Sees what a unit asks of libuv's thread pool, and the threads and processes that a task starts. */
import { AsyncResource, createHook } from 'node:async_hooks';
import type { CountsByKind } from './inspection.js';

/** Kinds of Node's own that libuv's pool serves (from the providers of Node's async_wrap.h). */
const POOL_KIND =
  /^(FSREQCALLBACK|FSREQPROMISE|FILEHANDLECLOSEREQ|GETADDRINFOREQWRAP|GETNAMEINFOREQWRAP|ZLIB|(PBKDF2|RANDOMBYTES|RANDOMPRIME|SCRYPT|SIGN|VERIFY|HASH|HKDF|CIPHER|DERIVEBITS|KEYGEN|KEYPAIRGEN|KEYEXPORT|CHECKPRIME)REQUEST)$/;

/**
 * Watches this thread from its making until `stop`. It slows promises down: what is timed must not be
 * watched.
 */
export class AsyncWatch {
  /** Kinds of what was asked of the pool and is not answered yet, by async id. */
  #pending = new Map<number, string>();
  #served = new Map<string, number>();
  readonly #started = { threads: 0, processes: 0 };
  readonly #hook = createHook({
    init: (id, kind, _trigger, resource) => this.#made(id, kind, resource),
    before: (id) => this.#answered(id),
  }).enable();

  /** Starts to count the pool's requests afresh. */
  clearRequests(): void {
    this.#pending = new Map();
    this.#served = new Map();
  }

  /** Requests that the pool answered, by kind. */
  get requests(): CountsByKind {
    return Object.fromEntries(this.#served);
  }

  get started(): { readonly threads: number; readonly processes: number } {
    return { ...this.#started };
  }

  stop(): void {
    this.#hook.disable();
  }

  #made(id: number, kind: string, resource: object): void {
    if (kind === 'WORKER') this.#started.threads++;
    if (kind === 'PROCESSWRAP') this.#started.processes++;
    if (POOL_KIND.test(kind) || isAddOn(kind, resource)) this.#pending.set(id, kind);
  }

  /** Counted when answered: synchronous zlib makes the same resource, but nobody answers it. */
  #answered(id: number): void {
    const kind = this.#pending.get(id);
    if (kind === undefined) return;
    this.#pending.delete(id);
    this.#served.set(kind, (this.#served.get(kind) ?? 0) + 1);
  }
}

/**
 * Native add-ons queue work under names of their own, with a bare object as resource. Node's kinds are in
 * capitals, but for ticks, timers and promises; libraries in JavaScript use AsyncResource.
 */
function isAddOn(kind: string, resource: object): boolean {
  const isBare = Object.getPrototypeOf(resource) === Object.prototype && !(resource instanceof AsyncResource);
  return isBare && !/^[A-Z0-9_]+$/.test(kind) && !['TickObject', 'Timeout', 'Immediate', 'Microtask'].includes(kind);
}
