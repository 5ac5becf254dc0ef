/** Peaks of a command's whole process tree, sampled from /proc while it runs. */
import { join } from 'node:path';
import { now } from '../../clock.js';
import { treeOf } from '../../run/system/process-tree.js';
import { statFields } from '../../run/system/stat-fields.js';
import { systemText } from '../../run/system/system-file.js';

/** The largest values that were seen; all null where no sample was taken, as with a run of few milliseconds. */
export interface Peaks {
  /**
   * Resident bytes of all processes together at one moment, and at least the largest peak of a single one. Pages
   * that processes share count for each.
   */
  readonly rssBytes: number | null;
  readonly processes: number | null;
  readonly threads: number | null;
  readonly samples: number;
  /** The longest time between two samples: what was shorter may have been missed. */
  readonly longestGapSeconds: number | null;
}

/** A process, and when it started: ids are given out again. */
export type SeenProcesses = ReadonlyMap<number, string>;

const FIRST_MS = 4;
const LONGEST_MS = 250;
/** The next sample comes when the run has become longer by that share. */
const GROWTH = 0.1;
/** In the long run samples take at most one part in so many of a CPU's time, all runs together. */
const COST_SHARE = 200;
/** However dear a sample is, the next one comes when the run has become longer by that share: 20 of them in 10 s. */
const RARELY = 0.5;
/** The start of a process: field 22 of proc_pid_stat(5), counted from the third on. */
const START = 19;

/** Samples one tree, ever more rarely as the run becomes longer, and the more rarely the dearer a sample is. */
export class TreePeaks {
  readonly #begunMs = now();
  readonly #seen = new Map<number, string>();
  #timer: NodeJS.Timeout | undefined;
  #lastMs = this.#begunMs;
  #rssBytes = 0;
  #largestBytes = 0;
  #processes = 0;
  #threads = 0;
  #samples = 0;
  #longestGapMs = 0;

  /** @param beside how many trees are sampled in this process at the moment, this one included. */
  constructor(
    readonly root: string,
    readonly pid: number,
    readonly beside: () => number,
  ) {
    this.#next(FIRST_MS);
  }

  /** Ends the sampling. */
  stop(): Peaks {
    clearTimeout(this.#timer);
    const samples = this.#samples;
    if (samples === 0) return { rssBytes: null, processes: null, threads: null, samples, longestGapSeconds: null };
    return {
      rssBytes: Math.max(this.#rssBytes, this.#largestBytes),
      processes: this.#processes,
      threads: this.#threads,
      samples,
      longestGapSeconds: Math.max(this.#longestGapMs, now() - this.#lastMs) / 1000,
    };
  }

  /** All processes that were seen in the tree. */
  get seen(): SeenProcesses {
    return this.#seen;
  }

  #next(afterMs: number): void {
    this.#timer = setTimeout(() => this.#sample(), afterMs);
    this.#timer.unref();
  }

  #sample(): void {
    const beganMs = now();
    this.#look();
    this.#longestGapMs = Math.max(this.#longestGapMs, beganMs - this.#lastMs);
    this.#lastMs = beganMs;
    const costMs = now() - beganMs;
    const ranMs = beganMs - this.#begunMs;
    const wanted = Math.min(LONGEST_MS, ranMs * GROWTH);
    const affordable = Math.min(costMs * COST_SHARE * this.beside(), ranMs * RARELY);
    this.#next(Math.max(FIRST_MS, wanted, affordable));
  }

  #look(): void {
    const looks = this.#living().map((pid) => lookAt(this.root, pid));
    const there = looks.filter((look) => look !== null);
    if (there.length === 0) return;
    this.#samples++;
    this.#rssBytes = Math.max(this.#rssBytes, sum(there.map(({ rssBytes }) => rssBytes)));
    this.#largestBytes = Math.max(this.#largestBytes, ...there.map(({ peakBytes }) => peakBytes));
    this.#processes = Math.max(this.#processes, there.length);
    this.#threads = Math.max(this.#threads, sum(there.map(({ threads }) => threads)));
  }

  /** The tree, and what was in it before and has lost its parent since. */
  #living(): readonly number[] {
    const tree = new Set(treeOf(this.root, this.pid));
    for (const [pid, start] of this.#seen) {
      if (!tree.has(pid) && startOf(this.root, pid) === start)
        for (const each of treeOf(this.root, pid)) tree.add(each);
    }
    for (const pid of tree) if (!this.#seen.has(pid)) this.#seen.set(pid, startOf(this.root, pid) ?? '');
    return [...tree];
  }
}

/** When a process started, in ticks since boot; null where there is none. */
function startOf(root: string, pid: number): string | null {
  return statFields(systemText(join(root, 'proc', String(pid), 'stat')))[START] ?? null;
}

interface Look {
  readonly rssBytes: number;
  readonly peakBytes: number;
  readonly threads: number;
}

/** Null for a process that is gone, or has ended and was not waited for: it has no memory any more. */
function lookAt(root: string, pid: number): Look | null {
  const status = systemText(join(root, 'proc', String(pid), 'status'));
  const rss = numberIn(status, 'VmRSS');
  if (rss === null) return null;
  const [peak, threads] = [numberIn(status, 'VmHWM') ?? rss, numberIn(status, 'Threads') ?? 1];
  return { rssBytes: rss * 1024, peakBytes: peak * 1024, threads };
}

function numberIn(status: string, name: string): number | null {
  const value = new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1];
  return value === undefined ? null : Number(value);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
