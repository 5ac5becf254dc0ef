/** What a sizing rests on, and what to be wary of. */
import type { Sizing, SizingOption } from '../../model/sizing.js';
import { isSimulated } from '../../seams/executor.js';
import { agreeing, counted } from '../../words/counts.js';
import { givenPercent, short, wholePercent } from '../../words/numbers.js';
import { unseenOverload } from '../open-loop.js';
import { variation } from '../queueing.js';
import { serversOf } from './capacity.js';
import { isBounded, type MeasuredRow, type PricedRuns } from './rows.js';

/** A rate that was held ought to be known to this share of its arrivals. */
const VAGUE = 0.05;
/** Squared coefficient of variation of service times beyond which predictions were seen to be further off. */
const WIDE = 1.5;

/** What a warning may look at. */
interface Seen {
  readonly priced: readonly PricedRuns[];
  readonly rows: readonly MeasuredRow[];
  readonly options: readonly SizingOption[];
  readonly best: readonly SizingOption[];
}

/** What an answer takes for granted, sentence by sentence. */
export function assumptionsOf(
  best: SizingOption | undefined,
  { headroom }: Pick<Sizing, 'headroom'>,
): readonly string[] {
  return [
    ...(best === undefined ? [] : [capacityAssumption(best, headroom)]),
    'Several instances do several times the work of one: what they share (a database, a queue, a network) is no bottleneck.',
    ...(best === undefined ? [] : [latencyAssumption(best)]),
    'Each instance runs nothing else, as when it was measured.',
  ];
}

function capacityAssumption({ load }: SizingOption, headroom: number): string {
  const free = givenPercent(headroom);
  return load.kind === 'rate'
    ? 'An instance is trusted with the rate that it was measured to hold; no headroom is kept free beyond it.'
    : `An instance is trusted with the lower end of its throughput's 95 % interval; ${free} of it are kept free, or more where a limit on latency demands it.`;
}

function latencyAssumption({ load, ratePerInstance }: SizingOption): string {
  if (load.kind === 'rate')
    return `Units arrive as they did in the run, at ${short(load.perSecond)} per second or fewer per instance.`;
  return `Latencies are predicted for random (Poisson) arrivals, not measured: the run was a closed loop, in which no unit waits for another client's. The prediction is within 10 % of a simulated queue, and within 35 % where a few units take very long (docs/sizing.md). Check one instance with an open loop of ${short(ratePerInstance)} arrivals per second (docs/loads.md).`;
}

/** Everything that may make an answer wrong. */
export function warningsOf({ priced, rows, options, best }: Seen): readonly string[] {
  return [
    ...simulated(priced),
    ...uncertain(best),
    ...unbounded(rows),
    ...atTheEdge(best, options),
    ...vague(best, rows),
    ...nowhere(priced, best),
  ];
}

function simulated(priced: readonly PricedRuns[]): readonly string[] {
  const laws = priced.filter(({ runs }) => runs.some(({ study }) => isSimulated(study.study)));
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
        `${instance}, ${cell.name}: left out, because the interval of its throughput begins at 0; measure more rounds, or on a quieter machine`,
    );
}

/** Where the best is the largest that was measured, more might be better: it is not known. */
function atTheEdge(best: readonly SizingOption[], options: readonly SizingOption[]): readonly string[] {
  return best.flatMap((option) => {
    const { instance, executor, workers } = option;
    const isAlike = (other: SizingOption) => workers === 0 || other.executor === executor;
    const alike = options.filter((other) => other.instance === instance && isAlike(other));
    return [
      ...(workers < Math.max(...alike.map((other) => other.workers))
        ? []
        : [`${mostMeasured(workers)} on ${instance}: more may need fewer instances, and nothing is extrapolated`]),
      ...highestOffered(option, alike),
    ];
  });
}

function mostMeasured(workers: number): string {
  if (workers === 0) return 'no workers were measured';
  return `${counted(workers, 'worker')} ${agreeing(workers, 'is', 'are')} the most measured`;
}

/** No higher rate was too much for it. */
function highestOffered(
  { instance, workers, inFlight, load, failedPerSecond }: SizingOption,
  alike: readonly SizingOption[],
): readonly string[] {
  if (load.kind !== 'rate') return [];
  const isHigher = (other: SizingOption) =>
    other.workers === workers &&
    other.inFlight === inFlight &&
    other.load.kind === 'rate' &&
    other.load.perSecond > load.perSecond;
  if (failedPerSecond !== null || alike.some(isHigher)) return [];
  return [
    `${instance} was offered no more than ${short(load.perSecond)} units per second: it may hold more ("find_max_rate": true measures how many)`,
  ];
}

/** Held rates whose few arrivals would hide an overload, and predictions from times that vary widely. */
function vague(best: readonly SizingOption[], rows: readonly MeasuredRow[]): readonly string[] {
  return best.flatMap((option) => {
    const row = rows.find(({ instance, group: { cell } }) => instance === option.instance && isRowOf(cell, option));
    if (row === undefined) return [];
    return option.load.kind === 'rate' ? vagueRate(row, option.load.perSecond) : vaguePrediction(row);
  });
}

function isRowOf(cell: MeasuredRow['group']['cell'], { way, workers }: SizingOption): boolean {
  return cell.way.id === way && cell.workers === workers;
}

function vagueRate({ instance, group }: MeasuredRow, perSecond: number): readonly string[] {
  const unseen = unseenOverload(group);
  if (unseen <= VAGUE) return [];
  return [
    `${instance}: the few arrivals at ${short(perSecond)} per second would hide that answers fall behind by ${wholePercent(unseen)}; offer the rate for longer, or measure more rounds`,
  ];
}

function vaguePrediction(row: MeasuredRow): readonly string[] {
  const squared = variation(serversOf(row));
  if (squared <= WIDE) return [];
  return [
    `${row.instance}: its service times vary widely (squared coefficient of variation ${short(squared)}), so the predicted p99 may be off by a third; measure it with an open loop`,
  ];
}

function nowhere(priced: readonly PricedRuns[], best: readonly SizingOption[]): readonly string[] {
  return priced
    .filter(({ instance }) => best.every((option) => option.instance !== instance))
    .map(({ instance }) => `no worker count on ${instance} keeps the limits`);
}
