/** Worker counts: the list behind "auto", and the bound on what a machine is asked to start. */

/** More workers than this of an executor that starts real ones are refused. */
export const MAX_REAL_WORKERS = 256;

/** More simulated workers than this are refused. */
export const MAX_SIMULATED_WORKERS = 1_000_000;

/** Resident memory that one idle worker takes, in MB (measured on Node 20: a thread 9, a child process 45). */
const MB_PER_WORKER: { readonly [executor: string]: number } = { threads: 10, processes: 45 };

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

/** Why an executor refuses this many workers, with the memory that they would take; null when it does not. */
export function refusal(executor: string, workers: number): string | null {
  if (executor === 'simulated' || workers <= MAX_REAL_WORKERS) return null;
  const megabytes = MB_PER_WORKER[executor];
  if (megabytes === undefined) return `${executor} takes at most ${MAX_REAL_WORKERS} workers`;
  return `${workers} ${executor} would take about ${memoryText(workers * megabytes)} of memory`;
}

function memoryText(megabytes: number): string {
  return megabytes < 1000 ? `${megabytes} MB` : `${(megabytes / 1000).toFixed(1)} GB`;
}
