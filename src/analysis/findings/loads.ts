/** Findings on when units start: windows that hold too few, rates that cannot be kept, and what a closed loop hides. */
import type { Finding } from '../../model.js';
import { groupBy } from '../grouping.js';
import { isOpenLoop, loadKey, unitsCounted } from '../loads.js';
import { maxRatesOf } from '../max-rate.js';
import { openLoopOf } from '../open-loop.js';
import { type CellTrials, taskKey } from '../trials.js';
import { type FindingContext, percent, short, workersText } from './context.js';

/** Under that many units there is no 95th percentile. */
const FEW_UNITS = 20;
/** Share of arrivals for which the dispatcher itself may be late without a word. */
const LATE_SHARE = 0.01;

/** Too few units in a window, closed loops where latency matters, overload, a late dispatcher, the highest rate. */
export function loadFindings(context: FindingContext): readonly Finding[] {
  const { groups } = context;
  return [
    ...groups.flatMap(tooFewInWindow),
    ...closedLoop(context),
    ...[...groupBy(groups, ({ cell }) => taskKey(cell) + loadKey(cell)).values()].flatMap(overloaded),
    ...lateDispatcher(groups),
    ...maxRates(context),
  ];
}

function tooFewInWindow({ cell, records }: CellTrials): readonly Finding[] {
  if (cell.load.kind !== 'window') return [];
  const units = records.flatMap(({ outcome, measurement }) =>
    outcome === 'completed' && measurement !== null ? [unitsCounted(measurement)] : [],
  );
  const most = Math.max(...units);
  if (units.length === 0 || most >= FEW_UNITS) return [];
  const empty = units.filter((count) => count === 0).length;
  const without = empty === 0 ? '' : `, and none in ${empty} of ${units.length} trials, which give no figure`;
  return [
    {
      code: 'too-few-in-window',
      severity: 'warning',
      likelihood: 'likely',
      text: `Too few units in the window: at most ${most} of ${cell.name} ended in its ${cell.load.windowSeconds} s${without}. Percentiles that they do not back are left out.`,
      cure: 'Measure a longer window ("load": {"kind": "window", "duration": …}), or shorter units.',
      task: cell.task.name,
      executor: cell.executor,
      evidence: { workers: cell.workers, inFlight: cell.inFlight, mostUnits: most, trials: units.length, empty },
    },
  ];
}

/** Told only where latencies decide: a limit is set on one. */
function closedLoop({ groups, recording }: FindingContext): readonly Finding[] {
  const { p50Ms, p99Ms } = recording.study.study.limits;
  if ((p50Ms === null && p99Ms === null) || !groups.some(({ cell }) => !isOpenLoop(cell))) return [];
  return [
    {
      code: 'closed-loop',
      severity: 'info',
      likelihood: 'likely',
      text: 'The limit on latency was checked in a closed loop: a unit is sent when its predecessor is done, so a stall delays the few units in flight and not those that would have come meanwhile (coordinated omission).',
      cure: 'Where requests come on their own, offer a rate: "load": {"kind": "rate", "per_second": …, "duration": …}.',
      task: null,
      executor: null,
      evidence: { p50Ms, p99Ms },
    },
  ];
}

/** One finding for each task and rate: which cells do not keep up, and how far they get. */
function overloaded(groups: readonly CellTrials[]): readonly Finding[] {
  const cells = groups.flatMap((group) => {
    const loop = openLoopOf(group);
    return loop?.overloaded === true ? [{ group, loop }] : [];
  });
  const [first] = cells;
  if (first === undefined) return [];
  const achieved = ({ group: { completed } }: typeof first) =>
    completed.reduce((sum, { throughput }) => sum + throughput, 0) / completed.length;
  const dropped = cells.reduce((sum, { loop }) => sum + loop.dropped, 0);
  const worst = Math.max(...cells.map(({ loop }) => loop.fallingBehind.value));
  const listed = cells.map((cell) => `${cell.group.cell.name} (${short(achieved(cell))}/s)`).join(', ');
  return [
    {
      code: 'overloaded',
      severity: 'warning',
      likelihood: 'likely',
      text: `Overloaded: ${short(first.loop.offeredPerSecond)} arrivals a second are too many for ${listed}. Answers fall behind by up to ${percent(worst)} of arrivals${dropped === 0 ? '' : `, and ${dropped} units were never started`}; the latencies of these rows only tell how long the schedule was.`,
      cure: 'Offer less, or use more workers or more in flight; "find_max_rate": true searches the highest rate that is kept.',
      task: first.group.cell.task.name,
      executor: null,
      evidence: {
        offeredPerSecond: first.loop.offeredPerSecond,
        mostAchievedPerSecond: Math.max(...cells.map(achieved)),
        cells: cells.length,
        fallingBehind: worst,
        dropped,
      },
    },
  ];
}

/** The dispatcher's own lateness is part of the latencies, and no fault of the workers. */
function lateDispatcher(groups: readonly CellTrials[]): readonly Finding[] {
  const shares = groups.flatMap((group) => {
    const loop = openLoopOf(group);
    return loop === null ? [] : [{ cell: group.cell, share: loop.lateByDispatcher / loop.arrivals, loop }];
  });
  const worst = shares.toSorted((a, b) => b.share - a.share)[0];
  if (worst === undefined || !(worst.share > LATE_SHARE)) return [];
  return [
    {
      code: 'late-dispatcher',
      severity: 'warning',
      likelihood: 'likely',
      text: `The dispatcher was late: at ${worst.cell.name} ${percent(worst.share)} of the units were handed out more than 1 ms after their instant although a worker was free. Their latencies hold that time too.`,
      cure: 'Leave a CPU to the dispatcher (fewer workers), offer a lower rate, or measure on a quieter machine.',
      task: worst.cell.task.name,
      executor: worst.cell.executor,
      evidence: {
        workers: worst.cell.workers,
        inFlight: worst.cell.inFlight,
        lateByDispatcher: worst.loop.lateByDispatcher,
        arrivals: worst.loop.arrivals,
      },
    },
  ];
}

/** What a search for the highest rate found, for each way to serve. */
function maxRates({ groups, recording }: FindingContext): readonly Finding[] {
  const { load, limits } = recording.study.study;
  if (load.kind !== 'rate' || !load.findMaxRate) return [];
  return maxRatesOf(groups, limits).map(({ cell, sustained, failed, why }) => {
    const inFlight = cell.inFlight === 1 ? '' : `, ${cell.inFlight} in flight`;
    const who = `${cell.executor}, ${cell.workers === 0 ? 'without workers' : workersText(cell.workers)}${inFlight}`;
    const kept = sustained === null ? 'No rate that was offered is sustained' : `${sustained}/s is sustained`;
    const beyond = failed === null ? 'no higher rate was too much' : `${failed}/s is not: ${why}`;
    return {
      code: 'max-rate',
      severity: 'info',
      likelihood: 'likely',
      text: `The highest rate of ${who}: ${kept}; ${beyond}.`,
      cure: null,
      task: cell.task.name,
      executor: cell.executor,
      evidence: {
        workers: cell.workers,
        inFlight: cell.inFlight,
        sustainedPerSecond: sustained,
        failedPerSecond: failed,
        why,
      },
    } satisfies Finding;
  });
}
