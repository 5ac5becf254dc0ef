/**
 * Why a curve does not scale, as a fixed list of hypotheses: each is judged by what was measured with the most workers
 * against the fewest of the same executor. What is ruled out is worth as much as what is found.
 */

import type { CurvePoint, Hypothesis } from '../model/curve.js';
import type { StudyRecord } from '../model/journal.js';
import { traitsOf } from '../seams/executor.js';
import { lawOf, unitNoun } from '../seams/subject.js';
import { wholePercent } from '../words/numbers.js';
import { cpusOf } from './cpu-bound.js';
import { areMostlyDisturbed } from './disturbances.js';
import { cpuShortage, memory, quota, scheduler } from './hypotheses/processors.js';
import { judged, LIKELY, type Question } from './hypotheses/question.js';
import { clients, contention } from './hypotheses/services.js';
import { type Usage, usageOf } from './hypotheses/usage.js';
import { network, pools, sharedResource } from './hypotheses/waits.js';
import { withBaseline } from './pairing.js';
import type { CellTrials } from './trials.js';

/** Throughput that is missing from which there is something to explain. */
const NOTABLE_LOSS = 0.1;
/** An event loop that is busier than this may not keep up; one that is idle for longer than half does. */
const [LOOP_BUSY, LOOP_IDLE] = [0.7, 0.5];

/** The trials behind a curve. */
interface CurveTrials {
  readonly cells: readonly CellTrials[];
  readonly baseline: CellTrials | null;
}

/**
 * The hypotheses on a curve; none where it scales, under an open loop, where nothing was measured on a machine, and where
 * all units run in one thread.
 */
export function hypothesesOf(
  points: readonly CurvePoint[],
  { cells, baseline }: CurveTrials,
  study: StudyRecord,
): readonly Hypothesis[] {
  const question = questionOf(points, { cells, baseline }, study);
  if (question === null || question.loss < NOTABLE_LOSS) return [];
  const all = [
    sharedResource(question),
    ...(question.hasServices ? [contention(question), clients(question)] : []),
    cpuShortage(question),
    scheduler(question),
    memory(question),
    network(question),
    ...pools(question),
    ...(question.dispatch === null ? [] : [dispatcher(question)]),
    quota(question),
  ];
  const groups = withBaseline({ cells, baseline });
  return areMostlyDisturbed(groups.flatMap(({ completed }) => completed)) ? all.map(hedged) : all;
}

/** Whether units were seen to wait for something shared for a good part of the workers' time, disturbed or not. */
export function waitsForShared(hypotheses: readonly Hypothesis[]): boolean {
  const found = hypotheses.find(({ cause }) => cause === 'shared-resource');
  if (found === undefined || found.judgement === 'unlikely') return false;
  return found.judgement === 'likely' || (found.figures.share ?? 0) >= LIKELY;
}

function questionOf(
  points: readonly CurvePoint[],
  { cells, baseline }: CurveTrials,
  study: StudyRecord,
): Question | null {
  const measured = cells.filter(({ cell, completed }) => completed.length > 0 && cell.way.load.kind !== 'rate');
  const [first, last] = [measured[0], measured.at(-1)];
  if (first === undefined || last === undefined || first === last || lawOf(first.cell.way.task) !== null) return null;
  if (last.completed.some(({ measurement }) => measurement.workers.length < last.cell.workers)) return null;
  const [fewest, most] = [usageOf(first), usageOf(last)];
  if (fewest === null || most === null) return null;
  const single = baseline === null || baseline.completed.length === 0 ? null : usageOf(baseline);
  return {
    most,
    fewest,
    loss: 1 - most.throughput / fewest.throughput / (most.workers / fewest.workers),
    transferGrowth: transferGrowth(points, most, fewest),
    processCpuSeconds: single?.cpuSeconds ?? null,
    cpus: cpusOf(first, study),
    machine: study.machine,
    noun: unitNoun(study.study),
    dispatch: traitsOf(study.study, first.cell.way.executor).handsOut ? study.study.dispatch : null,
    capacities: study.study.capacities ?? {},
    hasServices: study.study.services !== undefined,
  };
}

function transferGrowth(points: readonly CurvePoint[], most: Usage, fewest: Usage): number | null {
  const at = (count: number) => points.find(({ workers }) => workers === count)?.ledger?.transfer ?? null;
  const [from, to] = [at(fewest.workers), at(most.workers)];
  return from === null || to === null ? null : to - from;
}

/** One thread that hands all units out: it is the limit where its event loop has no time left. */
function dispatcher({ most, dispatch, transferGrowth: growth, loss }: Question): Hypothesis {
  const base = { cause: 'dispatcher', name: null, workers: most.workers } as const;
  const figures = { loopUtilisation: most.loopUtilisation, transferGrowth: growth };
  if (dispatch === 'self')
    return { ...base, judgement: 'unlikely', evidence: 'workers take their units themselves', nextTest: null, figures };
  const busy = most.loopUtilisation;
  if (busy === null)
    return {
      ...base,
      judgement: 'not observable here',
      evidence: 'its event loop was not observed',
      nextTest: 'Measure with the probes on.',
      figures,
    };
  const byTransfer = judged(growth, loss);
  const judgement =
    busy < LOOP_IDLE ? 'unlikely' : busy >= LOOP_BUSY && byTransfer === 'likely' ? 'likely' : 'possible';
  const share =
    growth === null ? '' : `, and transfer takes ${wholePercent(Math.max(0, growth))} more of the workers' time`;
  return {
    ...base,
    judgement,
    evidence: `its event loop is ${wholePercent(busy)} busy${share}`,
    nextTest: judgement === 'unlikely' ? null : 'Measure with "dispatch": "self", or a larger "chunk".',
    figures,
  };
}

/** Disturbed trials make nothing likely. */
function hedged(hypothesis: Hypothesis): Hypothesis {
  if (hypothesis.judgement !== 'likely') return hypothesis;
  return { ...hypothesis, judgement: 'possible', evidence: `${hypothesis.evidence} (most trials were disturbed)` };
}
