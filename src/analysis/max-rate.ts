/**
 * The search for the highest rate that is sustained: what is known so far, and which rate to try next. What rounds show
 * is kept, too much, or neither; the band between the two is the answer, and holds the truth in about 95 % of searches
 * (docs/internals/method.md).
 */

import type { RateLoad } from '../model/load.js';
import type { Cell } from '../model/plan.js';
import type { Study } from '../model/study.js';
import { MIN_ROUNDS } from '../statistics/estimate.js';
import { unseenOverload } from './open-loop.js';
import { judgeRate, type RateVerdict } from './rate-verdict.js';
import { type CellTrials, cellsToServe, rateOf } from './trials.js';

/** The search ends when no gap beside the undecided rates is wider than that. */
const CLOSE_ENOUGH = 1.05;
/** Times that each rate is tried in all its rounds before its verdict stands: chance alone fails some. */
const TRIES = 2;
/** Tries that a search may take for one way to serve: 1 to 1000, halved and halved, and both ends again, needs 25. */
const MOST_TRIES = 30;
/** A schedule with fewer arrivals says nothing of a rate. */
const LEAST_ARRIVALS = 20;
const MOST_ARRIVALS = 5_000_000;

/** The band in which the highest rate of one way to serve lies. */
export interface MaxRate {
  /** A cell of that way to serve, under any of the rates. */
  readonly cell: Cell;
  /** The trials at the sustained and at the failed rate; null without one. */
  readonly groups: { readonly sustained: CellTrials | null; readonly failed: CellTrials | null };
  /** The highest rate that is kept, with none below it that is too much; null when there is none. */
  readonly sustained: number | null;
  /** By what share of its arrivals answers may fall behind at the sustained rate all the same; null without one. */
  readonly unseenOverload: number | null;
  /** The lowest rate that is too much, with none above it that is kept; null when there is none. */
  readonly failed: number | null;
  /** Why the failed rate is not sustained; null without one. */
  readonly why: string | null;
  /** Rates between the two, of which neither is shown; ascending. */
  readonly undecided: readonly number[];
  /** Whether both ends rest on enough rounds for an interval. */
  readonly isInterval: boolean;
}

/** The limits that a rate is to keep, and the rounds in which it is tried. */
type Searched = Pick<Study, 'limits' | 'rounds'>;

/** What is known of every way to serve: task, executor, workers, units in flight. */
export function maxRatesOf(groups: readonly CellTrials[], study: Searched): readonly MaxRate[] {
  return chainsOf(groups).map((chain) => maxRate(bandOf(chain, study)));
}

/** The next rates to try, each with a cell of its way to serve and its first round; none when every search has ended. */
export function nextRates(
  groups: readonly CellTrials[],
  study: Searched,
): readonly { readonly cell: Cell; readonly load: RateLoad; readonly firstRound: number }[] {
  return chainsOf(groups).flatMap((chain) => {
    const triesOf = (group: CellTrials | undefined) => Math.ceil(roundsBegun(group) / study.rounds);
    const tries = chain.reduce((sum, group) => sum + triesOf(group), 0);
    const perSecond = tries >= MOST_TRIES ? null : nextRate(bandOf(chain, study), triesOf);
    const [{ cell }] = chain;
    if (perSecond === null || cell.way.load.kind !== 'rate') return [];
    const load = { ...cell.way.load, perSecond };
    const arrivals = perSecond * load.durationSeconds;
    const before = chain.find((group) => rateOf(group.cell) === perSecond);
    if (arrivals < LEAST_ARRIVALS || arrivals > MOST_ARRIVALS) return [];
    return [{ cell: before?.cell ?? cell, load, firstRound: triesOf(before) * study.rounds }];
  });
}

/** Rounds of a cell that began, the first of which is 0. */
export function roundsBegun(group: CellTrials | undefined): number {
  return 1 + Math.max(-1, ...(group?.records ?? []).map(({ round }) => round));
}

type Chain = readonly [CellTrials, ...CellTrials[]];

/** The cells of each way to serve, by ascending rate. */
function chainsOf(groups: readonly CellTrials[]): readonly Chain[] {
  const rated = groups.filter(({ cell, records }) => cell.way.load.kind === 'rate' && records.length > 0);
  return cellsToServe(rated, ({ cell }) => cell).map(
    (chain) => chain.toSorted((a, b) => rateOf(a.cell) - rateOf(b.cell)) as never,
  );
}

/** A rate that was tried. */
interface Tried extends RateVerdict {
  readonly group: CellTrials;
  readonly perSecond: number;
}

/** What the tried rates leave open: the ends, and what was tried between them. */
interface Band {
  readonly tried: readonly [Tried, ...Tried[]];
  readonly low: Tried | null;
  readonly high: Tried | null;
  readonly between: readonly Tried[];
}

/** Verdicts that contradict each other, too much below and kept above, leave open what lies between them. */
function bandOf(chain: Chain, study: Searched): Band {
  const tried = chain.map((group) => ({ group, perSecond: rateOf(group.cell), ...verdictOf(group, study) }));
  const firstFailed = tried.findIndex(({ verdict }) => verdict === 'failed');
  const lastKept = tried.findLastIndex(({ verdict }) => verdict === 'kept');
  const below = firstFailed < 0 ? tried : tried.slice(0, firstFailed);
  const low = below.findLast(({ verdict }) => verdict === 'kept') ?? null;
  const high = tried.slice(lastKept + 1).find(({ verdict }) => verdict === 'failed') ?? null;
  const [from, to] = [low?.perSecond ?? 0, high?.perSecond ?? Number.POSITIVE_INFINITY];
  const between = tried.filter(({ perSecond }) => perSecond > from && perSecond < to);
  return { tried: tried as never, low, high, between };
}

/** By all rounds, unless the last try alone shows the opposite: then one of the two had luck, or a neighbour. */
function verdictOf(group: CellTrials, { limits, rounds }: Searched): RateVerdict {
  const all = judgeRate(group, limits);
  const last = roundsBegun(group) - rounds;
  if (last <= 0) return all;
  const again = judgeRate({ ...group, completed: group.completed.filter(({ round }) => round >= last) }, limits);
  const opposite = { kept: 'failed', failed: 'kept', undecided: null }[all.verdict];
  return again.verdict === opposite ? { verdict: 'undecided', why: null } : all;
}

function maxRate({ tried, low, high, between }: Band): MaxRate {
  const ends = [low, high].filter((end) => end !== null);
  return {
    cell: tried[0].group.cell,
    groups: { sustained: low?.group ?? null, failed: high?.group ?? null },
    sustained: low?.perSecond ?? null,
    unseenOverload: low === null ? null : unseenOverload(low.group),
    failed: high?.perSecond ?? null,
    why: high?.why ?? null,
    undecided: between.map(({ perSecond }) => perSecond),
    isInterval: ends.every(({ group }) => group.completed.length >= MIN_ROUNDS),
  };
}

/**
 * Doubles or halves until the band has two ends, then narrows the gaps beside what is undecided, each at its middle on
 * a logarithmic scale. What is undecided is tried again at once, the two ends at last; null when there is nothing left.
 */
function nextRate({ tried, low, high, between }: Band, triesOf: (group: CellTrials) => number): number | null {
  const isOpen = ({ group }: Tried) => triesOf(group) < TRIES;
  const again = between.find(isOpen);
  if (again !== undefined) return again.perSecond;
  const [lowest, highest] = [tried[0], tried.at(-1) as Tried];
  if (high === null) return rounded(highest.perSecond * 2);
  if (low === null) return rounded(lowest.perSecond / 2);
  const gaps = [
    [low, between[0] ?? high],
    [between.at(-1) ?? low, high],
  ] as const;
  const middles = gaps
    .filter(([from, to]) => to.perSecond / from.perSecond > CLOSE_ENOUGH)
    .map(([from, to]) => rounded(Math.sqrt(from.perSecond * to.perSecond)));
  const untried = middles.find((middle) => tried.every(({ perSecond }) => perSecond !== middle));
  return untried ?? [high, low].find(isOpen)?.perSecond ?? null;
}

/** Three significant digits: finer than any search ends. */
function rounded(perSecond: number): number {
  return Number(perSecond.toPrecision(3));
}
