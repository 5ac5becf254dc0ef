/** Findings on when units start: windows that hold too few, rates that cannot be kept, and what a closed loop hides. */
import { mean } from 'simple-statistics';
import type { Advice } from '../../model/advice.js';
import type { Finding } from '../../model/finding.js';
import type { Cell } from '../../model/plan.js';
import { runsCommand } from '../../seams/subject.js';
import { counted } from '../../words/counts.js';
import { short, wholePercent } from '../../words/numbers.js';
import { capitalised } from '../../words/sentences.js';
import { groupBy } from '../grouping.js';
import { isSearch } from '../highest-rates.js';
import { isOpenLoop, unitsCounted } from '../loads.js';
import { KEEPS_UP, openLoopOf } from '../open-loop.js';
import type { CellTrials } from '../trials.js';
import { groupAlike, rowWay } from '../ways.js';
import type { FindingContext } from './context.js';
import { adviceOn, eitherOf, fewerWorkers, moreWorkers } from './cures.js';

/** Under that many units there is no 95th percentile. */
const FEW_UNITS = 20;
/** Share of arrivals for which the dispatcher itself may be late without a word. */
const LATE_SHARE = 0.01;

/** Too few units in a window, closed loops where latency matters, overload, a late dispatcher, the highest rate. */
export function loadFindings(context: FindingContext): readonly Finding[] {
  const { groups, recording } = context;
  return [
    ...[...groupBy(groups, ({ cell }) => cell.way.task.name).values()].flatMap(tooFewInWindow),
    ...closedLoop(context),
    ...(isSearch(recording)
      ? []
      : groupAlike(groups, rowWay, 'executor', 'inFlight', 'order').flatMap((those) =>
          overloaded(those, context.advice),
        )),
    ...lateDispatcher(context),
    ...maxRateFindings(context),
  ];
}

/** One finding for each task: it names the row with the fewest. */
function tooFewInWindow(groups: readonly CellTrials[]): readonly Finding[] {
  const few = groups.map((group) => ({ group, units: unitsInWindows(group) })).filter(({ units }) => hasTooFew(units));
  const [fewest] = few.toSorted((a, b) => Math.max(...a.units) - Math.max(...b.units));
  if (fewest === undefined) return [];
  const { units } = fewest;
  const { name, workers, way } = fewest.group.cell;
  const { task, executor, inFlight, load } = way;
  if (load.kind !== 'window') return [];
  const [most, empty] = [Math.max(...units), units.filter((count) => count === 0).length];
  const without =
    empty === 0 ? '' : `, and none in ${empty} of ${counted(units.length, 'trial')}, which give no figure`;
  const others = few.length === 1 ? '' : ` ${few.length} rows have under ${FEW_UNITS}.`;
  return [
    {
      code: 'too-few-in-window',
      severity: 'warning',
      likelihood: 'likely',
      text: `Too few units in the window: at most ${most} of ${name} ended in its ${load.windowSeconds} s${without}.${others} Percentiles that so few cannot support are left out.`,
      cure: 'Measure a longer window ("load": {"kind": "window", "duration": …}), or shorter units.',
      task: task.name,
      executor: few.length === 1 ? executor : null,
      evidence: { workers, inFlight, mostUnits: most, trials: units.length, empty, rows: few.length },
    },
  ];
}

function hasTooFew(units: readonly number[]): boolean {
  return units.length > 0 && Math.max(...units) < FEW_UNITS;
}

/** Units that ended in the window of each completed trial; none without a window. */
function unitsInWindows({ cell, records }: CellTrials): readonly number[] {
  if (cell.way.load.kind !== 'window') return [];
  return records.flatMap(({ outcome, measurement }) =>
    outcome === 'completed' && measurement !== null ? [unitsCounted(measurement)] : [],
  );
}

/** Told only where latencies decide: a limit is set on one. */
function closedLoop({ groups, recording }: FindingContext): readonly Finding[] {
  const { p50Ms, p99Ms, labels } = recording.study.study.limits;
  // Whoever runs a command waits for it: there are no arrivals.
  if (runsCommand(recording.study.study)) return [];
  if ((p50Ms === null && p99Ms === null && labels === undefined) || !groups.some(({ cell }) => !isOpenLoop(cell.way)))
    return [];
  return [
    {
      code: 'closed-loop',
      severity: 'info',
      likelihood: 'likely',
      text: 'The limit on latency was checked in a closed loop: a unit is sent when its predecessor is done, so a stall delays only the few units in flight, not those that would have arrived meanwhile (coordinated omission).',
      cure: 'If requests arrive on their own, offer a rate: "load": {"kind": "rate", "per_second": …, "duration": …}.',
      task: null,
      executor: null,
      evidence: { p50Ms, p99Ms },
    },
  ];
}

/** One finding for each task and rate: which cells do not keep up, and how far they get. */
function overloaded(groups: readonly CellTrials[], advice: readonly Advice[]): readonly Finding[] {
  const cells = groups.flatMap((group) => {
    const loop = openLoopOf(group);
    return loop?.overloaded === true ? [{ group, loop }] : [];
  });
  const [first] = cells;
  if (first === undefined) return [];
  const achieved = ({ group: { completed } }: typeof first) => mean(completed.map(({ throughput }) => throughput));
  const dropped = cells.reduce((sum, { loop }) => sum + loop.dropped, 0);
  const worst = Math.max(...cells.map(({ loop }) => loop.fallingBehind.value));
  const droppedShare = Math.max(...cells.map(({ loop }) => loop.dropped / loop.arrivals));
  const listed = cells.map((cell) => `${cell.group.cell.name} (${short(achieved(cell))}/s)`).join(', ');
  return [
    {
      code: 'overloaded',
      severity: 'warning',
      likelihood: 'likely',
      text: `Overloaded: ${short(first.loop.offeredPerSecond)} arrivals per second are too many for ${listed}. ${symptoms(worst, dropped, droppedShare)}; the latencies of these rows only reflect how long the schedule was.`,
      cure: overloadCure(
        cells.map(({ group }) => group.cell),
        advice,
      ),
      task: first.group.cell.way.task.name,
      executor: null,
      evidence: {
        offeredPerSecond: first.loop.offeredPerSecond,
        mostAchievedPerSecond: Math.max(...cells.map(achieved)),
        cells: cells.length,
        fallingBehind: worst,
        dropped,
        droppedShare,
      },
    },
  ];
}

/** The advice names the fewest workers that keep up, if any do. */
function overloadCure(cells: readonly Cell[], advice: readonly Advice[]): string | null {
  const kept = cells.map((cell) => moreWorkers(adviceOn({ way: cell.way.id }, advice), cell.workers));
  const named = kept.find((way) => way !== null) ?? null;
  const more = named === null ? 'measure more workers or more in flight' : null;
  return eitherOf(named, more, 'offer less ("find_max_rate": true searches for the highest rate that is kept)');
}

/** Drops alone may show an overload: the queue stops growing where they begin. */
function symptoms(behind: number, dropped: number, droppedShare: number): string {
  const fallen = behind > KEEPS_UP ? [`answers fall behind by up to ${wholePercent(behind)} of the arrivals`] : [];
  const lost =
    dropped > 0 ? [`${counted(dropped, 'unit')} were never started (up to ${wholePercent(droppedShare)})`] : [];
  return capitalised([...fallen, ...lost].join(', and '));
}

/** The dispatcher's own lateness is part of the latencies, and no fault of the workers. */
function lateDispatcher({ groups, advice }: FindingContext): readonly Finding[] {
  const shares = groups.flatMap((group) => {
    const loop = openLoopOf(group);
    // A service's clients have a finding of their own.
    return loop === null || group.isService
      ? []
      : [{ cell: group.cell, share: loop.lateByDispatcher / loop.arrivals, loop }];
  });
  const worst = shares.toSorted((a, b) => b.share - a.share)[0];
  if (worst === undefined || !(worst.share > LATE_SHARE)) return [];
  return [
    {
      code: 'late-dispatcher',
      severity: 'warning',
      likelihood: 'likely',
      text: `The dispatcher was late: at ${worst.cell.name} ${wholePercent(worst.share)} of the units were handed out more than 1 ms after their instant although a worker was free. Their latencies include that time.`,
      cure: eitherOf(
        fewerWorkers(adviceOn({ way: worst.cell.way.id }, advice), worst.cell.workers),
        'leave a CPU to the dispatcher',
        'offer a lower rate',
        'measure on a quieter machine',
      ),
      task: worst.cell.way.task.name,
      executor: worst.cell.way.executor,
      evidence: {
        workers: worst.cell.workers,
        inFlight: worst.cell.way.inFlight,
        lateByDispatcher: worst.loop.lateByDispatcher,
        arrivals: worst.loop.arrivals,
      },
    },
  ];
}

/** What a search for the highest rate found is an answer; tools find it among the findings, too. */
function maxRateFindings({ maxRates }: FindingContext): readonly Finding[] {
  return maxRates.map((found) => {
    const { task, executor, workers, inFlight, text, cure, isSound, undecidedPerSecond } = found;
    const { sustainedPerSecond, unseenOverloadShare, failedPerSecond, why } = found;
    return {
      code: 'max-rate',
      severity: isSound ? 'info' : 'warning',
      likelihood: 'likely',
      text,
      cure,
      task,
      executor,
      isAnswer: true,
      evidence: {
        workers,
        inFlight,
        sustainedPerSecond,
        unseenOverloadShare,
        failedPerSecond,
        why,
        undecidedPerSecond: undecidedPerSecond.join(', ') || null,
      },
    };
  });
}
