/** How many of which instance hold a rate, and what they cost. Pure: it chooses among what was measured. */

import type { Estimate } from '../model/estimate.js';
import type { Sizing, SizingOption } from '../model/sizing.js';
import type { Limits } from '../model/study.js';
import { boundText, LIMITED, limitName, measuredText } from '../words/limits.js';
import { percentilesOf } from './latency.js';
import { errorRate } from './limits.js';
import { openLoopOf } from './open-loop.js';
import { largestReading } from './readings.js';
import { type Capacity, capacityOf, predictionAt } from './sizing/capacity.js';
import { assumptionsOf, warningsOf } from './sizing/notes.js';
import { isBounded, type MeasuredRow, measuredRows, type Price, type PricedRuns } from './sizing/rows.js';
import { comparedShapes } from './sizing/shapes.js';
import type { CellTrials } from './trials.js';
import { wayFields } from './ways.js';

const BYTES_PER_MIB = 2 ** 20;
/** A rate that fits to within rounding needs no further instance. */
const ROUNDING = 1e-9;

/** What is to be held. */
export interface SizingQuestion {
  /** Units per second. */
  readonly rate: number;
  readonly limits: Limits;
  /** Share of an instance's throughput that is kept free, 0 to 1. */
  readonly headroom: number;
}

/** Every measured way to hold the rate, the cheapest of each instance first. Prices are in one currency. */
export function sizeInstances(priced: readonly PricedRuns[], question: SizingQuestion): Sizing {
  const rows = priced.flatMap((each) => measuredRows(each, question.limits));
  const options = rows.filter(isBounded).map((row) => optionOf(row, question));
  const allowed = options.filter(({ excludedBy }) => excludedBy === null).toSorted(byCost);
  const best = allowed.filter(({ instance }, i) => allowed.findIndex((other) => other.instance === instance) === i);
  return {
    ...question,
    currency: priced[0]?.price.currency ?? '',
    best,
    options,
    shapes: comparedShapes(rows),
    assumptions: [...assumptionsOf(best[0], question), ...priced.flatMap(({ price }) => price.assumed ?? [])],
    warnings: warningsOf({ priced, rows, options, best }),
  };
}

function byCost(a: SizingOption, b: SizingOption): number {
  return a.costPerHour.safe - b.costPerHour.safe || a.instances.safe - b.instances.safe || a.workers - b.workers;
}

function optionOf(row: MeasuredRow, question: SizingQuestion): SizingOption {
  const { instance, price, group, throughput } = row;
  const figures = figuresOf(group);
  const capacity = capacityOf(row, question);
  const { workers, way } = group.cell;
  const counted = costs(throughput, capacity, price, question);
  // A search judged its rates by these limits over its rounds.
  const limits = row.band === null ? question.limits : { ...question.limits, p50Ms: null, p99Ms: null };
  return {
    ...{ instance, ...wayFields(way), workers, isService: group.isService, throughput },
    capacity: capacity.perSecond.safe,
    failedPerSecond: row.band?.failedPerSecond ?? null,
    boundBy: capacity.boundBy,
    utilisationLimit: capacity.utilisationLimit,
    ...counted,
    ...figures,
    predicted: predictionAt(row, counted.ratePerInstance, figures),
    excludedBy: row.isWrong ? 'wrong result' : (overload(group) ?? brokenLimits(figures, limits) ?? capacity.broken),
  };
}

/** What a row achieves under too many arrivals tells how long its queue grew, not what it holds. */
function overload(group: CellTrials): string | null {
  return openLoopOf(group)?.overloaded === true ? 'it does not keep up with the arrivals' : null;
}

/** Instances by what one is trusted with, by what is expected of it, and by the most that it may do. */
function costs({ value }: Estimate, capacity: Capacity, price: Price, { rate }: SizingQuestion) {
  const count = (perSecond: number) => Math.ceil(rate / perSecond - ROUNDING);
  const { safe, expected, least } = capacity.perSecond;
  const instances = { safe: count(safe), expected: count(expected), least: count(least) };
  const perHour = (instancesNeeded: number) => instancesNeeded * price.perHour;
  const costPerHour = {
    safe: perHour(instances.safe),
    expected: perHour(instances.expected),
    least: perHour(instances.least),
  };
  const ratePerInstance = rate / instances.safe;
  return {
    instances,
    costPerHour,
    costPerMillion: (costPerHour.safe / (rate * 3600)) * 1e6,
    ratePerInstance,
    utilisation: ratePerInstance / (capacity.utilisationLimit === null ? safe : value),
  };
}

/** Upper ends of the percentiles' intervals, peak memory and failed units. */
function figuresOf(group: CellTrials): Pick<SizingOption, 'p50Ms' | 'p99Ms' | 'rssMb' | 'errorRate'> {
  const { p50, p99, intervals } = percentilesOf(group.completed.map(({ measurement }) => measurement.latency.sojourn));
  const rssBytes = largestReading(group, 'memory', 'rssPeakBytes');
  return {
    p50Ms: intervals?.p50?.high ?? p50,
    p99Ms: intervals?.p99?.high ?? p99,
    rssMb: rssBytes === null ? null : rssBytes / BYTES_PER_MIB,
    errorRate: errorRate(group),
  };
}

/** A limit on what was not measured excludes, too: it cannot be promised. */
function brokenLimits(figures: ReturnType<typeof figuresOf>, limits: Limits): string | null {
  const broken = LIMITED.flatMap((figure) => {
    const [value, limit] = [figures[figure], limits[figure]];
    if (limit === null) return [];
    if (value === null) return [`${limitName(figure)} was not measured`];
    return value > limit
      ? [`${limitName(figure)} up to ${measuredText(figure, value)} is above ${boundText(figure, limit)}`]
      : [];
  });
  return broken.join(', ') || null;
}
