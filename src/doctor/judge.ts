/** From what was seen of a machine to findings and a verdict. Pure. */

import { isCrowded, provisionalSentence } from '../analysis/crowded.js';
import { detectableDifference } from '../statistics/detectable.js';
import { placeText } from '../words/counts.js';
import { duration, percent, plain } from '../words/numbers.js';
import { gravestFirst, statusOf } from '../words/severity.js';
import type { Detectable, DiskFacts, DoctorFinding, DoctorReport, Examination, NoiseFacts } from './model.js';

/** Round counts that the verdict tells of. */
const ROUNDS = [5, 10, 20, 40] as const;

/** Judges what was seen. */
export function judge(examination: Examination): DoctorReport {
  const findings = gravestFirst([
    ...selfTestFindings(examination),
    ...diskFindings(examination.disk),
    ...noiseFindings(examination.noise),
    ...lostTimeFindings(examination),
    ...cpuFindings(examination),
    ...timerFindings(examination),
  ]);
  const spread = largestSpread(examination.noise);
  const detectable = spread === null ? [] : ROUNDS.map((rounds) => detectableAt(spread, rounds));
  return {
    status: statusOf(findings),
    verdict: `${hedge(examination)}${verdictOf(detectable)}`,
    detectable,
    findings,
    examination,
  };
}

/** The spread of the noisiest cell; null when none completed. */
export function largestSpread({ cells }: NoiseFacts): number | null {
  return cells.length === 0 ? null : Math.max(...cells.map(({ spread }) => spread));
}

function detectableAt(spread: number, rounds: number): Detectable {
  return { rounds, difference: detectableDifference(spread, rounds) };
}

/** The first sentence of a verdict from a busy machine; nothing on a quiet one. */
function hedge({ idle, machine }: Examination): string {
  const sentence = provisionalSentence(idle, machine);
  return sentence === null ? '' : `${sentence} `;
}

function verdictOf(detectable: readonly Detectable[]): string {
  const [few, usual, ...more] = detectable.map(({ rounds, difference }) => ({ rounds, share: percent(difference) }));
  if (few === undefined || usual === undefined) return 'How small a difference this machine can show is not known.';
  const others = [few, ...more].map(({ rounds, share }) => `${share} with ${rounds}`).join(', ');
  return `With ${usual.rounds} rounds this machine can show a difference of ${usual.share} (${others}).`;
}

function selfTestFindings({ selfTest }: Examination): readonly DoctorFinding[] {
  return selfTest
    .filter(({ right, least }) => right < least)
    .map(({ name, studies, right, least }) => ({
      code: 'self-test-failed',
      severity: 'critical',
      text: `The self-test failed: "${name}" held in ${right} of ${studies} simulated studies, but should in at least ${least}.`,
      cure: 'This installation computes wrongly. Install it again, and report it if that does not help.',
      evidence: { name, studies, right, least },
    }));
}

/** A run syncs its journal after each trial. */
const SLOW_SYNC_SECONDS = 0.05;

function diskFindings(disk: DiskFacts): readonly DoctorFinding[] {
  const { folder } = disk;
  if ('problem' in disk) {
    const text = `Results cannot be written to ${folder}: ${disk.problem}.`;
    const cure = 'Give another folder (--out), or the right to write to it.';
    return [{ code: 'results-not-writable', severity: 'critical', text, cure, evidence: { ...disk } }];
  }
  if (disk.medianSeconds < SLOW_SYNC_SECONDS) return [];
  return [
    {
      code: 'slow-disk',
      severity: 'warning',
      text: `The disk of ${folder} is slow: an append takes ${duration(disk.medianSeconds)} to reach the disk, the slowest ${duration(disk.slowestSeconds)}. Each trial ends with one.`,
      cure: 'Write results to another disk (--out). The timed part is over by then, but the next trial may feel the writing.',
      evidence: { ...disk },
    },
  ];
}

const NOISY = 0.05;
const VERY_NOISY = 0.25;

function noiseFindings({ cells }: NoiseFacts): readonly DoctorFinding[] {
  if (cells.length === 0) {
    const text = 'The noise could not be measured: fixed work did not complete.';
    return [{ code: 'noisy', severity: 'critical', text, cure: 'Run "kneepoint run sum" to see why.', evidence: {} }];
  }
  const noisy = cells.filter(({ coefficientOfVariation }) => coefficientOfVariation > NOISY);
  if (noisy.length === 0) return [];
  const worst = Math.max(...noisy.map(({ coefficientOfVariation }) => coefficientOfVariation));
  const places = noisy.map((cell) => `${percent(cell.coefficientOfVariation)} ${placeText(cell.workers)}`).join(', ');
  return [
    {
      code: 'noisy',
      severity: worst > VERY_NOISY ? 'critical' : 'warning',
      text: `The same work takes different times: over ${noisy[0]?.rounds} rounds its throughput varies by ${places}.`,
      cure: 'Close other programs, use a dedicated machine, keep it from heating up (--wait-time-after-runner), or take more rounds.',
      evidence: { coefficientOfVariation: worst, cells: places },
    },
  ];
}

/** The share of the CPUs taken away that is worth a word. */
const LOST_SHARE = 0.01;

function lostTimeFindings({ machine, idle, noise }: Examination): readonly DoctorFinding[] {
  const { busyCpus } = idle;
  const findings: DoctorFinding[] = [];
  if (busyCpus !== null && isCrowded(idle, machine)) {
    findings.push({
      code: 'other-load',
      severity: 'warning',
      text: `Other programs keep ${plain(busyCpus)} of ${plain(machine.logicalCpus)} CPUs busy.`,
      cure: 'End them, or wait: they slow large worker counts first, and bend the curve.',
      evidence: { busyCpus, logicalCpus: machine.logicalCpus },
    });
  }
  const stolen = (noise.stolenSeconds ?? 0) / (noise.workSeconds * machine.logicalCpus);
  if (stolen > LOST_SHARE) {
    findings.push({
      code: 'cpu-stolen',
      severity: 'warning',
      text: `The hypervisor gave ${percent(stolen)} of the CPU time to others.`,
      cure: 'Measure on a dedicated machine, or at a quieter time.',
      evidence: { stolenShare: stolen },
    });
  }
  const throttled = (noise.throttledSeconds ?? 0) / noise.workSeconds;
  if (throttled > LOST_SHARE) {
    findings.push({
      code: 'throttled',
      severity: 'warning',
      text: `The CPU quota stopped this machine for ${percent(throttled)} of the time under full load.`,
      cure: 'Measure no more workers than the quota has CPUs, or raise it.',
      evidence: { throttledShare: throttled },
    });
  }
  return findings;
}

function cpuFindings({ machine, cpu }: Examination): readonly DoctorFinding[] {
  const { effectiveCpus, logicalCpus, quotaCpus } = machine;
  const { threadsPerCore, governors, turbo } = cpu;
  const findings: DoctorFinding[] = [];
  if (effectiveCpus < 2) {
    findings.push({
      code: 'few-cpus',
      severity: 'warning',
      text: `There are ${plain(effectiveCpus)} effective CPUs: work that computes cannot run in parallel here.`,
      cure: 'Measure on a machine like the one that will run the work. Tasks that wait can be measured here.',
      evidence: { effectiveCpus, logicalCpus },
    });
  }
  if (quotaCpus !== null && quotaCpus < logicalCpus) {
    findings.push({
      code: 'cpu-quota',
      severity: 'info',
      text: `A quota allows ${plain(quotaCpus)} of ${logicalCpus} CPUs. It counts time, not cores: more workers than that run, and are stopped.`,
      cure: 'Give the container the CPUs that it will have in production.',
      evidence: { quotaCpus, logicalCpus },
    });
  }
  if (threadsPerCore !== null && threadsPerCore > 1) {
    const cores = logicalCpus / threadsPerCore;
    findings.push({
      code: 'smt',
      severity: 'info',
      text: `${threadsPerCore} hardware threads share each core: beyond ${plain(cores)} workers another one adds less.`,
      cure: `A knee at ${plain(cores)} workers is the hardware's. Measure on both sides of it.`,
      evidence: { threadsPerCore, cores },
    });
  }
  const slowing = (governors ?? []).filter((governor) => governor !== 'performance');
  if (slowing.length > 0) {
    findings.push({
      code: 'governor',
      severity: 'warning',
      text: `The frequency governor is ${slowing.join(', ')}: CPUs run at other speeds when they were idle before.`,
      cure: 'cpupower frequency-set --governor performance, where it is your machine. A longer --warmup helps, too.',
      evidence: { governors: slowing.join(', ') },
    });
  }
  if (turbo === true) {
    findings.push({
      code: 'turbo',
      severity: 'info',
      text: 'Cores may run above their base clock: one alone runs faster than all together, so speedups look smaller.',
      cure: 'Compare with what the machine gives (--machine-ceiling), or turn it off to compare code.',
      evidence: { turbo },
    });
  }
  return findings;
}

const COARSE_SECONDS = 1e-6;
const LATE_SECONDS = 0.005;

function timerFindings({ timers }: Examination): readonly DoctorFinding[] {
  const { stepSeconds, readingSeconds, lateSeconds } = timers;
  const findings: DoctorFinding[] = [];
  const grain = Math.max(stepSeconds, readingSeconds);
  if (grain > COARSE_SECONDS) {
    findings.push({
      code: 'coarse-clock',
      severity: 'warning',
      text: `The clock is coarse: its step is ${duration(grain)}.`,
      cure: `Units of ${duration(20 * grain)} and more are timed well. On Linux, the clock source "tsc" is the finest.`,
      evidence: { stepSeconds, readingSeconds },
    });
  }
  if (lateSeconds > LATE_SECONDS) {
    findings.push({
      code: 'late-timers',
      severity: 'warning',
      text: `Timers are late: a sleep of 1 ms takes ${duration(lateSeconds)} longer.`,
      cure: 'Tasks that wait with timers will seem slower. Is the machine under load, or its CPU asleep?',
      evidence: { lateSeconds },
    });
  }
  return findings;
}
