/** Findings on a service: its end in mid-trial, clients that were the limit, workers that had nothing to do. */
import { mean } from 'simple-statistics';
import type { Finding } from '../../model/finding.js';
import { unitNoun } from '../../seams/subject.js';
import { MIN_ROUNDS, signedMeanEstimate } from '../../statistics/estimate.js';
import { counted } from '../../words/counts.js';
import { bytes, wholePercent } from '../../words/numbers.js';
import { faultInOneLine } from '../../words/sentences.js';
import { clientShare, GENERATOR_BUSY, isGeneratorBound, lateShare } from '../generator.js';
import { groupBy } from '../grouping.js';
import { readingOf } from '../readings.js';
import { processSeconds } from '../service-use.js';
import type { CellTrials } from '../trials.js';
import type { FindingContext } from './context.js';

/** By how much the CPU time of a service's workers may differ, of the busiest one's, before some of them had too little to do. */
const UNEVEN = 0.5;
/** CPU seconds of a trial's workers under which the system's ticks of 10 ms say too little. */
const LEAST_SECONDS = 0.2;
/** Connections for each worker under which chance alone may leave one without any. */
const CONNECTIONS_PER_WORKER = 10;
const LONGEST_MESSAGE = 160;
/** Growth of a service in a trial that is worth a word. */
const LEAST_BYTES = 16 * 2 ** 20;
/** Of a growth that goes on the second half of a trial has this share at least; of one that comes to its end, less. */
const GOES_ON = 0.35;

/** All of them. */
export function serviceFindings(context: FindingContext): readonly Finding[] {
  const served = context.groups.filter(({ isService }) => isService);
  return [
    ...serviceLost(context),
    ...generatorBound(served),
    ...unevenWorkers(served, context),
    ...memoryGrowth(context),
  ];
}

/** One finding for each task: a service that ended before its trial did. */
function serviceLost({ groups }: FindingContext): readonly Finding[] {
  const lost = groups
    .map((group) => ({ group, records: group.records.filter(isLost) }))
    .filter(({ records }) => records.length > 0);
  return [...groupBy(lost, ({ group }) => group.cell.way.task.name)].map(([task, rows]) => {
    const [first] = rows as [(typeof rows)[0]];
    const trials = rows.reduce((sum, { records }) => sum + records.length, 0);
    const names = rows.map(
      ({ group, records }) => `${group.cell.name} (${records.length} of ${counted(group.records.length, 'trial')})`,
    );
    return {
      code: 'service-lost',
      severity: 'critical',
      likelihood: 'likely',
      text: `The service ended in mid-trial: ${names.slice(0, 4).join(', ')}${names.length > 4 ? ', …' : ''}. The first time: ${faultInOneLine(first.records[0]?.fault?.message ?? '').slice(0, LONGEST_MESSAGE)}.`,
      cure: 'Nothing of these trials counts. Find out why it ends: the journal has its last lines.',
      task,
      executor: null,
      evidence: { trials, rows: rows.length, worstRow: first.group.cell.name },
    };
  });
}

function isLost({ outcome, fault }: CellTrials['records'][number]): boolean {
  return outcome === 'lost' && fault?.phase === 'services';
}

/** One finding for each task: the row whose clients were most at their own limit. */
function generatorBound(groups: readonly CellTrials[]): readonly Finding[] {
  return [...groupBy(groups.filter(isGeneratorBound), ({ cell }) => cell.way.task.name)].map(([task, bound]) => {
    const worst = bound.toSorted((a, b) => pressure(b) - pressure(a))[0] as CellTrials;
    const [late, busy] = [lateShare(worst), clientShare(worst)];
    const what =
      late !== null
        ? `${wholePercent(late)} of the requests were sent more than 1 ms late although a client was free`
        : `their thread was busy for ${wholePercent(busy ?? 0)} of the time`;
    const others = bound.length === 1 ? '' : ` The same holds for ${counted(bound.length - 1, 'other row')}.`;
    return {
      code: 'generator-bound',
      severity: 'warning',
      likelihood: 'likely',
      text: `The clients were the limit at ${worst.cell.name}: ${what}. What was measured there is not what the service can do.${others}`,
      cure: 'Send less, leave the clients a CPU of their own, or do less in the task for each request.',
      task,
      executor: worst.cell.way.executor,
      evidence: {
        rows: bound.length,
        worstRow: worst.cell.name,
        lateShare: late,
        clientBusyShare: busy,
        threshold: GENERATOR_BUSY,
      },
    };
  });
}

function pressure(group: CellTrials): number {
  return lateShare(group) ?? clientShare(group) ?? 0;
}

/** One finding for each task: the worker count whose workers shared the requests worst. */
function unevenWorkers(groups: readonly CellTrials[], { recording }: FindingContext): readonly Finding[] {
  // Whose process is whose is known where there is one service.
  if (recording.study.study.services?.length !== 1) return [];
  const seen = groups.flatMap((group) => {
    const spread = spreadOf(group);
    return spread === null || spread.apart <= UNEVEN ? [] : [{ group, ...spread }];
  });
  return [...groupBy(seen, ({ group }) => group.cell.way.task.name)].map(([task, rows]) => {
    const { group, apart, shares } = rows.toSorted((a, b) => b.apart - a.apart)[0] as (typeof rows)[0];
    const { workers, way } = group.cell;
    const few = way.inFlight < CONNECTIONS_PER_WORKER * workers;
    const listed = shares.map((share) => wholePercent(share)).join(', ');
    return {
      code: 'uneven-workers',
      severity: 'warning',
      likelihood: few ? 'likely' : 'possible',
      text: `The service's workers shared the requests unevenly: of ${counted(workers, 'worker')} at ${group.cell.name} the CPU time went ${listed}.${few ? ` ${counted(way.inFlight, 'client')} keep a connection each, and a connection stays with one worker.` : ''}`,
      cure: few
        ? `Use ten clients for each worker at least ("in_flight": ${CONNECTIONS_PER_WORKER * workers}).`
        : 'See how the service hands connections to its workers: with kept connections some get more than others.',
      task,
      executor: way.executor,
      evidence: {
        rows: rows.length,
        workers,
        clients: way.inFlight,
        apart,
        largestShare: shares[0] ?? null,
        smallestShare: shares.at(-1) ?? null,
      },
    };
  });
}

/** One finding for each task whose services are shown to take more memory with each request, in the row where they took most. */
function memoryGrowth({ groups, recording }: FindingContext): readonly Finding[] {
  const noun = unitNoun(recording.study.study);
  return [...groupBy(groups, ({ cell }) => cell.way.task.name)].flatMap(([task, own]) => {
    const grown = own.flatMap(growthOf);
    const [worst] = grown.toSorted((a, b) => b.trialBytes - a.trialBytes);
    if (worst === undefined) return [];
    const { group, trialBytes, lateShare, perUnit } = worst;
    const { value, low, high } = perUnit;
    return [
      {
        code: 'memory-growth',
        severity: 'warning',
        likelihood: 'possible',
        text: `The service's memory grows by ${bytes(value)} per ${noun} (95 %: ${bytes(low ?? value)} to ${bytes(high ?? value)}), ${bytes(trialBytes)} in a trial of ${group.cell.name}, ${wholePercent(lateShare)} of it in the second half.`,
        cure: 'Measure for longer ("duration"): a heap that waits for its collector comes to its end, a leak does not. Then look for what the service keeps of each request.',
        task,
        executor: group.cell.way.executor,
        evidence: {
          rows: grown.length,
          worstRow: group.cell.name,
          trialBytes,
          perUnitBytes: value,
          perUnitLowBytes: low,
          perUnitHighBytes: high,
          lateShare,
        },
      },
    ];
  });
}

/** Nothing unless it is shown over the rounds, and goes on in the second half as in the first. */
function growthOf(group: CellTrials) {
  const { completed } = group;
  const growths = completed.flatMap((trial) => {
    const [all, late] = (['rssGrowthBytes', 'rssLateGrowthBytes'] as const).map((name) =>
      readingOf(trial, 'services', name),
    );
    const { unitsCompleted, unitsFailed } = trial.measurement;
    return all == null || late == null ? [] : [{ all, late, units: unitsCompleted + unitsFailed }];
  });
  if (growths.length < MIN_ROUNDS) return [];
  const trialBytes = mean(growths.map(({ all }) => all));
  const lateShare = mean(growths.map(({ late }) => late)) / trialBytes;
  const perUnit = signedMeanEstimate(growths.map(({ all, units }) => all / units));
  const isShown = trialBytes >= LEAST_BYTES && (perUnit.low ?? 0) > 0 && lateShare >= GOES_ON;
  return isShown ? [{ group, trialBytes, lateShare, perUnit }] : [];
}

/**
 * How far the CPU time of a service's workers lies apart: 0 for all alike, 1 where one had none. They are the busiest of the
 * processes below the one that was started; null where there are not as many, or they did too little to tell.
 */
function spreadOf({ cell: { workers }, completed }: CellTrials) {
  const rounds = completed
    .map((trial) =>
      processSeconds(trial)
        .slice(1)
        .toSorted((a, b) => b - a),
    )
    .filter(({ length }) => length >= workers);
  if (workers < 2 || rounds.length === 0) return null;
  const seconds = Array.from({ length: workers }, (_, i) => mean(rounds.map((round) => round[i] as number)));
  const total = seconds.reduce((sum, each) => sum + each, 0);
  if (total < LEAST_SECONDS) return null;
  const [most, least] = [seconds[0] as number, seconds.at(-1) as number];
  return { apart: (most - least) / most, shares: seconds.map((each) => each / total) };
}
