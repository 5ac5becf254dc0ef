/** Whether units are long enough for their hand-out and for the clock, and how much their times vary. */
import { quantile } from 'simple-statistics';
import { adviseGranularity, type Granularity, TARGET_EFFICIENCY } from '../analysis/granularity.js';
import type { TaskInspection } from '../run/host/inspection.js';
import { quantileNs } from '../statistics/histogram.js';
import { duration, percent } from '../words/numbers.js';
import type { CheckFacts, CheckResult, WorkerTrial } from './model.js';

/**
 * The quantile of transfer times that stands for the cost of a hand-out. What other programs do to a
 * machine makes single messages late, never early.
 */
const UNDISTURBED = 0.25;

/** A unit's time against the cost of handing it to a thread, as it was measured with one worker. */
export function checkUnitLength({ serviceSeconds }: TaskInspection, { trials, chunk }: CheckFacts): CheckResult {
  const check = 'unit length';
  const service = quantile([...serviceSeconds], 0.5);
  const costs = trials.flatMap((trial) => handOutCost(trial));
  const threads = costs.find(({ executor }) => executor === 'threads');
  if (threads === undefined) return { check, verdict: 'unknown', text: 'no unit was handed to a worker thread' };
  const granularity = adviseGranularity(Math.max(service, 1e-9), threads.seconds / chunk);
  const told = costs.map(({ executor, seconds }) => `${duration(seconds)} to ${executor}`).join(', ');
  const figures = `a unit takes ${duration(service)}, handing it out ${told}`;
  if (granularity.efficiency >= TARGET_EFFICIENCY) return { check, verdict: 'passed', text: figures };
  const finding = {
    code: 'short-units',
    severity: 'warning',
    text: `Units are short: ${figures}. With threads ${percent(granularity.efficiency)} of a worker's time would be work.`,
    cure: cureOf(granularity, chunk),
    evidence: {
      serviceSeconds: service,
      handOutSeconds: threads.seconds,
      efficiency: granularity.efficiency,
      unitSecondsFor90: granularity.unitSeconds,
      chunkFor90: granularity.chunk * chunk,
    },
  } as const;
  return { check, verdict: 'found', finding };
}

function cureOf({ unitSeconds, chunk: factor }: Granularity, chunk: number): string {
  const units = factor * chunk;
  return `For ${percent(TARGET_EFFICIENCY)}: make a unit at least ${duration(unitSeconds)} long, hand out ${units} units a message (--chunk ${units}), or let workers take units themselves (--dispatch self).`;
}

function handOutCost({ executor, record }: WorkerTrial) {
  const ns = record.measurement === null ? null : quantileNs(record.measurement.latency.transfer, UNDISTURBED);
  return ns === null || ns === 0 ? [] : [{ executor, seconds: ns / 1e9 }];
}

/** A unit of fewer steps than that is known worse than to 5 %. */
const LEAST_STEPS = 20;

/** A unit's time against what the clock can tell: its step, or the time of a reading where that is longer. */
export function checkClock({ clock, serviceSeconds }: TaskInspection): CheckResult {
  const grain = Math.max(clock.stepSeconds, clock.readingSeconds);
  const service = quantile([...serviceSeconds], 0.5);
  const figures = `the clock's step is ${duration(grain)}, a unit takes ${duration(service)}`;
  if (service >= grain * LEAST_STEPS) return { check: 'clock', verdict: 'passed', text: figures };
  const finding = {
    code: 'below-clock',
    severity: 'warning',
    text: `Units are too short to be timed: ${figures}.`,
    cure: `Do more in a unit, ${duration(grain * LEAST_STEPS)} at least: a loop over many inputs, say.`,
    evidence: { ...clock, serviceSeconds: service },
  } as const;
  return { check: 'clock', verdict: 'found', finding };
}

/** Units from which the spread is told. */
const LEAST_UNITS = 10;
/** The 90th percentile over the median, from which units are called uneven. */
const UNEVEN = 2;

/** Whether some units take much longer than others: idle tails and wide intervals come of it. */
export function checkSteadiness({ serviceSeconds, firstServiceSeconds }: TaskInspection): CheckResult {
  const check = 'steadiness';
  if (serviceSeconds.length < LEAST_UNITS) {
    return {
      check,
      verdict: 'unknown',
      text: `only ${serviceSeconds.length} units ran, too few to judge their spread`,
    };
  }
  const [p10, p50, p90] = [0.1, 0.5, 0.9].map((at) => quantile([...serviceSeconds], at)) as [number, number, number];
  const figures = `half of the units take up to ${duration(p50)}, nine in ten up to ${duration(p90)}, the very first ${duration(firstServiceSeconds)}`;
  if (p90 < p50 * UNEVEN) return { check, verdict: 'passed', text: figures };
  const finding = {
    code: 'unit-time-varies',
    severity: 'info',
    text: `Units take very different times: ${figures}.`,
    cure: 'Measure many units per trial, so that a long one at the end leaves few workers idle, and look at percentiles. If all units should be alike, close other programs.',
    evidence: { p10Seconds: p10, p50Seconds: p50, p90Seconds: p90, firstSeconds: firstServiceSeconds },
  } as const;
  return { check, verdict: 'found', finding };
}
