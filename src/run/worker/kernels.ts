/**
 * Kernels that measure the machine instead of the task: what N workers of this executor can get out of it
 * at best. They run for a fixed time in every worker at once, between warm-up and the timed part.
 */
import { now } from '../../clock.js';
import type { KernelRates } from '../../model/measurement.js';

/** The kernels: integer arithmetic in registers, and a walk over memory that no core's own cache holds. */
export type KernelName = keyof KernelRates;

/** How long a kernel runs. */
const DURATION_MS = 60;
/** From the request to the common start: time for every worker to hear of it and to compile the kernel. */
const LEAD_MS = 60;

/** Seconds that the kernels, one after the other, add to a trial. */
export const KERNEL_SECONDS = (2 * (LEAD_MS + DURATION_MS)) / 1000;

const SPIN_STEPS = 10_000;
/** 8 MiB a worker. */
const MEMORY_WORDS = 2 ** 21;
/** 64 KiB a block, so that the end of the time is not overrun. */
const MEMORY_STEP = 2 ** 14;

/** When a kernel that is asked for now starts, on the clock that all workers share. */
export function kernelStartMs(): number {
  return now() + LEAD_MS;
}

/** Runs a kernel in this thread from `startMs` on; blocks a second of work. */
export function runKernel(name: KernelName, startMs: number): number {
  const kernel = name === 'spin' ? new Spin() : new Walk();
  // All workers start together, or the early ones would measure a machine of their own. Until then they
  // warm up: interpreted code would measure the compiler.
  while (now() < startMs) kernel.runBlock();
  // From its own start: a worker that woke late, on a loaded machine, still gets its full time.
  const began = now();
  const endMs = began + DURATION_MS;
  let blocks = 0;
  let at = began;
  while (at < endMs) {
    kernel.runBlock();
    blocks++;
    at = now();
  }
  return (blocks * 1000) / (at - began);
}

// Each loop is a function of its own, with a typed array for what it leaves behind. As closures over a variable, both
// loops were compiled and thrown away by V8 hundreds of times a second, and ran at a sixth to a half of their pace.

/** Marsaglia's xorshift. A loop over Math.imul lost most of its pace for 30 ms when V8 13 compiled it again. */
class Spin {
  readonly #kept = new Int32Array(1);

  runBlock(): void {
    this.#kept[0] = spin(this.#kept[0] as number);
  }
}

function spin(from: number): number {
  let x = from | 1;
  for (let i = 0; i < SPIN_STEPS; i++) {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
  }
  return x;
}

class Walk {
  readonly #words = new Int32Array(MEMORY_WORDS).fill(1);
  readonly #kept = new Int32Array(1);
  #from = 0;

  runBlock(): void {
    const end = this.#from + MEMORY_STEP;
    this.#kept[0] = sum(this.#words, this.#from, end);
    this.#from = end % MEMORY_WORDS;
  }
}

function sum(words: Int32Array, from: number, end: number): number {
  let total = 0;
  for (let i = from; i < end; i++) total = (total + (words[i] as number)) | 0;
  return total;
}
