/** A recording's report, with all but the comparison of two versions. Pure. */
import type { Recording } from '../model/journal.js';
import type { Report, ReportedStudy } from '../model/report.js';
import type { Study } from '../model/study.js';
import type { TrialRecord } from '../model/trial.js';
import { flatTask, lawOf } from '../seams/subject.js';
import { adviseCurve } from './advice.js';
import { answersOf } from './answers.js';
import { shortArguments } from './arguments.js';
import { cellProfiles, lastProfiles } from './cell-profiles.js';
import { type CellContext, reportCell } from './cells.js';
import { wrongResults } from './correctness.js';
import { analyseCurve, curveCells } from './curves.js';
import { failedUnits, failsTooOften } from './findings/failed-units.js';
import { findAll } from './findings.js';
import { highestRates, isSearch } from './highest-rates.js';
import { pointsOf } from './points.js';
import { studyAnswer } from './study-answer.js';
import { targetsOf } from './target.js';
import { cellTelemetry } from './telemetry.js';
import { type CellTrials, groupTrials, missingTrials } from './trials.js';

/** What was recorded, complete or not, as a report. */
export function reportOf(recording: Recording): Report {
  const { study } = recording;
  const groups = groupTrials(recording);
  const wrong = wrongResults(groups);
  const context: CellContext = { study, groups, wrongCells: new Set(wrong.map(({ cellId }) => cellId)) };
  // What a search began with is one of many rates: its curve is what each worker count holds.
  const curves = isSearch(recording) ? [] : curveCells(groups).map((cells) => analyseCurve(cells, context));
  const advice = curves.map(({ cells }) => adviseCurve(cells, context));
  const answers = answersOf(
    groups,
    curves.map(({ cells }) => cells),
    advice,
    context,
  );
  const cells = groups.map((group) => reportCell(group, context));
  const rates = highestRates(recording, groups);
  const status = statusOf(recording, groups, wrong.length);
  const matrix = pointsOf(study, groups, cells, answers);
  const shown = { study: withShortArguments(study.study), cells, advice, answers, matrix, ...rates };
  return {
    ...status,
    answer: studyAnswer({ ...shown, ...status, groups }),
    comparison: null,
    reproduction: null,
    tool: study.provenance.tool,
    simulated: isSimulated(groups),
    machine: study.machine,
    ...shown,
    curves: curves.map(({ curve }) => curve),
    targets: targetsOf(
      study.study,
      cells,
      curves.map(({ curve }) => curve),
    ),
    failedUnits: failedUnits(groups, study.study.limits),
    findings: findAll({ recording, groups, wrong, curves, cells, advice, ...rates }),
    telemetry: groups.flatMap(cellTelemetry),
    profiles: cellProfiles(recording),
    provenance: study.provenance,
  };
}

function withShortArguments(study: Study): ReportedStudy {
  const tasks = study.tasks.map((task) => {
    const args = task.args === null ? null : shortArguments(task.args);
    return { ...task, ...flatTask(task), args };
  });
  return { ...study, tasks };
}

function isUncut(recording: Recording): boolean {
  const { end } = recording;
  const profiled = lastProfiles(recording).every(({ outcome }) => outcome === 'completed');
  return end !== null && end.interruptedBy === null && missingTrials(recording) === 0 && profiled;
}

function statusOf(
  recording: Recording,
  groups: readonly CellTrials[],
  wrong: number,
): Pick<Report, 'status' | 'statusReason'> {
  const { retryFailed, limits } = recording.study.study;
  if (wrong > 0) return { status: 'invalid', statusReason: 'wrong results' };
  if (!isUncut(recording) || !groups.every((group) => isWhole(group, retryFailed)))
    return { status: 'partial', statusReason: 'missing trials' };
  return groups.some((group) => failsTooOften(group, limits))
    ? { status: 'partial', statusReason: 'failed units' }
    : { status: 'valid', statusReason: null };
}

/**
 * A trial that completed when it ran again leaves nothing open where that was asked for. A result that `verify`
 * refused does: right at another time makes it no better.
 */
function isWhole({ records, completed }: CellTrials, retryFailed: number): boolean {
  const rounds = new Set(completed.map(({ round }) => round));
  const isForgiven = ({ outcome, fault }: TrialRecord) =>
    outcome === 'interrupted' || (retryFailed > 0 && fault?.phase !== 'verify');
  return records.every((record) => record.outcome === 'completed' || (rounds.has(record.round) && isForgiven(record)));
}

/** True when any figure comes from a law instead of a machine. */
function isSimulated(groups: readonly CellTrials[]): boolean {
  return groups.some(
    ({ cell, completed }) =>
      lawOf(cell.way.task) !== null || completed.some(({ measurement }) => measurement.simulated),
  );
}
