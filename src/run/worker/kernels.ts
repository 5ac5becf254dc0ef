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

const SPIN_STEPS = 20_000;
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
  const block = name === 'spin' ? spinBlock() : memoryBlock();
  // All workers start together, or the early ones would measure a machine of their own. Until then they
  // warm up: interpreted code would measure the compiler.
  while (now() < startMs) block();
  // From its own start: a worker that woke late, on a loaded machine, still gets its full time.
  const began = now();
  const endMs = began + DURATION_MS;
  let blocks = 0;
  let at = began;
  while (at < endMs) {
    block();
    blocks++;
    at = now();
  }
  return (blocks * 1000) / (at - began);
}

/** Results that are kept, so that no compiler leaves the work out. */
let sink = 0;

function spinBlock(): () => void {
  return () => {
    let x = sink | 1;
    for (let i = 0; i < SPIN_STEPS; i++) x = (Math.imul(x, 1664525) + 1013904223) | 0;
    sink = x;
  };
}

function memoryBlock(): () => void {
  const words = new Uint32Array(MEMORY_WORDS).fill(1);
  let from = 0;
  return () => {
    let sum = 0;
    for (let i = from; i < from + MEMORY_STEP; i++) sum += words[i] as number;
    from = (from + MEMORY_STEP) % MEMORY_WORDS;
    sink = (sink + sum) | 0;
  };
}
