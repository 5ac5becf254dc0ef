/** Findings on what handing units out costs. */
import { mean } from 'simple-statistics';
import type { CurvePoint } from '../../model/curve.js';
import type { Finding } from '../../model/finding.js';
import type { EventLoop } from '../../model/measurement.js';
import { workersText } from '../../words/counts.js';
import { short, shortDuration, wholePercent } from '../../words/numbers.js';
import type { AnalysedCurve } from '../curves.js';
import { type Granularity, granularityOf, TARGET_EFFICIENCY } from '../granularity.js';
import { curveTraits, type FindingContext, isOfCommand, onCurve, trialsAt, widest } from './context.js';

/** Transfer beyond that at one worker, as a share of worker time, from which the dispatcher is suspected. */
const SATURATION = 0.2;
/** A dispatcher whose event loop is idle for longer has time to hand out more. */
const LOOP_BUSY = 0.7;
/** Workers without a CPU for that share of their time, and so the dispatcher probably too: hand-out cannot be judged. */
const CROWDED = 0.25;

/** For each curve of a task, commands being handed out by nobody: units too short for their hand-out, and a dispatcher that cannot keep up. */
export function overheadFindings(context: FindingContext): readonly Finding[] {
  const { dispatch, chunk } = context.recording.study.study;
  const tasks = context.curves.filter((curve) => !isOfCommand(curve));
  return tasks.flatMap((curve) => [
    ...overheadBound(curve, dispatch, chunk),
    ...(dispatch === 'pool' && curveTraits(curve, context).handsOut ? dispatcherSaturated(curve) : []),
  ]);
}

/** Told at the fewest workers, where nothing queues behind anything else. */
function overheadBound(analysed: AnalysedCurve, dispatch: 'pool' | 'self', chunk: number): readonly Finding[] {
  const first = analysed.curve.points[0];
  const group = first === undefined ? null : trialsAt(analysed, first.workers);
  const granularity = group === null ? null : granularityOf(group);
  if (granularity === null || first === undefined || granularity.efficiency >= TARGET_EFFICIENCY) return [];
  const { serviceSeconds, overheadSeconds, efficiency, unitSeconds } = granularity;
  return [
    {
      code: 'overhead-bound',
      severity: 'warning',
      likelihood: efficiency < 0.8 && (first.ledger?.withoutCpu ?? 0) < CROWDED ? 'likely' : 'possible',
      text: `Units are short for their hand-out: ${shortDuration(serviceSeconds)} of service against ${shortDuration(overheadSeconds)} of hand-out per unit at ${workersText(first.workers)}, so only ${wholePercent(efficiency)} of a worker's time is service.`,
      cure: cureOf(granularity, dispatch, chunk),
      ...onCurve(analysed.curve),
      evidence: {
        workers: first.workers,
        serviceSeconds,
        overheadSeconds,
        efficiency,
        unitSecondsFor90: unitSeconds,
        chunkFor90: granularity.chunk * chunk,
      },
    },
  ];
}

function cureOf({ unitSeconds, chunk: factor }: Granularity, dispatch: 'pool' | 'self', chunk: number): string {
  const longer = `make a unit at least ${shortDuration(unitSeconds)} long`;
  const batch = `hand out ${factor * chunk} units at a time ("chunk": ${factor * chunk})`;
  return `For ${wholePercent(TARGET_EFFICIENCY)}: ${longer}, or ${batch}${dispatch === 'pool' ? ', or let workers take units themselves ("dispatch": "self")' : ''}.`;
}

/** Workers that wait for the one dispatcher: transfer grows with N while its event loop has hardly any time left. */
function dispatcherSaturated(analysed: AnalysedCurve): readonly Finding[] {
  const { curve } = analysed;
  const [first, last] = [curve.points[0], widest(curve)];
  if (!first?.ledger || !last?.ledger || first === last) return [];
  const growth = last.ledger.transfer - first.ledger.transfer;
  const { useful, inflation, withoutCpu } = last.ledger;
  if (growth < SATURATION || last.ledger.transfer < useful + inflation + (withoutCpu ?? 0)) return [];
  const still = levelled(curve.points, last);
  const loop = hostLoopAt(analysed, last.workers);
  if (loop.utilisation === null || loop.utilisation < LOOP_BUSY) return [];
  return [
    {
      code: 'dispatcher-saturated',
      severity: 'warning',
      likelihood: still ? 'likely' : 'possible',
      text: `Workers wait for the dispatcher: at ${workersText(last.workers)} ${wholePercent(last.ledger.transfer)} of their time is transfer and dispatch, against ${wholePercent(first.ledger.transfer)} at ${first.workers}; it hands out at most ${short(highest(curve.points))} units per second, its event loop ${wholePercent(loop.utilisation)} busy.`,
      cure: 'Hand out several units at a time ("chunk"), let workers take units themselves ("dispatch": "self"), or send less with each unit.',
      ...onCurve(curve),
      evidence: {
        workers: last.workers,
        transferShare: last.ledger.transfer,
        transferShareAtFewest: first.ledger.transfer,
        highestThroughput: highest(curve.points),
        hostLoopUtilisation: loop.utilisation,
        hostLoopDelayP99Ms: loop.delayP99Ms,
      },
    },
  ];
}

/** The dispatcher's event loop, averaged over the trials in which it was observed. */
function hostLoopAt(analysed: AnalysedCurve, workers: number): { [figure in keyof EventLoop]: number | null } {
  const loops = (trialsAt(analysed, workers)?.completed ?? []).flatMap(({ measurement }) => measurement.hostLoop ?? []);
  const average = (figure: keyof EventLoop) => (loops.length === 0 ? null : mean(loops.map((loop) => loop[figure])));
  return {
    utilisation: average('utilisation'),
    delayP50Ms: average('delayP50Ms'),
    delayP99Ms: average('delayP99Ms'),
    delayMaxMs: average('delayMaxMs'),
  };
}

/** Whether the last doubling of workers or so brought under 10 %. */
function levelled(points: readonly CurvePoint[], last: CurvePoint): boolean {
  const half = points.filter(({ workers }) => workers <= last.workers / 2).at(-1);
  return half !== undefined && last.throughput.value < half.throughput.value * 1.1;
}

function highest(points: readonly CurvePoint[]): number {
  return Math.max(...points.map(({ throughput }) => throughput.value));
}
