/** The highest rates of one way to serve over its worker counts: a curve, its laws, and the fewest workers that do. */
import type { CapacityCurve, CapacityPoint, MaxRateReport } from '../model/capacity.js';
import type { Estimate } from '../model/estimate.js';
import type { Way } from '../model/plan.js';
import type { Limits, Study } from '../model/study.js';
import { measuresService } from '../seams/subject.js';
import { counted, workersText } from '../words/counts.js';
import { plain } from '../words/numbers.js';
import { capitalised } from '../words/sentences.js';
import { GOOD_ENOUGH } from './duels.js';
import { fitCurve, MIN_WORKER_COUNTS } from './fits.js';
import { wayFields } from './ways.js';

/** One worker count's rate with its way. */
export interface RateOfWay {
  readonly way: Way;
  readonly rate: MaxRateReport;
}

/** The curve of ways that differ in their rates alone. */
export function capacityCurve(those: readonly [RateOfWay, ...RateOfWay[]], study: Study): CapacityCurve {
  const rates = those.map(({ rate }) => rate).toSorted((a, b) => a.workers - b.workers);
  const one = rates.find(({ workers }) => workers === 1);
  const points = rates.map((rate) => pointOf(rate, one));
  const held = points.filter((point): point is HeldPoint => point.capacity !== null);
  const best = fewest(held);
  const { way: _, load: __, ...fields } = wayFields(those[0].way);
  return {
    ...fields,
    points,
    ...fitsOf(held),
    workers: best?.workers ?? null,
    ...(best === null ? NOTHING_HELD : told(best, rates, study)),
  };
}

const NOTHING_HELD = {
  headline: 'No rate that was offered is shown to be sustained',
  reason: 'No worker count is shown to sustain a rate that was offered.',
  // Each count's own rates say what to do.
  cure: null,
} as const;

/** A worker count that holds a rate. */
type HeldPoint = CapacityPoint & { readonly sustainedPerSecond: number; readonly capacity: Estimate };

function pointOf(rate: MaxRateReport, one: MaxRateReport | undefined): CapacityPoint {
  const { workers, sustainedPerSecond, failedPerSecond, why, isGeneratorBound, sustainedWay } = rate;
  const capacity = capacityOf(rate);
  const ofOne = one === undefined ? null : capacityOf(one);
  return {
    ...{ workers, sustainedPerSecond, failedPerSecond, why, isGeneratorBound, sustainedWay, capacity },
    vsOneWorker: capacity === null || ofOne === null ? null : overOne(capacity, ofOne, rate === one),
  };
}

/** What was too much for its clients says nothing of the workers. */
function capacityOf({ sustainedPerSecond: low, failedPerSecond, isGeneratorBound }: MaxRateReport): Estimate | null {
  if (low === null) return null;
  if (failedPerSecond === null || isGeneratorBound) return { value: low, low: null, high: null };
  return { value: Math.sqrt(low * failedPerSecond), low, high: failedPerSecond };
}

function overOne(own: Estimate, one: Estimate, isOne: boolean): Estimate {
  if (isOne) return { value: 1, low: null, high: null };
  const value = own.value / one.value;
  if (own.low === null || own.high === null || one.low === null || one.high === null)
    return { value, low: null, high: null };
  return { value, low: own.low / one.high, high: own.high / one.low };
}

/** The fewest workers that no other count is shown to surpass by more than 5 %: the burden of proof lies on the larger count. */
function fewest(points: readonly HeldPoint[]): HeldPoint | null {
  const surpasses = (other: HeldPoint, { capacity }: HeldPoint) =>
    other.sustainedPerSecond * GOOD_ENOUGH >= (capacity.high ?? capacity.value);
  return points.find((point) => !points.some((other) => other !== point && surpasses(other, point))) ?? null;
}

/** One point a worker count is a single sweep: the laws come without intervals. */
function fitsOf(points: readonly HeldPoint[]): Pick<CapacityCurve, 'fits' | 'fitNote'> {
  const usable = points.filter(({ workers, capacity }) => workers > 0 && capacity.high !== null);
  if (usable.length < MIN_WORKER_COUNTS) {
    const fitNote = `no fit: ${counted(usable.length, 'usable worker count')}, and a fit needs ${MIN_WORKER_COUNTS}`;
    return { fits: [], fitNote };
  }
  const { fits, contradiction } = fitCurve(
    usable.map(({ workers, capacity: { value } }) => ({ workers, round: 0, throughput: value })),
  );
  return { fits, fitNote: contradiction === null ? null : `no fit is selected: ${contradiction.reason}` };
}

function told(
  best: HeldPoint,
  rates: readonly MaxRateReport[],
  study: Study,
): Pick<CapacityCurve, 'headline' | 'reason' | 'cure'> {
  const { workers, sustainedPerSecond, isGeneratorBound } = best;
  const isSound = rates.find((rate) => rate.workers === workers)?.isSound === true;
  const holds = isSound ? 'hold' : 'may hold';
  const they = workers > 1 ? `they ${holds}` : `it ${isSound ? 'holds' : holds}`;
  const use = workers === 0 ? 'Stay sequential' : `Use ${workersText(workers)}`;
  const noun = measuresService(study) ? 'requests' : 'tasks';
  const headline = `${use}: ${they} ${plain(sustainedPerSecond)} ${noun} a second${limitsClause(study.limits)}`;
  const less = rates.findLast((rate) => rate.workers < workers);
  const isLargest = workers === rates.at(-1)?.workers;
  const reasons = [
    ...(rates.length > 1 ? ['No other count is shown to hold over 5 % more.'] : []),
    ...(less === undefined ? [] : [lessText(less)]),
    ...(isGeneratorBound ? ['Its clients were the limit beyond that, so it may hold more.'] : []),
  ];
  const cure = isGeneratorBound
    ? 'Leave the clients a CPU of their own, or let the task do less for each request.'
    : isLargest && workers > 0 && best.failedPerSecond !== null
      ? 'More workers may hold more: measure them, too.'
      : null;
  return { headline, reason: reasons.join(' '), cure };
}

/** "1 worker holds 240 and not 255." */
function lessText({ workers, failedPerSecond, sustainedPerSecond }: MaxRateReport): string {
  const who = workers === 0 ? 'One thread' : capitalised(workersText(workers));
  const verb = workers > 1 ? 'hold' : 'holds';
  if (sustainedPerSecond === null)
    return `${who} ${workers > 1 ? 'are' : 'is'} not shown to hold any rate that was offered.`;
  const failed = failedPerSecond === null ? '' : ` and not ${plain(failedPerSecond)}`;
  return `${who} ${verb} ${plain(sustainedPerSecond)}${failed}.`;
}

/** ` at p50 ≤ 5 ms and p99 ≤ 50 ms`; empty without such limits. */
export function limitsClause({ p50Ms, p99Ms }: Pick<Limits, 'p50Ms' | 'p99Ms'>): string {
  const kept = [...(p50Ms === null ? [] : [`p50 ≤ ${p50Ms} ms`]), ...(p99Ms === null ? [] : [`p99 ≤ ${p99Ms} ms`])];
  return kept.length === 0 ? '' : ` at ${kept.join(' and ')}`;
}
