/** The verdict on one trial: what disturbed it, from what the probes read. See docs/internals/method.md for the thresholds. */

import type { Machine } from '../model/journal.js';
import type { Measurement } from '../model/measurement.js';
import type { Disturbance, Reading, TrialRecord } from '../model/trial.js';
import { cpusText } from '../words/counts.js';
import { short } from '../words/numbers.js';

/** Lost or foreign CPU time, as a share of CPUs × wall, from which a trial is disturbed. */
export const NOTABLE_STEAL = 0.01;
export const NOTABLE_FOREIGN = 0.1;
/** Time in which the quota stopped us, as a share of the wall. */
const NOTABLE_THROTTLING = 0.01;
/** A tree that takes so much of its quota is throttled by its own doing. */
const OWN_THROTTLING = 0.8;
/** Stalls for memory (some thread) and for disks (all threads), as shares of the wall. */
const NOTABLE_MEMORY_STALL = 0.05;
const NOTABLE_IO_STALL = 0.2;
/** CPU time is counted in hundredths of a second a CPU: less than this in all is rounding. */
export const LEAST_CPU_SECONDS = 0.1;
/** A clock that is steered may differ by 1 part in 1000; beyond that and so many seconds it was set. */
const STEERED = 0.001;
const LEAST_STEP_SECONDS = 0.1;
const LEAST_SUSPENSION_SECONDS = 0.5;
const LEAST_GAP_SECONDS = 1;

/** A trial's figures: null for what was not read, so that nothing is made of it. */
interface Figures {
  readonly wallSeconds: number;
  readonly cpus: number;
  readonly quotaCpus: number | null;
  of(probe: string, figure: string): number | null;
}

type Verdict = (figures: Figures) => Disturbance | null;

/** Everything that disturbed a trial; nothing for one without a measurement, which has no figures to distrust. */
export function disturbancesOf(
  measurement: Measurement | null,
  readings: { readonly [probe: string]: Reading },
  machine: Machine,
): readonly Disturbance[] {
  if (measurement === null || !(measurement.workSeconds > 0)) return [];
  const of = (probe: string, figure: string) => {
    const value = readings[probe]?.[figure];
    return typeof value === 'number' && Number.isFinite(value) ? value : null;
  };
  const figures: Figures = {
    // The probes observe all that ran, a window's ramps too.
    wallSeconds: of('clock', 'observedSeconds') ?? measurement.workSeconds,
    cpus: machine.logicalCpus,
    quotaCpus: machine.quotaCpus,
    of,
  };
  return VERDICTS.map((verdict) => verdict(figures)).filter((disturbance) => disturbance !== null);
}

/** True for a trial that something beside the trial itself disturbed: running it again may help. */
export function isDisturbed({ disturbances }: { readonly disturbances: readonly Disturbance[] }): boolean {
  return disturbances.some(({ own }) => !own);
}

/** True where most of some trials were disturbed: what they show may be the machine's doing, not the task's. */
export function areMostlyDisturbed(trials: readonly { readonly record: Pick<TrialRecord, 'disturbances'> }[]): boolean {
  return trials.filter(({ record }) => isDisturbed(record)).length > trials.length / 2;
}

const throttled: Verdict = ({ wallSeconds, quotaCpus, of }) => {
  const seconds = of('throttling', 'throttledSeconds');
  if (seconds === null || seconds < NOTABLE_THROTTLING * wallSeconds) return null;
  const treeSeconds = of('cpu', 'treeSeconds');
  const ownShare = treeSeconds === null || quotaCpus === null ? null : treeSeconds / (quotaCpus * wallSeconds);
  const own = ownShare !== null && ownShare >= OWN_THROTTLING;
  return {
    kind: 'throttled',
    text: `the CPU quota stopped it for ${short(seconds)} s${own ? ', by its own use' : ''}`,
    figures: { throttledSeconds: seconds, ownShare },
    own,
  };
};

const steal: Verdict = ({ wallSeconds, cpus, of }) => {
  const seconds = of('system', 'stealSeconds');
  const share = seconds === null ? 0 : seconds / (wallSeconds * cpus);
  if (seconds === null || seconds < LEAST_CPU_SECONDS || share < NOTABLE_STEAL) return null;
  return {
    kind: 'steal',
    text: `the hypervisor gave ${short(seconds)} s of CPU time to others`,
    figures: { stealSeconds: seconds, share },
    own: false,
  };
};

const foreignLoad: Verdict = ({ wallSeconds, cpus, of }) => {
  const seconds = of('cpu', 'foreignSeconds');
  const share = seconds === null ? 0 : seconds / (wallSeconds * cpus);
  if (seconds === null || seconds < LEAST_CPU_SECONDS || share < NOTABLE_FOREIGN) return null;
  return {
    kind: 'foreign-load',
    text: `other programs took ${cpusText(seconds / wallSeconds)}`,
    figures: { foreignSeconds: seconds, share, cpuStallSeconds: of('pressure', 'cpuSomeSeconds') },
    own: false,
  };
};

const memoryPressure: Verdict = ({ wallSeconds, of }) => {
  const seconds = of('pressure', 'memorySomeSeconds');
  if (seconds === null || seconds < NOTABLE_MEMORY_STALL * wallSeconds) return null;
  return {
    kind: 'memory-pressure',
    text: `threads of the machine waited for memory for ${short(seconds)} s`,
    figures: { stallSeconds: seconds, fullSeconds: of('pressure', 'memoryFullSeconds') },
    own: false,
  };
};

const ioPressure: Verdict = ({ wallSeconds, of }) => {
  const seconds = of('pressure', 'ioFullSeconds');
  if (seconds === null || seconds < NOTABLE_IO_STALL * wallSeconds) return null;
  return {
    kind: 'io-pressure',
    text: `the whole machine waited for disks for ${short(seconds)} s`,
    figures: { stallSeconds: seconds },
    own: false,
  };
};

const clockStep: Verdict = ({ wallSeconds, of }) => {
  const step = of('clock', 'wallStepSeconds');
  const suspended = of('clock', 'suspendedSeconds') ?? 0;
  // In sleep the wall clock goes on and the monotonic one does not: that is no step.
  const left = step === null ? 0 : Math.abs(step - suspended);
  if (step === null || left < LEAST_STEP_SECONDS + STEERED * wallSeconds) return null;
  return {
    kind: 'clock-step',
    text: `the wall clock was set by ${short(step - suspended)} s`,
    figures: { stepSeconds: step - suspended },
    own: false,
  };
};

const suspended: Verdict = ({ of }) => {
  const seconds = of('clock', 'suspendedSeconds');
  if (seconds === null || seconds < LEAST_SUSPENSION_SECONDS) return null;
  return {
    kind: 'suspended',
    text: `the machine slept for ${short(seconds)} s`,
    figures: { suspendedSeconds: seconds },
    own: false,
  };
};

const gap: Verdict = ({ of }) => {
  const seconds = of('clock', 'longestGapSeconds');
  if (seconds === null || seconds < LEAST_GAP_SECONDS) return null;
  return {
    kind: 'gap',
    text: `the machine, or the supervisor, stalled for ${short(seconds)} s`,
    figures: { gapSeconds: seconds },
    own: false,
  };
};

const cpuChange: Verdict = ({ of }) => {
  const [onlineBefore, onlineAfter] = [of('cpu-count', 'onlineBefore'), of('cpu-count', 'onlineAfter')];
  const [quotaBefore, quotaAfter] = [of('cpu-count', 'quotaBefore'), of('cpu-count', 'quotaAfter')];
  if (onlineBefore === onlineAfter && quotaBefore === quotaAfter) return null;
  const changes = [
    ...(onlineBefore === onlineAfter ? [] : [`the CPUs went from ${onlineBefore} to ${onlineAfter}`]),
    ...(quotaBefore === quotaAfter
      ? []
      : [`the CPU quota went from ${quotaText(quotaBefore)} to ${quotaText(quotaAfter)}`]),
  ];
  return {
    kind: 'cpu-change',
    text: changes.join(', and '),
    figures: { onlineBefore, onlineAfter, quotaBefore, quotaAfter },
    own: false,
  };
};

const VERDICTS: readonly Verdict[] = [
  throttled,
  steal,
  foreignLoad,
  memoryPressure,
  ioPressure,
  clockStep,
  suspended,
  gap,
  cpuChange,
];

function quotaText(cpus: number | null): string {
  return cpus === 0 || cpus === null ? 'none' : cpusText(cpus);
}
