/** Whether a rate is shown to be kept, shown to be too much, or neither: over rounds, with intervals. */
import type { EncodedHistogram } from '../model/measurement.js';
import type { LatencyLimits, Limits } from '../model/study.js';
import { MIN_ROUNDS, signedMeanEstimate } from '../statistics/estimate.js';
import { bucketRange, countOf } from '../statistics/histogram.js';
import { short, wholePercent } from '../words/numbers.js';
import { failuresOf } from './exclusions.js';
import { clientsText } from './generator.js';
import { percentileSeconds } from './latency.js';
import { checkLimits, sojournsOf } from './limits.js';
import { KEEPS_UP, openLoopOf, shareBehind } from './open-loop.js';
import type { CellTrials } from './trials.js';

/** Of so many units none was seen to break a limit that 95 % of samples would have shown (Hanley 1983). */
const RULE_OF_THREE = 3;

/** What the rounds of a rate show; `why` says what is too much, null otherwise. */
export interface RateVerdict {
  readonly verdict: 'kept' | 'failed' | 'undecided';
  readonly why: string | null;
}

/** Judges a rate by the rounds that completed; under 5 of them by their figures alone, without an interval. */
export function judgeRate(group: CellTrials, limits: Limits): RateVerdict {
  const loop = openLoopOf(group);
  const { rounds, failed: lost } = failuresOf(group);
  // Whoever interrupts a trial says nothing of its rate.
  if (rounds === 0) return { verdict: 'undecided', why: null };
  if (loop === null) return { verdict: 'failed', why: 'no round completed' };
  if (lost > rounds / 2) return { verdict: 'failed', why: `it failed in ${lost} of ${rounds} rounds` };
  if (group.completed.length < MIN_ROUNDS) {
    const latencies = { ...limits, rssMb: null };
    const why = loop.overloaded ? 'it is overloaded' : checkLimits(group, latencies).broken;
    return { verdict: why === null ? 'kept' : 'failed', why };
  }
  const verdicts = [keepsUp(group), ...latencyVerdicts(group, limits), ...errorVerdicts(group, limits)];
  const isKept = verdicts.every(({ verdict }) => verdict === 'kept');
  const failed = verdicts.find(({ verdict }) => verdict === 'failed');
  if (failed !== undefined) return { ...failed, why: failed.why + clientsText(group) };
  return { verdict: isKept ? 'kept' : 'undecided', why: null };
}

/** Whether no more units failed than the limit allows; nothing where any failure ends a trial. */
function errorVerdicts(group: CellTrials, { errorRate }: Limits): readonly RateVerdict[] {
  if (errorRate === null) return [];
  const { broken } = checkLimits(group, { p50Ms: null, p99Ms: null, rssMb: null, errorRate });
  return [broken === null ? { verdict: 'kept', why: null } : { verdict: 'failed', why: broken }];
}

/** Whether answers fall behind arrivals; a queue that no longer grows because it drops them falls behind by those. */
function keepsUp({ completed }: CellTrials): RateVerdict {
  const shares = completed.flatMap(({ measurement: { openLoop } }) => {
    if (openLoop === null) return [];
    const { dropped, arrivals } = openLoop;
    return [dropped === 0 ? shareBehind(openLoop) : Math.max(shareBehind(openLoop), dropped / arrivals)];
  });
  const { value, low, high } = signedMeanEstimate(shares);
  if (value > KEEPS_UP && (low ?? 0) > 0) return { verdict: 'failed', why: 'it is overloaded' };
  return { verdict: (high ?? value) <= KEEPS_UP ? 'kept' : 'undecided', why: null };
}

function latencyVerdicts(group: CellTrials, limits: Limits): readonly RateVerdict[] {
  const whole = group.completed.map(({ measurement }) => measurement.latency.sojourn);
  return [
    ...limitVerdicts(whole, limits, ''),
    ...Object.entries(limits.labels ?? {}).flatMap(([label, limit]) =>
      limitVerdicts(sojournsOf(group, label), limit, ` of "${label}"`),
    ),
  ];
}

function limitVerdicts(
  rounds: readonly EncodedHistogram[],
  { p50Ms, p99Ms }: LatencyLimits,
  whose: string,
): readonly RateVerdict[] {
  const limits = [
    [0.5, p50Ms],
    [0.99, p99Ms],
  ] as const;
  return limits.flatMap(([quantile, limitMs]) =>
    limitMs === null ? [] : [limitVerdict(rounds, quantile, limitMs, whose)],
  );
}

/**
 * A percentile is within its limit when a share of at most 1 − q of the units exceeds it. That share's mean over rounds
 * is right even where the percentile of a short round is not, and its interval is judged. Its rounds are skewed (a
 * queue is long seldom), so being kept takes the interval of the rounds' own percentiles, too.
 */
function limitVerdict(
  rounds: readonly EncodedHistogram[],
  quantile: number,
  limitMs: number,
  whose: string,
): RateVerdict {
  const counts = rounds.map((round) => ({ units: countOf(round), over: countOver(round, limitMs) }));
  const units = counts.reduce((sum, round) => sum + round.units, 0);
  if (rounds.length < MIN_ROUNDS || units * (1 - quantile) < 1) return { verdict: 'undecided', why: null };
  const allowed = 1 - quantile;
  const { value, low, high } = interval(
    counts.filter((round) => round.units > 0).map((round) => round.over / round.units),
  );
  if (low > allowed) {
    const range = `95 %: ${percentText(low)} to ${percentText(high)}`;
    return {
      verdict: 'failed',
      why: `${percentText(value)} of units${whose} took over ${short(limitMs)} ms (${range})`,
    };
  }
  const over = counts.reduce((sum, round) => sum + round.over, 0);
  const isRare = Math.max(high, (over + RULE_OF_THREE) / units) <= allowed;
  return { verdict: isRare && percentilesAreWithin(rounds, quantile, limitMs) ? 'kept' : 'undecided', why: null };
}

function percentilesAreWithin(rounds: readonly EncodedHistogram[], quantile: number, limitMs: number): boolean {
  const seconds = rounds.map((round) => percentileSeconds(round, quantile)).filter((value) => value !== null);
  return seconds.length < MIN_ROUNDS || interval(seconds.map(Math.log)).high <= Math.log(limitMs / 1000);
}

/** The mean's interval; 5 rounds at least. */
function interval(values: readonly number[]) {
  const { value, low, high } = signedMeanEstimate(values);
  return { value, low: low ?? value, high: high ?? value };
}

function countOver({ buckets, counts }: EncodedHistogram, limitMs: number): number {
  return buckets.reduce((sum, bucket, i) => sum + (bucketRange(bucket).from > limitMs * 1e6 ? (counts[i] ?? 0) : 0), 0);
}

/** Shares near 1 % need a decimal that whole percents do not have. */
function percentText(share: number): string {
  return share < 0.095 ? `${short(Math.max(0, share) * 100)} %` : wholePercent(share);
}
