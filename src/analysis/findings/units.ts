/** Findings on the units: too few for the workers, unevenly long, not warm yet. */
import type { Finding } from '../../model.js';
import { meanServiceSeconds } from '../cells.js';
import type { AnalysedCurve } from '../curves.js';
import { percent, short } from '../wording.js';
import { type FindingContext, of, trialsAt } from './context.js';

/** Share of the workers' time that is worth a word. */
const NOTABLE = 0.1;

/** For each curve: quantisation, idle tails, unsteady warm-up. */
export function unitFindings({ curves }: FindingContext): readonly Finding[] {
  return curves.flatMap((curve) => [...tooFewUnits(curve), ...idleTail(curve), ...unsteadyWarmUp(curve)]);
}

function tooFewUnits({ curve, cells }: AnalysedCurve): readonly Finding[] {
  const load = cells.cells[0]?.cell.load;
  if (load?.kind !== 'count') return [];
  const { units } = load;
  const streams = (workers: number) => workers * curve.inFlight;
  const limited = curve.points.flatMap(({ workers, quantisationCeiling: ceiling }) =>
    ceiling !== null && ceiling < streams(workers) * (1 - NOTABLE) ? [{ workers, ceiling }] : [],
  );
  const worst = limited.at(-1);
  if (worst === undefined) return [];
  return [
    {
      code: 'too-few-units',
      severity: 'warning',
      likelihood: 'likely',
      text: `Too few units for ${limited.map(({ workers }) => workers).join(', ')} workers: ${units} equal units on ${streams(worst.workers)} streams cannot be more than ${short(worst.ceiling)} times as fast.`,
      cure: `Use a "task_count" that is a multiple of ${streams(worst.workers)}, or at least ${streams(worst.workers) * 10}.`,
      ...of(curve),
      evidence: { units, workers: worst.workers, quantisationCeiling: worst.ceiling },
    },
  ];
}

/** Idle time at the end, beyond what the number of units alone explains. */
function idleTail({ curve }: AnalysedCurve): readonly Finding[] {
  const tails = curve.points.flatMap(({ workers, ledger, quantisationCeiling }) => {
    if (quantisationCeiling === null) return [];
    const explained = 1 - quantisationCeiling / (workers * curve.inFlight);
    return ledger === null ? [] : [{ workers, tail: ledger.idleTail, beyond: ledger.idleTail - explained }];
  });
  const worst = tails.reduce((a, b) => (b.beyond > a.beyond ? b : a), { workers: 0, tail: 0, beyond: 0 });
  if (worst.beyond < NOTABLE) return [];
  return [
    {
      code: 'idle-tail',
      severity: 'info',
      likelihood: 'likely',
      text: `Workers finish unevenly: at ${worst.workers} workers ${percent(worst.tail)} of their time is idle after their last unit.`,
      cure: 'More and shorter units even out, and handing the longest ones out first.',
      ...of(curve),
      evidence: { workers: worst.workers, idleTail: worst.tail, beyondQuantisation: worst.beyond },
    },
  ];
}

/** Workers whose last warm-up unit still took longer than the units that were timed. */
function unsteadyWarmUp(analysed: AnalysedCurve): readonly Finding[] {
  const ratios = analysed.curve.points.flatMap(({ workers }) => {
    const trials = trialsAt(analysed, workers)?.completed ?? [];
    return trials.flatMap((trial) => {
      const [last, mean] = [trial.measurement.warmUp.lastServiceSeconds, meanServiceSeconds(trial)];
      return last === null || mean === null || !(mean > 0) ? [] : [last / mean];
    });
  });
  const sorted = ratios.toSorted((a, b) => a - b);
  const median = sorted[Math.floor((sorted.length - 1) / 2)];
  if (median === undefined || median < 1 + 2 * NOTABLE) return [];
  return [
    {
      code: 'unsteady-warm-up',
      severity: 'warning',
      likelihood: 'possible',
      text: `Workers were not warm: the last warm-up unit took ${short(median)} times as long as the units that were timed (median of ${ratios.length} trials), so these still ran faster and faster.`,
      cure: 'Warm up longer ("warmup", in seconds).',
      ...of(analysed.curve),
      evidence: { lastWarmUpOverMean: median, trials: ratios.length },
    },
  ];
}
