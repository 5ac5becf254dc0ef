/** Two measurements side by side. Pure: the same recordings always give the same comparison. */
import type { ComparedCurve, ComparedSide, Comparison } from '../../model/comparison.js';
import type { Recording } from '../../model/journal.js';
import type { Report } from '../../model/report.js';
import { unitNoun } from '../../seams/subject.js';
import { MIN_ROUNDS } from '../../statistics/estimate.js';
import { reportOf } from '../report.js';
import { changesOf } from './changes.js';
import { clouds, differentArguments, differentResults, foreignLoad, refusals, unmatched } from './differences.js';
import { figuresOf } from './figures.js';
import { type MergedRuns, mergeRuns, onlyTask } from './recordings.js';
import { verdictOfComparison } from './verdict.js';

/** The shares from which a change for the worse is called a warning, and critical. */
export const THRESHOLDS: Comparison['thresholds'] = { warning: 0.1, critical: 0.25 };

const SIMULATED = 'SIMULATED: figures come from a planted law; nothing was measured';

/** A comparison, or why there can be none. */
export type Compared =
  | { readonly comparison: Comparison }
  | {
      /** What differs between the two that makes them different questions. */
      readonly refusals: readonly string[];
    };

/** How to compare. */
export interface CompareOptions {
  readonly thresholds: Comparison['thresholds'];
  /** Compare what are different questions, too. */
  readonly force: boolean;
}

interface Side {
  readonly runs: readonly Recording[];
  readonly merged: MergedRuns;
  readonly report: Report;
}

/** Compares runs of their own: `base` and `head` have at least one each. */
export function compareRuns(
  base: readonly Recording[],
  head: readonly Recording[],
  { thresholds, force }: CompareOptions,
): Compared {
  const [first] = base;
  const others = [...base.slice(1), ...head];
  const refused = first === undefined ? [] : distinct(others.flatMap((other) => refusals(first, other)));
  if (refused.length > 0 && !force) return { refusals: refused };
  const [before, after] = [sideOf(base), sideOf(head)];
  const clouded = first === undefined ? [] : others.flatMap((other) => clouds(first, other));
  const comparison = compareSides(before, after, false, thresholds);
  if (comparison.changes.length === 0) return { refusals: ['no cell completed on both sides'] };
  return { comparison: { ...comparison, warnings: [...distinct([...refused, ...clouded]), ...comparison.warnings] } };
}

/** Compares the first task of one run with the second, round by round. Throws RangeError unless there are two. */
export function compareWithin(recording: Recording, { thresholds }: Pick<CompareOptions, 'thresholds'>): Compared {
  const [first, second, ...others] = recording.study.study.tasks;
  if (first === undefined || second === undefined || others.length > 0)
    throw new RangeError('a comparison within a run needs exactly two tasks');
  const [base, head] = [onlyTask(recording, first), onlyTask(recording, second)];
  const comparison = compareSides(sideOf([base]), sideOf([head]), true, thresholds);
  if (comparison.changes.length === 0) return { refusals: ['no cell completed on both sides'] };
  return { comparison: { ...comparison, warnings: [...differentArguments(base, head), ...comparison.warnings] } };
}

function sideOf(runs: readonly Recording[]): Side {
  const merged = mergeRuns(runs);
  return { runs, merged, report: reportOf(merged.recording) };
}

function compareSides(base: Side, head: Side, paired: boolean, thresholds: Comparison['thresholds']): Comparison {
  const figures = figuresOf(base.merged, head.merged, paired);
  const [before, after] = [describeSide(base), describeSide(head)];
  const { seed } = head.report.study;
  const comparison = {
    base: before,
    head: after,
    paired,
    repetition: figures.repetition,
    thresholds,
    changes: changesOf(figures, { paired, thresholds, seed }),
    curves: curvesOf(base.report, head.report),
    warnings: [
      ...(base.report.simulated || head.report.simulated ? [SIMULATED] : []),
      ...statusWarnings(before, after),
      ...unmatched(base.merged, head.merged),
      ...foreignLoad(base.merged, head.merged),
      ...repetitionWarnings(before, after, paired, figures.repetition === 'run' || head.report.simulated),
    ],
  };
  return { verdict: verdictOfComparison(comparison, resultsText(base, head)), ...comparison };
}

function describeSide({ runs, merged, report }: Side): ComparedSide {
  const { trials, study } = merged.recording;
  return {
    task: study.study.tasks.map(({ name }) => name).join(', '),
    runs: runs.length,
    rounds: new Set(trials.map(({ round }) => round)).size,
    startedAt: study.provenance.startedAt,
    gitCommit: study.provenance.gitCommit,
    noun: unitNoun(study.study),
    status: report.status,
  };
}

/** The curves of both reports that are of one way. */
function curvesOf(base: Report, head: Report): readonly ComparedCurve[] {
  return head.curves.flatMap((curve, i) => {
    const place = base.curves.findIndex(({ way }) => way === curve.way);
    const [before, was, is] = [base.curves[place], base.advice[place], head.advice[i]];
    if (before === undefined || was === undefined || is === undefined) return [];
    const efficiency = curve.points.map((point) => ({
      workers: point.workers,
      base: before.points.find(({ workers }) => workers === point.workers)?.efficiency ?? null,
      head: point.efficiency,
    }));
    const { way, task, point, executor, inFlight, order, load, cpus } = curve;
    return [{ way, task, point, executor, inFlight, order, load, cpus, efficiency, base: was, head: is }];
  });
}

function statusWarnings(base: ComparedSide, head: ComparedSide): readonly string[] {
  const words = { invalid: 'invalid: a result was wrong', partial: 'partial: not every trial completed', valid: '' };
  return [base, head].flatMap(({ status }, i) => {
    return status === 'valid' ? [] : [`the ${i === 0 ? 'base' : 'head'} is ${words[status]}`];
  });
}

/** Rounds of merged runs have numbers of their own, so that only single runs can be held side by side. */
function resultsText(base: Side, head: Side): string {
  if (base.runs.length > 1 || head.runs.length > 1) return '';
  const { differ, of } = differentResults(base.merged, head.merged);
  return differ === 0 ? '' : `Their results differ in ${differ} of ${of} trials: they may not do the same work.`;
}

function repetitionWarnings(
  base: ComparedSide,
  head: ComparedSide,
  paired: boolean,
  sound: boolean,
): readonly string[] {
  const few = Math.min(base.rounds, head.rounds);
  return [
    ...(few < MIN_ROUNDS ? [`too few rounds to show a change: ${few}, and it needs ${MIN_ROUNDS} per side`] : []),
    ...(paired || sound
      ? []
      : [
          "the runs were made one after the other, so a change may be the machine's: on a shared machine 12 of 90 such comparisons of the same code claimed one. Interleave both in one run (run --ab), or give 5 runs per side",
        ]),
  ];
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
