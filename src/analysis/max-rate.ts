/** The search for the highest rate that is sustained: what is known so far, and which rate to try next. */
import type { Cell, Limits, RateLoad } from '../model.js';
import { groupBy } from './grouping.js';
import { checkLimits } from './limits.js';
import { openLoopOf, unseenOverload } from './open-loop.js';
import { type CellTrials, rateOf, wayToServe } from './trials.js';

/** The search ends when the lowest rate that fails is at most that much above the highest that is sustained. */
const CLOSE_ENOUGH = 1.05;
/** Rates that a search may add for one way to serve: a range of 1 to 1000, halved and halved, needs 17. */
const MOST_STEPS = 20;
/** A schedule with fewer arrivals says nothing of a rate. */
const LEAST_ARRIVALS = 20;
const MOST_ARRIVALS = 5_000_000;

/** The highest rate that is sustained, and the lowest that is not, of one way to serve. */
export interface MaxRate {
  /** A cell of that way to serve, under any of the rates. */
  readonly cell: Cell;
  /** Arrivals a second; null when none was sustained. */
  readonly sustained: number | null;
  /** By what share of its arrivals answers may fall behind at the sustained rate all the same; null without one. */
  readonly unseenOverload: number | null;
  /** Null when all were sustained. */
  readonly failed: number | null;
  /** Why the failed rate is not sustained; null without one. */
  readonly why: string | null;
}

/** What is known of every way to serve: task, executor, workers, units in flight. */
export function maxRatesOf(groups: readonly CellTrials[], limits: Limits): readonly MaxRate[] {
  return chainsOf(groups).map((chain) => maxRate(chain, limits));
}

/** The rates to try next, each with a cell of its way to serve; none when every search has ended. */
export function nextRates(
  groups: readonly CellTrials[],
  limits: Limits,
): readonly { readonly cell: Cell; readonly load: RateLoad }[] {
  return chainsOf(groups).flatMap((chain) => {
    const { cell, ...known } = maxRate(chain, limits);
    const perSecond = chain.length > MOST_STEPS ? null : nextRate(known, chain);
    if (perSecond === null || cell.load.kind !== 'rate') return [];
    const load = { ...cell.load, perSecond };
    const arrivals = perSecond * load.durationSeconds;
    return arrivals < LEAST_ARRIVALS || arrivals > MOST_ARRIVALS ? [] : [{ cell, load }];
  });
}

/** The cells of each way to serve, by ascending rate. */
function chainsOf(groups: readonly CellTrials[]): readonly (readonly CellTrials[])[] {
  const rated = groups.filter(({ cell, records }) => cell.load.kind === 'rate' && records.length > 0);
  const chains = groupBy(rated, ({ cell }) => wayToServe(cell));
  return [...chains.values()].map((chain) => chain.toSorted((a, b) => rateOf(a.cell) - rateOf(b.cell)));
}

/** The lowest rate that fails bounds the search: what was sustained beyond it was luck. */
function maxRate(chain: readonly CellTrials[], limits: Limits): MaxRate {
  const { cell } = chain[0] as CellTrials;
  const failed = chain.find((group) => failureOf(group, limits) !== null) ?? null;
  const sustained = chain.slice(0, failed === null ? chain.length : chain.indexOf(failed)).at(-1) ?? null;
  return {
    cell,
    sustained: sustained === null ? null : rateOf(sustained.cell),
    unseenOverload: sustained === null ? null : unseenOverload(sustained),
    failed: failed === null ? null : rateOf(failed.cell),
    why: failed === null ? null : failureOf(failed, limits),
  };
}

/** Doubles or halves until there is a bracket, then goes to its middle, on a logarithmic scale. */
function nextRate({ sustained, failed }: Omit<MaxRate, 'cell'>, chain: readonly CellTrials[]): number | null {
  if (failed === null) return sustained === null ? null : rounded(sustained * 2);
  if (sustained === null) return rounded(failed / 2);
  if (failed / sustained <= CLOSE_ENOUGH) return null;
  const middle = rounded(Math.sqrt(sustained * failed));
  return chain.some(({ cell }) => rateOf(cell) === middle) ? null : middle;
}

/** Why a rate is not sustained; null when it is. */
function failureOf(group: CellTrials, limits: Limits): string | null {
  const loop = openLoopOf(group);
  if (loop === null) return 'no round completed';
  if (loop.overloaded) return 'it is overloaded';
  return checkLimits(group, { ...limits, rssMb: null, errorRate: null }).broken;
}

/** Three significant digits: finer than any search ends. */
function rounded(perSecond: number): number {
  return Number(perSecond.toPrecision(3));
}
