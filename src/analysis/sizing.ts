/** How many of which instance hold a rate, and what they cost. Pure: it chooses among what was measured. */
import type { Estimate, Limits, Recording, Sizing, SizingOption } from '../model.js';
import { mergeRuns } from './compare/recordings.js';
import { wrongResults } from './correctness.js';
import { meanEstimate } from './estimate.js';
import { percentilesOf } from './latency.js';
import { errorRate } from './limits.js';
import { openLoopOf } from './open-loop.js';
import { largestReading } from './readings.js';
import { type CellTrials, groupTrials } from './trials.js';
import { short } from './wording.js';

const BYTES_PER_MIB = 2 ** 20;
/** A rate that fits to within rounding needs no further instance. */
const ROUNDING = 1e-9;

/** What one instance costs. */
export interface Price {
  readonly perHour: number;
  readonly currency: string;
}

/** What is to be held. */
export interface SizingQuestion {
  /** Units a second. */
  readonly rate: number;
  readonly limits: Limits;
  /** Share of an instance's throughput that is kept free, 0 to 1. */
  readonly headroom: number;
}

/** Runs of one instance with its price. */
export interface PricedRuns {
  readonly instance: string;
  readonly price: Price;
  readonly runs: readonly Recording[];
}

/** Every measured way to hold the rate, the cheapest of each instance first. Prices are in one currency. */
export function sizeInstances(priced: readonly PricedRuns[], question: SizingQuestion): Sizing {
  const rows = priced.flatMap(measuredRows);
  const options = rows.filter(isBounded).map((row) => optionOf(row, question));
  const allowed = options.filter(({ excludedBy }) => excludedBy === null).toSorted(byCost);
  const best = allowed.filter(({ instance }, i) => allowed.findIndex((other) => other.instance === instance) === i);
  return {
    ...question,
    currency: priced[0]?.price.currency ?? '',
    best,
    options,
    assumptions: assumptionsOf(best[0], question),
    warnings: [
      ...simulated(priced),
      ...uncertain(best),
      ...unbounded(rows),
      ...atTheEdge(best, options),
      ...nowhere(priced, best),
    ],
  };
}

function byCost(a: SizingOption, b: SizingOption): number {
  return a.costPerHour.safe - b.costPerHour.safe || a.instances.safe - b.instances.safe || a.workers - b.workers;
}

/** A worker count of an instance with its throughput. */
interface MeasuredRow {
  readonly instance: string;
  readonly price: Price;
  readonly group: CellTrials;
  readonly throughput: Estimate;
  readonly isWrong: boolean;
}

function measuredRows({ instance, price, runs }: PricedRuns): readonly MeasuredRow[] {
  const groups = groupTrials(mergeRuns(runs).recording);
  const wrong = new Set(wrongResults(groups).map(({ cellId }) => cellId));
  return groups.flatMap((group) => {
    const throughput = meanEstimate(group.completed.map((trial) => trial.throughput));
    return throughput === null ? [] : [{ instance, price, group, throughput, isWrong: wrong.has(group.cell.id) }];
  });
}

/** An instance that may do nothing at all cannot be counted: no number of them would be safe. */
function isBounded({ throughput: { value, low } }: MeasuredRow): boolean {
  return (low ?? value) > 0;
}

function optionOf(
  { instance, price, group, throughput, isWrong }: MeasuredRow,
  question: SizingQuestion,
): SizingOption {
  const figures = figuresOf(group);
  const excludedBy = isWrong ? 'wrong result' : (overload(group) ?? brokenLimits(figures, question.limits));
  return { instance, ...placeOf(group), throughput, ...costs(throughput, price, question), ...figures, excludedBy };
}

/** What a row achieves under too many arrivals tells how long its queue grew, not what it holds. */
function overload(group: CellTrials): string | null {
  return openLoopOf(group)?.overloaded === true ? 'it does not keep up with the arrivals' : null;
}

function placeOf({ cell }: CellTrials): Pick<SizingOption, 'executor' | 'workers' | 'inFlight' | 'load'> {
  const { executor, workers, inFlight, load } = cell;
  return { executor, workers, inFlight, load };
}

/** Instances by the lower end of the throughput's interval (safe), by its value, and by its upper end. */
function costs({ value, low, high }: Estimate, price: Price, { rate, headroom }: SizingQuestion) {
  const count = (throughput: number) => Math.ceil(rate / (throughput * (1 - headroom)) - ROUNDING);
  const instances = { safe: count(low ?? value), expected: count(value), least: count(high ?? value) };
  const perHour = (instancesNeeded: number) => instancesNeeded * price.perHour;
  const costPerHour = {
    safe: perHour(instances.safe),
    expected: perHour(instances.expected),
    least: perHour(instances.least),
  };
  return {
    instances,
    costPerHour,
    costPerMillion: (costPerHour.safe / (rate * 3600)) * 1e6,
    ratePerInstance: rate / instances.safe,
    utilisation: rate / instances.safe / value,
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
  const checks = [
    ['p50', figures.p50Ms, limits.p50Ms, ' ms'],
    ['p99', figures.p99Ms, limits.p99Ms, ' ms'],
    ['memory', figures.rssMb, limits.rssMb, ' MiB'],
    ['error rate', figures.errorRate, limits.errorRate, ''],
  ] as const;
  const broken = checks.flatMap(([name, value, limit, unit]) => {
    if (limit === null) return [];
    if (value === null) return [`${name} was not measured`];
    return value > limit ? [`${name} up to ${short(value)}${unit} is above ${limit}${unit}`] : [];
  });
  return broken.join(', ') || null;
}

function assumptionsOf(best: SizingOption | undefined, { headroom }: SizingQuestion): readonly string[] {
  const percent = `${Number((headroom * 100).toPrecision(6))} %`;
  return [
    `An instance is trusted with the lower end of its throughput's 95 % interval, less ${percent} headroom.`,
    'Several instances do several times the work of one: what they share (a database, a queue, a network) is no bottleneck.',
    ...(best === undefined ? [] : [latencyAssumption(best)]),
    'Each instance runs nothing else, as when it was measured.',
  ];
}

function latencyAssumption({ load, ratePerInstance }: SizingOption): string {
  if (load.kind === 'rate')
    return `Units arrive as they did in the run, at ${short(load.perSecond)} a second or fewer an instance.`;
  return `Latencies are those of a closed loop, in which the next unit waits for the last. Real arrivals come in bursts and wait longer, which is what the headroom is for. Check one instance with an open loop of ${short(ratePerInstance)} arrivals a second (docs/loads.md).`;
}

function simulated(priced: readonly PricedRuns[]): readonly string[] {
  const laws = priced.filter(({ runs }) => runs.some(({ study }) => study.study.executors.includes('simulated')));
  if (laws.length === 0) return [];
  const names = laws.map(({ instance }) => instance).join(' and ');
  return [`SIMULATED: the figures of ${names} come from a planted law; nothing was measured`];
}

/** Options without an interval, and a runner-up whose cost may be the lower one. */
function uncertain(best: readonly SizingOption[]): readonly string[] {
  const few = best.filter(({ throughput }) => throughput.low === null).map(({ instance }) => instance);
  const [first, ...others] = best;
  const rivals = others.filter(({ costPerHour }) => first !== undefined && costPerHour.least < first.costPerHour.safe);
  return [
    ...(few.length === 0 ? [] : [`too few rounds for an interval on ${few.join(', ')}: its numbers are not safe`]),
    ...rivals.map(({ instance }) => `${instance} may be cheaper than ${first?.instance}: the intervals overlap`),
  ];
}

/** Rows whose rounds differ so much that the interval begins at nothing. */
function unbounded(rows: readonly MeasuredRow[]): readonly string[] {
  return rows
    .filter((row) => !isBounded(row))
    .map(
      ({ instance, group: { cell } }) =>
        `${instance}, ${cell.name}: left out, for the interval of its throughput begins at 0; measure more rounds, or on a quieter machine`,
    );
}

/** Where the best worker count is the largest that was measured, more might be better: it is not known. */
function atTheEdge(best: readonly SizingOption[], options: readonly SizingOption[]): readonly string[] {
  return best.flatMap(({ instance, executor, workers }) => {
    const measured = options.filter((other) => other.instance === instance && other.executor === executor);
    if (workers < Math.max(...measured.map((other) => other.workers))) return [];
    return [
      `${workers} workers are the most that were measured on ${instance}: more may need fewer instances, and nothing is extrapolated`,
    ];
  });
}

function nowhere(priced: readonly PricedRuns[], best: readonly SizingOption[]): readonly string[] {
  return priced
    .filter(({ instance }) => best.every((option) => option.instance !== instance))
    .map(({ instance }) => `no worker count on ${instance} keeps the limits`);
}
