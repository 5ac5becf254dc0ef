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

/** The most workers of an executor that a machine with this memory (in bytes; null for unknown) can be asked for. */
export function mostWorkers(executor: string, memoryBytes: number | null): number {
  if (executor === 'simulated') return MAX_SIMULATED_WORKERS;
  const megabytes = MB_PER_WORKER[executor];
  if (megabytes === undefined || memoryBytes === null) return MAX_REAL_WORKERS;
  return Math.max(1, Math.min(MAX_REAL_WORKERS, Math.floor(memoryBytes / (megabytes * 1e6))));
}

/** Why an executor refuses this many workers, with the memory that they would take; null when it does not. */
export function refusal(executor: string, workers: number, memoryBytes: number | null): string | null {
  const most = mostWorkers(executor, memoryBytes);
  if (workers <= most) return null;
  const megabytes = MB_PER_WORKER[executor];
  if (megabytes === undefined) return `${executor} takes at most ${MAX_REAL_WORKERS} workers`;
  const need = `${workers} ${executor} would take about ${memoryText(workers * megabytes)} of memory`;
  return memoryBytes === null || most === MAX_REAL_WORKERS
    ? need
    : `${need}, and this machine has ${memoryText(memoryBytes / 1e6)}`;
}

function memoryText(megabytes: number): string {
  return megabytes < 1000 ? `${Math.round(megabytes)} MB` : `${(megabytes / 1000).toFixed(1)} GB`;
}
