/** Hypotheses on the CPUs: too few, badly shared out, slowed down by memory, or held back by the quota. */
import type { Hypothesis } from '../../model/curve.js';
import { workersText } from '../../words/counts.js';
import { short, shortDuration, wholePercent } from '../../words/numbers.js';
import { judged, LIKELY, POSSIBLE, type Question } from './question.js';

/** Shares of all CPU time in use from which a lack of CPUs is likely, and possible. */
export const [FULL, FILLING] = [0.9, 0.75];

/** Workers that are ready to run without a CPU, or units whose CPU time fills all CPUs. */
export function cpuShortage(question: Question): Hypothesis {
  const { most, loss, cpus, noun } = question;
  const own = cpusOfUnits(question);
  const services = most.service?.cpusUsed ?? null;
  const used = own === null ? null : own + (services ?? 0);
  const byQueue = judged(most.withoutCpu, loss);
  const byUse =
    used === null ? null : used >= cpus * FULL ? 'likely' : used >= cpus * FILLING ? 'possible' : 'unlikely';
  const judgement = [byQueue, byUse].includes('likely')
    ? 'likely'
    : [byQueue, byUse].includes('possible')
      ? 'possible'
      : (byUse ?? byQueue);
  const signs = [
    ...(most.withoutCpu === null
      ? []
      : [`workers are ready to run without a CPU for ${wholePercent(most.withoutCpu)} of their time`]),
    ...(own === null
      ? []
      : [
          `${noun}s use ${short(own)}${services === null ? '' : `, and the services ${short(services)},`} of ${short(cpus)} CPUs`,
        ]),
  ];
  return {
    cause: 'cpu-shortage',
    name: null,
    workers: most.workers,
    judgement,
    evidence: signs.join(', and ') || 'neither CPU time nor time without a CPU is known',
    nextTest: judgement === 'unlikely' ? null : 'Measure on a machine with more CPUs.',
    figures: { withoutCpu: most.withoutCpu, cpusUsed: used, cpus },
  };
}

/**
 * CPUs that units use; null where unknown. What they do outside their threads shows in the sequential process alone; but
 * units that call a service cost less each where many are in flight.
 */
export function cpusOfUnits({ most, processCpuSeconds, hasServices }: Question): number | null {
  const perUnit = hasServices ? most.cpuSeconds : (processCpuSeconds ?? most.cpuSeconds);
  return perUnit === null ? null : perUnit * most.throughput;
}

/** Workers without a CPU although there is one for each. */
export function scheduler({ most, fewest, cpus, noun }: Question): Hypothesis {
  const share = most.withoutCpu;
  const figures = { withoutCpu: share, takenPerUnit: most.takenPerUnit, takenPerUnitAtFewest: fewest.takenPerUnit };
  const base = { cause: 'scheduler', name: null, workers: most.workers, figures } as const;
  const taken =
    most.takenPerUnit === null || fewest.takenPerUnit === null
      ? ''
      : `; a CPU was taken from them ${short(most.takenPerUnit)} times per ${noun}, with ${workersText(fewest.workers)} ${short(fewest.takenPerUnit)}`;
  if (share === null)
    return {
      ...base,
      judgement: 'not observable here',
      evidence: 'time without a CPU is not known',
      nextTest: noun === 'run' ? 'Watch it while it runs (perf sched).' : 'Measure on Linux.',
    };
  if (share < POSSIBLE)
    return {
      ...base,
      judgement: 'unlikely',
      evidence: `workers are ready to run without a CPU for only ${wholePercent(share)} of their time${taken}`,
      nextTest: null,
    };
  if (most.workers > cpus)
    return {
      ...base,
      judgement: 'not observable here',
      evidence: `with more workers than CPUs it looks like a lack of CPUs${taken}`,
      nextTest: 'Look at a row with no more workers than CPUs.',
    };
  return {
    ...base,
    judgement: 'possible',
    evidence: `workers are ready to run without a CPU for ${wholePercent(share)} of their time, although there is a CPU for each${taken}`,
    nextTest:
      noun === 'run'
        ? 'Pin each run (taskset) and measure again.'
        : 'Pin the workers ("cpu_affinity") and measure again.',
  };
}

/** How much less the memory kernel gains than the one that computes, where memory is short. */
const MEMORY_SHORT = 0.8;

/** Units that need more CPU time for the same: caches and memory that are shared, or a slower clock. */
export function memory(question: Question): Hypothesis {
  const { most, fewest, loss, noun } = question;
  const base = { cause: 'memory', name: null, workers: most.workers } as const;
  if (most.cpuSeconds === null || fewest.cpuSeconds === null)
    return {
      ...base,
      judgement: 'not observable here',
      evidence: 'CPU time is not known',
      nextTest: 'Measure on Linux.',
      figures: {},
    };
  const share = Math.max(0, most.cpuSeconds - fewest.cpuSeconds) * most.sharePerSecond;
  const kernels = kernelGain(question);
  const figures = {
    cpuSeconds: most.cpuSeconds,
    cpuSecondsAtFewest: fewest.cpuSeconds,
    share,
    memoryGainOverSpin: kernels,
  };
  if (share < POSSIBLE)
    return {
      ...base,
      judgement: 'unlikely',
      evidence: `a ${noun} needs no more CPU time than with ${workersText(fewest.workers)}`,
      nextTest: null,
      figures,
    };
  const isSeen = kernels !== null && kernels <= MEMORY_SHORT;
  return {
    ...base,
    judgement: isSeen ? judged(share, loss) : 'possible',
    evidence: `a ${noun} needs ${shortDuration(most.cpuSeconds)} of CPU time, with ${workersText(fewest.workers)} ${shortDuration(fewest.cpuSeconds)}${isSeen ? `; reading memory gains only ${wholePercent(kernels)} of what computing gains here` : ''}`,
    nextTest:
      kernels === null
        ? `${noun === 'run' ? 'Watch memory traffic (perf stat)' : 'Measure with "machine_ceiling": true'}; a lower clock and two threads on one core look the same.`
        : `Measure with less data per ${noun}; a lower clock and two threads on one core look the same.`,
    figures,
  };
}

/** What the memory kernel gained at the most workers over what the computing one did; null where not measured. */
function kernelGain({ most, fewest }: Question): number | null {
  if (most.memoryPerSpin === null || fewest.memoryPerSpin === null) return null;
  return most.memoryPerSpin / fewest.memoryPerSpin;
}

/** A quota that stopped the workers. */
export function quota({ most, machine, loss }: Question): Hypothesis {
  const base = {
    cause: 'quota',
    name: null,
    workers: most.workers,
    figures: { throttled: most.throttled, quotaCpus: machine.quotaCpus },
  } as const;
  if (machine.quotaCpus === null && (most.throttled ?? 0) < POSSIBLE)
    return { ...base, judgement: 'unlikely', evidence: 'there is no CPU quota', nextTest: null };
  if (most.throttled === null)
    return {
      ...base,
      judgement: 'not observable here',
      evidence: 'the system does not report when it stops the task',
      nextTest: 'Read cpu.stat of the control group.',
    };
  const judgement = judged(most.throttled, loss);
  return {
    ...base,
    judgement: judgement === 'unlikely' && most.throttled >= LIKELY ? 'possible' : judgement,
    evidence: `it stopped the workers for ${wholePercent(most.throttled)} of the time`,
    nextTest: judgement === 'unlikely' ? null : 'Raise the quota and measure again.',
  };
}
