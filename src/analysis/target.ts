/** The gap between what a study measured and the units a second that it wants. */
import type { Curve, Fit } from '../model/curve.js';
import type { Estimate } from '../model/estimate.js';
import type { CellReport } from '../model/row.js';
import type { Study } from '../model/study.js';
import type { TargetReport } from '../model/target.js';
import { counted } from '../words/counts.js';
import { rate, wholePercent } from '../words/numbers.js';
import { groupBy } from './grouping.js';
import { capacity, peakOf } from './law.js';

/** No law is asked about more workers than that. */
const MOST_WORKERS = 10_000;

/** For each task; none where no target is set. */
export function targetsOf(
  { targetPerSecond }: Pick<Study, 'targetPerSecond'>,
  cells: readonly CellReport[],
  curves: readonly Curve[],
): readonly TargetReport[] {
  if (targetPerSecond === undefined) return [];
  const closed = cells.filter(({ load }) => load.kind !== 'rate');
  return [...groupBy(closed, ({ task }) => task)].map(([task, rows]) => {
    const base = { task, perSecond: targetPerSecond };
    const allowed = rows.filter(({ throughput, limits }) => throughput !== null && limits?.kept !== false);
    const best = highest(allowed);
    const any = highest(rows);
    if (best === null || best.throughput === null) return { ...base, ...unknown(any, targetPerSecond) };
    return { ...base, ...against(best, best.throughput, any, curves, targetPerSecond) };
  });
}

function highest(cells: readonly CellReport[]): CellReport | null {
  const measured = cells.filter(({ throughput }) => throughput !== null);
  return measured.toSorted((a, b) => (b.throughput?.value ?? 0) - (a.throughput?.value ?? 0))[0] ?? null;
}

type Found = Omit<TargetReport, 'task' | 'perSecond'>;

function unknown(any: CellReport | null, target: number): Found {
  const why = any === null ? 'no row completed' : 'no row keeps the limits';
  return {
    ...{ row: null, throughput: null, gapPerSecond: null, verdict: 'unknown', lawPerSecond: null, lawWorkers: null },
    text: `The target is ${rate(target)}/s, and ${why}.`,
    cure: any === null ? 'See the findings for what went wrong.' : 'Measure fewer workers, or allow more.',
  };
}

function against(
  best: CellReport,
  throughput: Estimate,
  any: CellReport | null,
  curves: readonly Curve[],
  target: number,
): Found {
  const { name, way, workers, inFlight } = best;
  const gap = target - throughput.value;
  const verdict = verdictOf(throughput, target);
  const fit = curves.find((curve) => curve.way === way)?.fits.find(({ selected }) => selected) ?? null;
  const [lawPerSecond, lawWorkers] =
    verdict === 'reached' || gap <= 0 || fit === null ? [null, null] : [mostBy(fit), fewestFor(fit, target, workers)];
  const row = inFlight === 1 || name.includes(`_x${inFlight}`) ? name : `${name} with ${inFlight} in flight`;
  const size =
    gap > 0
      ? `${rate(gap)}/s less: ${wholePercent(gap / throughput.value)} more ${verdict === 'missed' ? 'is' : 'may be'} needed`
      : `${rate(-gap)}/s more`;
  const doubt =
    verdict !== 'undecided'
      ? ''
      : throughput.low === null
        ? ', from too few rounds to be sure'
        : ', which its interval does not decide';
  const faster =
    any !== null && any !== best && (any.throughput?.value ?? 0) >= target && gap > 0
      ? ` ${any.name} does ${rate(any.throughput?.value ?? null)}/s, and breaks a limit.`
      : '';
  return {
    row: { name, way, workers, inFlight },
    throughput,
    gapPerSecond: gap,
    verdict,
    lawPerSecond,
    lawWorkers,
    text: `The target is ${rate(target)}/s. ${row} does ${rate(throughput.value)}/s, ${size}${doubt}.${faster}${lawText(lawPerSecond, lawWorkers)}`,
    cure: cureOf(verdict, lawWorkers, lawPerSecond),
  };
}

function verdictOf({ low, high }: Estimate, target: number): TargetReport['verdict'] {
  if (low === null || high === null) return 'undecided';
  return low >= target ? 'reached' : high < target ? 'missed' : 'undecided';
}

/** Its highest throughput over all worker counts: at its peak, or what an Amdahl curve approaches. Null without bound. */
function mostBy({ lambda, sigma, kappa }: Fit): number | null {
  const shape = { sigma: sigma.value, kappa: kappa.value };
  const peak = peakOf(shape);
  if (peak !== null) return lambda.value * capacity(shape, peak);
  return shape.sigma > 0 ? lambda.value / shape.sigma : null;
}

/** Of more workers than were enough for less. */
function fewestFor({ lambda, sigma, kappa }: Fit, target: number, measured: number): number | null {
  const shape = { sigma: sigma.value, kappa: kappa.value };
  const last = Math.min(MOST_WORKERS, Math.ceil(peakOf(shape) ?? MOST_WORKERS));
  for (let workers = measured + 1; workers <= last; workers++)
    if (lambda.value * capacity(shape, workers) >= target) return workers;
  return null;
}

function lawText(most: number | null, workers: number | null): string {
  if (workers !== null) return ` By the fitted law ${counted(workers, 'worker')} would reach it.`;
  return most === null
    ? ''
    : ` By the fitted law no worker count does more than ${rate(most)}/s: more workers alone do not reach it.`;
}

function cureOf(verdict: TargetReport['verdict'], workers: number | null, most: number | null): string | null {
  if (verdict === 'reached') return null;
  if (verdict === 'undecided') return 'Measure more rounds to decide whether the target is reached.';
  if (workers !== null)
    return `Measure ${counted(workers, 'worker')}: a law says nothing certain beyond what was measured.`;
  return most === null
    ? 'Remove what limits it, the likeliest cause first, and measure again.'
    : 'Remove what limits it, the likeliest cause first, and measure again: more workers alone do not reach the target.';
}
