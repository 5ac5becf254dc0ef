/** Worker counts: the list behind "auto", and the bound on what a machine is asked to start. */

import type { ExecutorTraits } from '../model/study.js';

/** More workers than this are refused, whatever the executor. */
export const MAX_WORKERS = 1_000_000;

/** What a command's knob may be given in place of a count: `off`, `auto`, `50%`. */
export const KNOB_WORD = /^(?:[a-z][\w-]*|\d+(?:\.\d+)?%)$/i;

/** The counts and the words of a worker list, in the order given. */
export function countsAndWords(given: number | string | readonly (number | string)[]): {
  readonly counts: readonly number[];
  readonly words: readonly string[];
} {
  const all = [given].flat();
  return {
    counts: all.filter((one) => typeof one === 'number'),
    words: [...new Set(all.filter((one) => typeof one === 'string'))],
  };
}

/**
 * The counts of `"workers": "auto"`: 0, the powers of two up to twice the effective CPUs (rounded up),
 * and the effective CPUs rounded (at least 1), ascending and none above `most`.
 */
export function autoWorkers(effectiveCpus: number, most: number): number[] {
  const top = Math.min(most, Math.max(1, Math.ceil(2 * effectiveCpus)));
  const counts = new Set([0, Math.min(most, Math.max(1, Math.round(effectiveCpus)))]);
  for (let count = 1; count <= top; count *= 2) counts.add(count);
  return [...counts].sort((a, b) => a - b);
}

/** Ascending, each once; `repeated` holds what stood there more than once. */
export function distinctAscending(counts: readonly number[]): {
  readonly counts: number[];
  readonly repeated: number[];
} {
  const distinct = [...new Set(counts)].sort((a, b) => a - b);
  return {
    counts: distinct,
    repeated: distinct.filter((count) => counts.indexOf(count) !== counts.lastIndexOf(count)),
  };
}

/** The most workers of an executor that a machine with this memory (in bytes; null for unknown) can be asked for. */
export function mostWorkers({ mostWorkers: most, bytesPerWorker }: ExecutorTraits, memoryBytes: number | null): number {
  if (bytesPerWorker === null || memoryBytes === null) return most;
  return Math.max(1, Math.min(most, Math.floor(memoryBytes / bytesPerWorker)));
}

/** Why an executor refuses this many workers, with the memory that they would take; null when it does not. */
export function refusal(
  executor: string,
  traits: ExecutorTraits,
  workers: number,
  memoryBytes: number | null,
): string | null {
  const most = mostWorkers(traits, memoryBytes);
  if (workers <= most) return null;
  if (traits.bytesPerWorker === null) return `${executor} takes at most ${most} workers`;
  const need = `${workers} ${executor} would take about ${memoryText(workers * traits.bytesPerWorker)} of memory`;
  return memoryBytes === null || most === traits.mostWorkers
    ? need
    : `${need}, and this machine has ${memoryText(memoryBytes)}`;
}

function memoryText(bytes: number): string {
  return bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
