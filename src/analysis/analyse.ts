/** The analysis: a recording in, a report out. Pure: the same recording always gives the same report. */
import type { Recording } from '../model/journal.js';
import type { Report } from '../model/report.js';
import { UserError } from '../user-error.js';
import { compareRuns, compareWithin, THRESHOLDS } from './compare/compare.js';
import { reportOf } from './report.js';
import { answerOfVersions } from './study-answer.js';

/** Analyses what was recorded, complete or not; two versions of a task are compared, too. */
export function analyse(recording: Recording): Report {
  const report = reportOf(recording);
  if (recording.study.study.ab !== true) return report;
  const compared = compareWithin(recording, { thresholds: THRESHOLDS });
  if ('refusals' in compared) return report;
  const { comparison } = compared;
  return { ...report, answer: answerOfVersions(report, comparison), comparison };
}

/** The report of a run, with what changed since an earlier one. Throws UserError where the two are different questions. */
export function reproduce(recording: Recording, earlier: Recording): Report {
  const compared = compareRuns([earlier], [recording], { thresholds: THRESHOLDS, force: false });
  if ('refusals' in compared)
    throw new UserError(`the earlier run cannot be compared: ${compared.refusals.join('; ')}`);
  return { ...analyse(recording), reproduction: compared.comparison };
}
