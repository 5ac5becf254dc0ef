/** Findings on the units: too few for the workers, unevenly long, not warm yet. */

import type { Finding } from '../../model/finding.js';
import type { Study } from '../../model/study.js';
import { runsCommand, unitNoun } from '../../seams/subject.js';
import { ratioOfSums } from '../../statistics/estimate.js';
import { counted, workerCountsText, workersText } from '../../words/counts.js';
import { short, wholePercent } from '../../words/numbers.js';
import { meanServiceSeconds } from '../cells.js';
import type { AnalysedCurve } from '../curves.js';
import type { CompletedTrial } from '../trials.js';
import { type FindingContext, onCurve, trialsAt } from './context.js';

/** Share of the workers' time that is worth a word. */
const NOTABLE = 0.1;

/** For each curve: quantisation, idle tails, unsteady warm-up. */
export function unitFindings({ curves, recording }: FindingContext): readonly Finding[] {
  return curves.flatMap((curve) => [
    ...tooFewUnits(curve, recording.study.study),
    ...idleTail(curve, recording.study.study),
    ...unsteadyWarmUp(curve),
  ]);
}

function tooFewUnits({ curve, cells }: AnalysedCurve, study: Study): readonly Finding[] {
  const { chunk } = study;
  const noun = unitNoun(study);
  const load = cells.cells[0]?.cell.way.load;
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
      text: `Too few ${noun}s for ${workerCountsText(limited.map(({ workers }) => workers))}: ${counted(units, `equal ${noun}`)}${chunk === 1 ? '' : `, ${chunk} at a time,`} ${noun === 'run' ? `with ${streams(worst.workers)} at a time` : `on ${counted(streams(worst.workers), 'stream')}`} cannot be more than ${short(worst.ceiling)} times as fast.`,
      cure: `Use a "task_count" that is a multiple of ${streams(worst.workers) * chunk}, or at least ${streams(worst.workers) * chunk * 10}${chunk === 1 ? '' : '; or a smaller "chunk"'}.`,
      ...onCurve(curve),
      evidence: { units, workers: worst.workers, quantisationCeiling: worst.ceiling },
    },
  ];
}

/** Idle time at the end, beyond what the number of units alone explains. */
function idleTail({ curve }: AnalysedCurve, study: Study): readonly Finding[] {
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
      text: `Workers finish unevenly: at ${workersText(worst.workers)} ${wholePercent(worst.tail)} of their time is idle after their last ${unitNoun(study)}.`,
      cure: runsCommand(study)
        ? 'Measure more runs per trial ("task_count").'
        : 'Use more and shorter units, or hand the longest ones out first.',
      ...onCurve(curve),
      evidence: { workers: worst.workers, idleTail: worst.tail, beyondQuantisation: worst.beyond },
    },
  ];
}

/** Units of the warm-up's second half that took longer than those that were timed, by more than chance explains. */
function unsteadyWarmUp(analysed: AnalysedCurve): readonly Finding[] {
  const trials = analysed.curve.points.flatMap(({ workers }) => trialsAt(analysed, workers)?.completed ?? []);
  const ratio = ratioOfSums(trials.flatMap(lateAgainstTimed));
  if (ratio === null || ratio.value < 1 + 2 * NOTABLE || !((ratio.low ?? 0) > 1 + NOTABLE)) return [];
  return [
    {
      code: 'unsteady-warm-up',
      severity: 'warning',
      likelihood: 'possible',
      text: `Workers were not warm: units in the second half of the warm-up took ${short(ratio.value)} times as long as those that were timed (95 %: from ${short(ratio.low ?? 0)}), so the timed ones may still have been getting faster.`,
      cure: 'Warm up longer ("warmup", in seconds).',
      ...onCurve(analysed.curve),
      evidence: { warmUpOverTimed: ratio.value, warmUpOverTimedLow: ratio.low, trials: trials.length },
    },
  ];
}

/** What the units of the warm-up's second half took, and what as many timed ones took; none where either is unknown. */
function lateAgainstTimed(trial: CompletedTrial): readonly { readonly part: number; readonly whole: number }[] {
  const { late } = trial.measurement.warmUp;
  const timed = meanServiceSeconds(trial);
  if (late === undefined || late.units === 0 || timed === null || !(timed > 0)) return [];
  return [{ part: late.serviceSeconds, whole: late.units * timed }];
}
