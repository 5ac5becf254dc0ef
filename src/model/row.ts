/** One row of a report: a cell over its rounds. */
import type { CommandReport } from './command.js';
import type { Distribution, Estimate, Percentiles, RoundSpread } from './estimate.js';
import type { Dispatch } from './load.js';
import type { LatencySample, UnitError } from './measurement.js';
import type { WayFields } from './plan.js';
import type { RoundResult } from './round.js';
import type { TaskCounts, TaskFacts } from './setup.js';
import type { Outcome } from './trial.js';

/** What stands in a report for an argument of over 4,096 characters of JSON; the journal has it whole, once. */
export interface LongArgument {
  /** The first 200 characters of its JSON. */
  readonly head: string;
  /** Characters of its JSON. */
  readonly length: number;
  /** SHA-256 of its JSON's UTF-8, in hexadecimal. */
  readonly sha256: string;
}

export interface CellReport extends WayFields {
  readonly name: string;
  /** Arguments of every unit, by position; `{head, length, sha256}` for one of over 4,096 characters of JSON. */
  readonly args: readonly unknown[];
  /** What the task tells of how its units ran, by name, such as `implementation`; hostile texts. Empty for nothing. */
  readonly facts: TaskFacts;
  /** What the task counted, by name, such as `retries`: added up over workers and completed rounds. Empty for nothing. */
  readonly counts: TaskCounts;
  readonly workers: number;
  /** What the command's knob was given in place of a count, such as `auto`: `workers` is then 0. Null for a count. */
  readonly word: string | null;
  /** Units of one trial: as planned for a count, else the mean behind the figures; null when none completed. */
  readonly unitsPerTrial: number | null;
  /** How units reach the workers; null for an executor that hands none out. */
  readonly dispatch: Dispatch | null;
  /** Rounds in which this cell completed. */
  readonly rounds: number;
  /** How many trials ended in each way. */
  readonly outcomes: { readonly [outcome in Outcome]: number };
  /** Whether it computed something else than the sequential reference in any round; it then has no speedup. */
  readonly wrong: boolean;
  /** Whether it keeps the study's limits; null in a study without limits. */
  readonly limits: LimitsReport | null;
  /** All times in seconds, averaged over the completed rounds; null when none completed. */
  readonly initSeconds: Estimate | null;
  readonly workSeconds: Estimate | null;
  readonly taskAvgSeconds: Estimate | null;
  readonly totalSeconds: Estimate | null;
  /** Units a second; for a rate the achieved one. */
  readonly throughput: Estimate | null;
  /** What became of a rate; null for a closed loop, and when no round completed. */
  readonly openLoop: OpenLoopReport | null;
  /** Against the round's own sequential trial; null without a sound baseline. */
  readonly speedup: Estimate | null;
  /** speedup / max(workers, 1). */
  readonly efficiency: Estimate | null;
  /**
   * Throughput against one worker of the same executor, paired by round, over the worker count: what more workers
   * cost, whatever the first one did. Null without one worker, and for sequential.
   */
  readonly efficiencyVsOneWorker: Estimate | null;
  /** The bands of both efficiencies; null where the efficiency is, and for the row that it is measured against. */
  readonly efficiencyBands: {
    /** Of `efficiency`; null for several units in flight per worker, which are more streams than workers. */
    readonly vsSequential: EfficiencyBand | null;
    /** Of `efficiencyVsOneWorker`. */
    readonly vsOneWorker: EfficiencyBand | null;
  };
  /** Units of all its trials, whatever became of the trials. */
  readonly units: UnitCounts;
  /** What its completed trials took of the machine. */
  readonly resources: ResourceUse;
  /** What the runs of a command took; null where none was run. */
  readonly command: CommandReport | null;
  /** What the services beside its trials took, apart from `resources`; null where there were none. */
  readonly service: ServiceUse | null;
  /** Against the study's baseline row; null for that row itself, and where there is no speedup for want of soundness. */
  readonly change: ThroughputChange | null;
  /** How throughput differs between rounds; null when none completed. */
  readonly spread: RoundSpread | null;
  /** The same without the rounds that Tukey's fences call outliers; null when there are none. */
  readonly withoutOutliers: { readonly throughput: Estimate; readonly speedup: Estimate | null } | null;
  readonly latency: {
    readonly waiting: Percentiles;
    readonly transfer: Percentiles;
    readonly service: Percentiles;
    readonly sojourn: Percentiles;
  } | null;
  /** By the labels that the task gives its units, the one with most units first; empty where it gives none. */
  readonly latencyByLabel: readonly LabelReport[];
  /** Single units of the trial with the median work time, by time; null when none were sampled. */
  readonly latencySamples: {
    /** The trial's round, from 0. */
    readonly round: number;
    /** A uniform sample of its units. */
    readonly samples: readonly LatencySample[];
  } | null;
  /** How the sojourn times of all rounds' units are distributed; null with under 20 units. */
  readonly distribution: Distribution | null;
  /** The completed rounds as points, nothing hidden behind an average. */
  readonly points: readonly RoundPoint[];
  /** Every round that was begun, whatever became of it: what `rounds.csv` holds. */
  readonly results: readonly RoundResult[];
}

/** How the throughput of a row differs from that of the study's baseline row. */
export interface ThroughputChange {
  /** The baseline row's name. */
  readonly baseline: string;
  /** Throughput over that row's, paired by round, less 1: 0 for none, 0.25 for a quarter more. */
  readonly relative: Estimate;
}

/** How a row stands against the limits of its study. */
export interface LimitsReport {
  /** True when it keeps every limit, false when it breaks one; null when it breaks none but some could not be checked. */
  readonly kept: boolean | null;
  /** The limits that it breaks. */
  readonly broken: readonly LimitCheck[];
  /** The limits on what was not measured. */
  readonly unchecked: readonly LimitCheck[];
}

/** A limit and what was measured of it. */
export interface LimitCheck {
  /** What is limited. */
  readonly figure: 'p50Ms' | 'p99Ms' | 'rssMb' | 'errorRate';
  /** The label whose units are limited, hostile text; null for all units. */
  readonly label: string | null;
  /** The most that is allowed: milliseconds, MiB, or a share of the units. */
  readonly limit: number;
  /** What was measured, in the same unit; null when it was not. */
  readonly value: number | null;
}

/** How well workers are used: `good` above 90 %, `fair` from 70 to 90 %, `poor` below 70 %. */
export type EfficiencyBand = 'good' | 'fair' | 'poor';

/** What became of the units of a row. */
export interface UnitCounts {
  /** Units that completed; those of trials without a measurement are not known. */
  readonly completed: number;
  /** Units that threw, or whose result `verify` found wrong. */
  readonly failed: number;
  /** The first errors, each message once. */
  readonly errors: readonly UnitErrorReport[];
  /** Failed units by kind, such as `timeout`, `refused` or `reset`, the most frequent first: hostile texts. */
  readonly errorKinds: readonly { readonly kind: string; readonly units: number }[];
}

/** One of a row's first errors. */
export interface UnitErrorReport extends UnitError {
  /** The trial's round, from 0. */
  readonly round: number;
}

/** What the timed parts of a row took of the machine; null where it cannot tell, or was not observed. */
export interface ResourceUse {
  /** CPU time of the host and its children over elapsed time: 1.5 is one and a half CPUs, 150 % as `top` shows it. */
  readonly cpusUsed: Estimate | null;
  /** Highest resident memory of the host and its children in any round. */
  readonly rssPeakBytes: number | null;
  /** Resident memory when the timed part ended less that when it began; below 0 where it shrank. */
  readonly rssGrowthBytes: Estimate | null;
  /** Highest temperature of the CPU in any round, in degrees Celsius. */
  readonly peakCelsius: number | null;
  /** Mean power of the CPU packages, everybody's, in watts. */
  readonly watts: Estimate | null;
  /** Energy of the CPU packages for each completed unit, in joules. */
  readonly joulesPerUnit: Estimate | null;
  /** Completed units for each joule. */
  readonly unitsPerJoule: Estimate | null;
}

/** What services took of the machine in the timed parts of a row; null where the system does not tell. */
export interface ServiceUse {
  /** CPU time of their processes over elapsed time. */
  readonly cpusUsed: Estimate | null;
  /** CPU time for each completed unit, in milliseconds. */
  readonly cpuMsPerUnit: Estimate | null;
  /** Highest resident memory of their processes together in any round. */
  readonly rssPeakBytes: number | null;
  /** Most processes in any round. */
  readonly processesPeak: number | null;
  /** Most threads of all of them. */
  readonly threadsPeak: number | null;
  /** Most open TCP connections of theirs. */
  readonly connectionsPeak: number | null;
  /** Share of each process in their CPU time, over all rounds, the largest first; empty where it is not known. */
  readonly cpuShares: readonly number[];
}

/** Latencies of the units of one label. */
export interface LabelReport {
  /** As the task gave it: hostile text. */
  readonly label: string;
  /** Units of all completed rounds. */
  readonly units: number;
  /** Waiting in a queue. */
  readonly waiting: Percentiles;
  /** On the way there and back. */
  readonly transfer: Percentiles;
  /** Being served. */
  readonly service: Percentiles;
  /** The sum of the three. */
  readonly sojourn: Percentiles;
  /** Median sojourn time in milliseconds of each round that has units of the label; null where too few back it. */
  readonly p50MsByRound: readonly { readonly round: number; readonly p50Ms: number | null }[];
}

/** A rate that was offered, over the completed rounds. */
export interface OpenLoopReport {
  /** Arrivals a second that the schedules had. */
  readonly offeredPerSecond: number;
  /** Units that the schedules of all rounds had. */
  readonly arrivals: number;
  /** Units handed out more than a millisecond after their instant, for whatever reason. */
  readonly late: number;
  /** Those of them for which a worker was free: the dispatcher itself was late. */
  readonly lateByDispatcher: number;
  /** Units that were never started. */
  readonly dropped: number;
  /** Share of the second half's arrivals by which answers fell behind; see docs/internals/method.md. */
  readonly fallingBehind: Estimate;
  /** True when the rate cannot be kept: arrivals are dropped, or answers fall further and further behind them. */
  readonly overloaded: boolean;
}

export interface RoundPoint {
  readonly round: number;
  /** The timed part. */
  readonly workSeconds: number;
  /** Units a second. */
  readonly throughput: number;
  /** Against the round's own sequential trial; null without a sound one. */
  readonly speedup: number | null;
  /** Median sojourn time of the round's units, in milliseconds; null where too few back it. */
  readonly p50Ms: number | null;
  /** Beyond Tukey's inner (1.5) or outer (3) fences of the cell's log-throughputs; kept in every average. */
  readonly outlier: 'mild' | 'extreme' | null;
}
