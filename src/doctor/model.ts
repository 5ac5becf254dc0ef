/** What an examination of a machine gives: plain, readonly data. */
import type { Machine, MachineLoad } from '../model/journal.js';
import type { ClockFacts } from '../run/system/clock-facts.js';

/** Every finding that an examination can have. */
export type DoctorCode =
  | 'self-test-failed'
  | 'results-not-writable'
  | 'noisy'
  | 'other-load'
  | 'cpu-stolen'
  | 'throttled'
  | 'few-cpus'
  | 'cpu-quota'
  | 'smt'
  | 'governor'
  | 'turbo'
  | 'coarse-clock'
  | 'late-timers'
  | 'slow-disk';

/** Something about the machine that makes figures worse, or that their reader should know. */
export interface DoctorFinding {
  readonly code: DoctorCode;
  /** critical: no result of this machine can be trusted. warning: figures are worse than need be. info: good to know. */
  readonly severity: 'info' | 'warning' | 'critical';
  readonly text: string;
  readonly cure: string;
  readonly evidence: { readonly [figure: string]: number | string | boolean | null };
}

/** How the system runs its CPUs; null where it does not tell. */
export interface CpuSettings {
  /** Hardware threads that share a core; 1 without SMT. */
  readonly threadsPerCore: number | null;
  /** The frequency governors in force, each once. */
  readonly governors: readonly string[] | null;
  /** Whether a core may run faster than its base clock. */
  readonly turbo: boolean | null;
}

/** What clocks and timers can tell. */
export interface TimerFacts extends ClockFacts {
  /** Median by which a sleep of a millisecond is longer. */
  readonly lateSeconds: number;
}

/** How long an append to a results folder takes to be safe. */
export type DiskFacts = { readonly folder: string } & (
  | { readonly medianSeconds: number; readonly slowestSeconds: number }
  | { readonly problem: string }
);

/** One cell of the noise study: the same work, round after round. */
export interface NoiseCell {
  /** 0 is one thread without workers. */
  readonly workers: number;
  readonly rounds: number;
  /** Of the throughput over rounds. */
  readonly coefficientOfVariation: number;
  /** Standard deviation of the logarithm of the throughput over rounds. */
  readonly spread: number;
}

/** The noise floor: fixed work in trials of their own, as a run would do it. */
export interface NoiseFacts {
  readonly cells: readonly NoiseCell[];
  /** CPU seconds over the whole study; null where the system does not tell. */
  readonly stolenSeconds: number | null;
  readonly throttledSeconds: number | null;
  readonly workSeconds: number;
}

/** One part of the self-test: planted truth, and in how many simulated studies it was told. */
export interface SelfTestPart {
  readonly name: string;
  readonly studies: number;
  readonly right: number;
  /** Fewer than that is a failure. */
  readonly least: number;
}

/** The smallest difference that so many rounds can show, as a share. */
export interface Detectable {
  readonly rounds: number;
  readonly difference: number;
}

/** Hears what an examination does; `detail` is how far it is with that. */
export type OnStep = (step: string, detail?: string) => void;

/** Hears how many parts of a step are done. */
export type OnPart = (done: number, total: number) => void;

/** All that was seen of a machine. */
export interface Examination {
  readonly machine: Machine;
  readonly cpu: CpuSettings;
  readonly timers: TimerFacts;
  /** While kneepoint does nothing. */
  readonly idle: MachineLoad;
  readonly disk: DiskFacts;
  readonly noise: NoiseFacts;
  readonly selfTest: readonly SelfTestPart[];
}

/** What `kneepoint doctor` tells. */
export interface DoctorReport {
  /** `failed` with a critical finding, `warned` with a warning, else `passed`. */
  readonly status: 'passed' | 'warned' | 'failed';
  /** One sentence: how small a difference this machine can show. */
  readonly verdict: string;
  /** At the noise of the noisiest cell. */
  readonly detectable: readonly Detectable[];
  /** The gravest first. */
  readonly findings: readonly DoctorFinding[];
  readonly examination: Examination;
}
