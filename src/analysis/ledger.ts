/**
 * The efficiency ledger: where streams × wall of a trial went. Every stream (a worker times its units in
 * flight) spends the wall starting, serving units, idle after its last one, behind the worker's other units, ready
 * to run without a CPU, or on everything between (hand-out, transfer, waiting for the dispatcher). Served time splits
 * into what the same units cost in the round's sequential trial, and its inflation.
 */
import type { Ledger } from '../model/curve.js';
import type { Measurement, WindowMeasurement, WorkerMeasurement } from '../model/measurement.js';
import { isCommand } from '../seams/subject.js';
import { short } from '../words/numbers.js';
import { meanServiceSeconds } from './cells.js';
import { areMostlyDisturbed } from './disturbances.js';
import type { CellTrials, CompletedTrial } from './trials.js';

/** A trial's ledger with the time that it shares out, streams × wall, in seconds. */
export interface TrialLedger extends Ledger {
  readonly totalSeconds: number;
}

/** What a unit takes when units run one at a time. */
export interface UnitPace {
  /** Mean service time, in seconds. */
  readonly serviceSeconds: number;
  /** Of that, ready to run without a CPU; null where the system cannot tell. */
  readonly queuedSeconds: number | null;
}

/** The mean ledger over the rounds that have a sequential trial; null without one, or for sequential itself. */
export function ledgerOf(group: CellTrials, baseline: CellTrials | null): Ledger | null {
  if (baseline === null || group.cell.workers === 0) return null;
  const paces = new Map(baseline.completed.map((trial) => [trial.round, paceOf(trial)]));
  const pairs = group.completed.flatMap((trial) => {
    const pace = paces.get(trial.round) ?? null;
    return pace === null ? [] : [{ trial, pace }];
  });
  // Where one of them is not known, all rounds are accounted for without it, so that their mean sums to 1.
  const isKnown = pairs.every(({ trial, pace }) => pace.queuedSeconds !== null && knowsRunQueue(trial));
  const ledgers = pairs.flatMap(({ trial, pace }) => {
    const ledger = trialLedger(trial, isKnown ? pace : { ...pace, queuedSeconds: null });
    return ledger === null ? [] : [ledger];
  });
  return ledgers.length === 0 ? null : meanLedger(ledgers);
}

/** How many times as fast as in the baseline units may run before a disturbance explains it better, and before nothing else does. */
const [SUSPICIOUS, IMPOSSIBLE] = [1.25, 2];

/** Why a cell's ledger cannot be true, though it adds up: its baseline is no yardstick. Null where nothing speaks against it. */
export function ledgerDoubt({ useful, inflation }: Ledger, group: CellTrials, baseline: CellTrials): string | null {
  const times = useful / Math.max(Number.EPSILON, useful + inflation);
  if (times <= SUSPICIOUS) return null;
  const disturbed = areMostlyDisturbed(group.completed) || areMostlyDisturbed(baseline.completed);
  if (times <= IMPOSSIBLE && !disturbed) return null;
  const [noun, trials] = isCommand(group.cell.way.task)
    ? ['runs', 'the trials with 1 worker']
    : ['units', 'the sequential trials'];
  return `${noun} ran ${short(times)} times as fast as in ${trials}, so something slowed those down`;
}

/** The pace of a trial whose units run one at a time; null when none was timed. */
function paceOf(trial: CompletedTrial): UnitPace | null {
  const serviceSeconds = meanServiceSeconds(trial);
  if (serviceSeconds === null) return null;
  const { workers } = trial.measurement;
  const busy = sumOf(workers, ({ busySeconds }) => busySeconds);
  const queued = knowsRunQueue(trial) ? sumOf(workers, queuedInUnits) : null;
  return { serviceSeconds, queuedSeconds: queued === null || !(busy > 0) ? null : (queued / busy) * serviceSeconds };
}

/**
 * One trial's ledger, given the pace of a sequential unit. Checks between units are no part of work: they are
 * taken off each worker's end before the wall is found. Null when no worker did anything, and under an open loop,
 * where idle time is a want of arrivals. Time without a CPU is accounted for where it is known of trial and pace.
 */
export function trialLedger(trial: CompletedTrial, pace: UnitPace): TrialLedger | null {
  const { measurement } = trial;
  if (measurement.openLoop !== null) return null;
  const spans = measurement.window === null ? wholeSpans(measurement) : windowSpans(measurement, measurement.window);
  const { total } = spans;
  if (!(total > 0)) return null;
  const share = (seconds: (span: Span) => number) => sumOf(spans.workers, seconds) / total;
  const startSkew = share(({ startSkew }) => startSkew);
  const idleTail = share(({ idleTail }) => idleTail);
  const busy = share((span) => span.busySeconds);
  const isKnown = pace.queuedSeconds !== null && knowsRunQueue(trial);
  const gaps = Math.max(0, 1 - startSkew - idleTail - busy);
  const inUnits = isKnown ? share(queuedInUnits) : 0;
  const between = isKnown ? Math.min(gaps, Math.max(0, share((span) => span.runQueueSeconds ?? 0) - inUnits)) : 0;
  const useful = (spans.units * (pace.serviceSeconds - (isKnown ? (pace.queuedSeconds ?? 0) : 0))) / total;
  const rest = 1 - startSkew - idleTail - busy - between;
  const waiting = waitingOf(measurement.workers, rest, total);
  return {
    useful,
    inflation: busy - inUnits - useful,
    withoutCpu: isKnown ? inUnits + between : null,
    waiting,
    transfer: rest - waiting,
    idleTail,
    startSkew,
    totalSeconds: total,
  };
}

/** Whether the system told how long each worker was ready to run without a CPU. */
function knowsRunQueue({ measurement: { workers } }: CompletedTrial): boolean {
  return workers.every(({ runQueueSeconds }) => runQueueSeconds !== null);
}

/** What of a worker's time is accounted for, in seconds. */
interface Span extends Pick<WorkerMeasurement, 'busySeconds' | 'cpuSeconds' | 'runQueueSeconds'> {
  readonly startSkew: number;
  readonly idleTail: number;
}

interface Spans {
  readonly workers: readonly Span[];
  /** Units behind them. */
  readonly units: number;
  /** Streams × wall. */
  readonly total: number;
}

/**
 * The part of a worker's time without a CPU that lies within its units: at most what they took beyond CPU time.
 * What does not fit in there lay between them.
 */
function queuedInUnits({ busySeconds, cpuSeconds, runQueueSeconds }: Span | WorkerMeasurement): number {
  return Math.min(runQueueSeconds ?? 0, Math.max(0, busySeconds - (cpuSeconds ?? 0)));
}

function wholeSpans({ workers, unitsCompleted, unitsFailed }: Measurement): Spans {
  const wall = Math.max(0, ...workers.map(endSeconds));
  return {
    workers: workers.map((worker) => ({
      ...worker,
      startSkew: worker.streams * (worker.startedSeconds ?? 0),
      idleTail: worker.streams * (wall - endSeconds(worker)),
    })),
    units: unitsCompleted + unitsFailed,
    total: sumOf(workers, ({ streams }) => streams) * wall,
  };
}

/**
 * Every worker works from the window's one end to the other: there is neither skew nor tail in it. CPU time is
 * metered over the whole timed part, of which the window has its share.
 */
function windowSpans({ workers }: Measurement, window: WindowMeasurement): Spans {
  const parts = window.workers.map((part, i) => ({ ...part, worker: workers[i] }));
  return {
    workers: parts.map(({ busySeconds, worker }) => {
      const share = Math.min(1, window.seconds / Math.max(worker?.doneSeconds ?? 0, window.seconds));
      const cpuSeconds = worker?.cpuSeconds == null ? null : worker.cpuSeconds * share;
      const runQueueSeconds = worker?.runQueueSeconds == null ? null : worker.runQueueSeconds * share;
      return { busySeconds, cpuSeconds, runQueueSeconds, startSkew: 0, idleTail: 0 };
    }),
    units: sumOf(parts, ({ unitShares }) => unitShares),
    total: sumOf(parts, ({ checkSeconds, worker }) => (worker?.streams ?? 1) * (window.seconds - checkSeconds)),
  };
}

function sumOf<Item>(items: readonly Item[], figure: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + figure(item), 0);
}

/**
 * The share of the rest in which a stream's unit was behind its worker's others. Measured where units are handed
 * out; streams that take their units themselves have nothing else to wait for than their thread.
 */
function waitingOf(workers: readonly WorkerMeasurement[], rest: number, total: number): number {
  const queued = workers.reduce((sum, { queuedSeconds }) => sum + (queuedSeconds ?? 0), 0) / total;
  const isShared = workers.some(({ streams, queuedSeconds }) => streams > 1 && queuedSeconds === null);
  return isShared ? Math.max(0, rest) : Math.min(queued, Math.max(0, rest));
}

/** When a worker was done, its checks left out; 0 for one that got no unit, so that its whole wall is idle. */
function endSeconds({ doneSeconds, checkSeconds }: WorkerMeasurement): number {
  return doneSeconds === null ? 0 : Math.max(0, doneSeconds - checkSeconds);
}

function meanLedger(ledgers: readonly Ledger[]): Ledger {
  const mean = (part: keyof Ledger) => sumOf(ledgers, (ledger) => ledger[part] ?? 0) / ledgers.length;
  return {
    useful: mean('useful'),
    inflation: mean('inflation'),
    withoutCpu: ledgers.some(({ withoutCpu }) => withoutCpu === null) ? null : mean('withoutCpu'),
    waiting: mean('waiting'),
    transfer: mean('transfer'),
    idleTail: mean('idleTail'),
    startSkew: mean('startSkew'),
  };
}
