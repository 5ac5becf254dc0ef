import { Histogram, mergeHistograms } from '../analysis/histogram.js';
import type { EncodedHistogram, Fault, ResultDigest } from '../model.js';

/** What one stream of units (one of those that a worker has in flight) adds up in the timed part. */
export class Tally {
  readonly service = new Histogram();
  ran = 0;
  threw = 0;
  wrong = 0;
  busyMs = 0;
  /** Instants on the shared clock; NaN before the first unit. */
  startedMs = Number.NaN;
  doneMs = Number.NaN;
  fault: Fault | null = null;

  /** Counts a unit that ran from `startedMs` to `finishedMs`. */
  unitRan(startedMs: number, finishedMs: number): void {
    if (this.ran === 0) this.startedMs = startedMs;
    this.ran++;
    this.doneMs = finishedMs;
    const serviceMs = finishedMs - startedMs;
    this.busyMs += serviceMs;
    this.service.record(serviceMs * 1e6);
  }

  /** The stream is done with a unit when its result is checked, too. */
  unitChecked(atMs: number): void {
    this.doneMs = atMs;
  }

  /** Counts a unit that threw, and keeps the first fault. */
  unitThrew(fault: Fault, atMs: number): void {
    this.threw++;
    this.doneMs = atMs;
    this.fault ??= fault;
  }

  /** Counts a unit that ran but whose result is wrong. */
  unitWasWrong(fault: Fault): void {
    this.wrong++;
    this.fault ??= fault;
  }
}

/** What a thread's streams add up to, as plain data: it crosses from workers to the host. */
export interface ThreadTally {
  readonly streams: number;
  readonly ran: number;
  readonly threw: number;
  readonly wrong: number;
  readonly busyMs: number;
  /** Null when no unit ran. */
  readonly startedMs: number | null;
  readonly doneMs: number | null;
  /** Time for digests and `verify`. */
  readonly checkMs: number;
  readonly service: EncodedHistogram;
  readonly digest: ResultDigest | null;
  readonly fault: Fault | null;
}

/** Adds up the streams of one thread. */
export function threadTally(tallies: readonly Tally[], checkMs: number, digest: ResultDigest | null): ThreadTally {
  const add = (figure: (tally: Tally) => number) => tallies.reduce((sum, tally) => sum + figure(tally), 0);
  const active = tallies.filter((tally) => tally.ran > 0);
  return {
    streams: tallies.length,
    ran: add((tally) => tally.ran),
    threw: add((tally) => tally.threw),
    wrong: add((tally) => tally.wrong),
    busyMs: add((tally) => tally.busyMs),
    startedMs: active.length === 0 ? null : Math.min(...active.map((tally) => tally.startedMs)),
    doneMs: active.length === 0 ? null : Math.max(...active.map((tally) => tally.doneMs)),
    checkMs,
    service: mergeHistograms(tallies.map((tally) => tally.service.encode())),
    digest,
    fault: tallies.find((tally) => tally.fault !== null)?.fault ?? null,
  };
}
