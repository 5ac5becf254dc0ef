/** A probe: something observed from outside while a trial runs. */
import type { Machine } from '../model/journal.js';
import type { Reading } from '../model/trial.js';

/** What a probe may look at: a host process's tree, and the machine's files under `root`. */
export interface ProbeTarget {
  /** The host process; it leads a process group of its own. */
  readonly hostPid: number;
  /** It and all processes below it, at this look: all probes share one walk. Empty where /proc does not tell. */
  readonly tree: () => readonly number[];
  /** The processes of the trial's fixtures, and all below them: no part of the task, and no foreign load. */
  readonly fixtureTree: () => readonly number[];
  /** Where /proc and /sys are found; tests point it at fixture trees. */
  readonly root: string;
  readonly machine: Machine;
  /** Seconds from one sample to the next. */
  readonly sampleIntervalSeconds: number;
  /** What this probe read of the machine at rest, before the first trial; null when it did not ask for that. */
  readonly idle: Reading | null;
}

/** Something to observe from the supervisor during the timed part. */
export interface Probe {
  readonly name: string;
  readonly summary: string;
  /** Every figure of a reading, with its unit and meaning, beside `reason`. */
  readonly figures: { readonly [figure: string]: string };
  /** Every series of its samples, with its unit and meaning; a name that ends in `.N` stands for one a CPU. */
  readonly series?: { readonly [series: string]: string };
  /** Seconds for which it has to see the machine at rest before the first trial, where it can read at all. */
  readonly idleSeconds?: number;
  /** Starts to observe. Never throws for what a machine lacks. */
  start(target: ProbeTarget): Observation;
}

/** A probe that observes one trial. */
export interface Observation {
  /** One instant's value for each series; called when it starts, at each interval and before it stops. */
  sample?(): Sample;
  /** Ends the observation. Figures are null where they cannot be had, and `reason` then says why. */
  stop(): Reading;
}

/** Series name → its value now; null where it cannot be had. */
export type Sample = { readonly [series: string]: number | null };
