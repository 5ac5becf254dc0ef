import type { EncodedHistogram, LabelledLatency, ResultDigest, UnitError } from '../../model/measurement.js';
import type { Fault } from '../../model/trial.js';
import { Histogram, mergeHistograms } from '../../statistics/histogram.js';
import type { DigestSum } from './digest.js';
import type { LatencySampler, UnitSample } from './latency-sampler.js';
import type { LoadFrame } from './load-frame.js';
import { UnitErrors } from './unit-errors.js';
import type { LabelLog } from './unit-labels.js';
import { type ThreadWindow, WindowCount } from './window-count.js';

/** What the streams of a thread share: the digest, the time that checks took, the window, the sign to stop. */
export class ThreadChecks {
  ms = 0;
  stop = false;
  /** No unit starts from here on; never, where units are counted. */
  readonly untilMs: number;
  readonly window: WindowCount | null;

  constructor(
    readonly digest: DigestSum | null,
    readonly streams: number,
    frame: LoadFrame | null,
    readonly labels: LabelLog | null = null,
    readonly sampler: LatencySampler | null = null,
  ) {
    this.untilMs = frame?.untilMs ?? Number.POSITIVE_INFINITY;
    this.window = frame === null ? null : new WindowCount(frame);
  }

  /** Counts the time of one check. */
  checked(fromMs: number, toMs: number): void {
    this.ms += toMs - fromMs;
    this.window?.checked(fromMs, toMs);
  }

  /** A place to count for one of the streams. */
  tally(): Tally {
    return this.window === null ? new Tally() : new WindowTally(this.window);
  }
}

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
  readonly errors = new UnitErrors();

  /** Counts a unit that ran from `startedMs` to `finishedMs`; true when its latencies count. */
  unitRan(startedMs: number, finishedMs: number): boolean {
    this.addUnit(startedMs, finishedMs);
    this.service.record((finishedMs - startedMs) * 1e6);
    return true;
  }

  protected addUnit(startedMs: number, finishedMs: number): void {
    if (this.ran === 0) this.startedMs = startedMs;
    this.ran++;
    this.doneMs = finishedMs;
    this.busyMs += finishedMs - startedMs;
  }

  /** The stream is done with a unit when its result is checked, too. */
  unitChecked(atMs: number): void {
    this.doneMs = atMs;
  }

  /** Counts a unit that threw, and keeps the first fault. */
  unitThrew(fault: Fault, atMs: number): void {
    this.threw++;
    this.doneMs = atMs;
    this.#failed(fault);
  }

  /** Counts a unit that ran but whose result is wrong. */
  unitWasWrong(fault: Fault): void {
    this.wrong++;
    this.#failed(fault);
  }

  #failed(fault: Fault): void {
    this.fault ??= fault;
    this.errors.add(fault);
  }
}

/** The same under a window: latencies are those of the units that end in it. */
class WindowTally extends Tally {
  #lastStartedMs = 0;
  #lastFinishedMs = 0;

  constructor(readonly window: WindowCount) {
    super();
  }

  override unitRan(startedMs: number, finishedMs: number): boolean {
    this.addUnit(startedMs, finishedMs);
    this.#lastStartedMs = startedMs;
    this.#lastFinishedMs = finishedMs;
    const isCounted = this.window.unitRan(startedMs, finishedMs);
    if (isCounted) this.service.record((finishedMs - startedMs) * 1e6);
    return isCounted;
  }

  override unitWasWrong(fault: Fault): void {
    super.unitWasWrong(fault);
    this.window.unitWasWrong(this.#lastStartedMs, this.#lastFinishedMs);
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
  readonly labels: readonly LabelledLatency[];
  readonly sample: UnitSample | null;
  readonly digest: ResultDigest | null;
  readonly window: ThreadWindow | null;
  readonly fault: Fault | null;
  /** The first of those that failed, in each stream. */
  readonly errors: readonly UnitError[];
}

/** Adds up the streams of one thread. */
export function threadTally(tallies: readonly Tally[], checks: ThreadChecks): ThreadTally {
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
    checkMs: checks.ms,
    service: mergeHistograms(tallies.map((tally) => tally.service.encode())),
    labels: checks.labels?.encode() ?? [],
    sample: checks.sampler?.sample() ?? null,
    digest: checks.digest?.encode() ?? null,
    window: checks.window?.measure() ?? null,
    fault: tallies.find((tally) => tally.fault !== null)?.fault ?? null,
    errors: tallies.flatMap(({ errors }) => errors.all()),
  };
}
