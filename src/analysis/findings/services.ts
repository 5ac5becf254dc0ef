/** Findings on a service: its end in mid-trial, clients that were the limit, workers that had nothing to do. */
import { mean } from 'simple-statistics';
import type { Finding } from '../../model/finding.js';
import { counted } from '../../words/counts.js';
import { wholePercent } from '../../words/numbers.js';
import { faultInOneLine } from '../../words/sentences.js';
import { clientShare, GENERATOR_BUSY, isGeneratorBound, lateShare } from '../generator.js';
import { groupBy } from '../grouping.js';
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

/** All of them. */
export function serviceFindings(context: FindingContext): readonly Finding[] {
  const served = context.groups.filter(({ isService }) => isService);
  return [...serviceLost(context), ...generatorBound(served), ...unevenWorkers(served, context)];
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
    const others = bound.length === 1 ? '' : ` ${bound.length} rows are so.`;
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
