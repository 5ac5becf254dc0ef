/** What has to be said of a whole report before its figures. */

import type { Finding } from '../../model/finding.js';
import type { FailedUnits, Report } from '../../model/report.js';
import type { UnitNoun } from '../../model/study.js';
import { unitNoun } from '../../seams/subject.js';
import { counted } from '../../words/counts.js';
import { givenPercent, percent, short } from '../../words/numbers.js';

/** One of them: `PARTIAL: not every planned trial completed`. */
export interface Notice {
  /** In lower case. */
  readonly name: 'invalid' | 'partial' | 'units failed' | 'runs failed' | 'requests failed' | 'simulated' | 'quick';
  readonly severity: Finding['severity'];
  readonly text: string;
}

/** The report's notices, the gravest first. */
export function noticesOf(report: Report): readonly Notice[] {
  const { status, simulated, study } = report;
  const { failedUnits } = report;
  const notices: (Notice | false)[] = [
    status === 'invalid' && {
      name: 'invalid',
      severity: 'critical',
      text: 'do not rely on these figures; the findings say why',
    },
    status === 'partial' && { name: 'partial', severity: 'warning', text: partialText(report) },
    ...failedUnits.map((failed) => failedNotice(failed, failedUnits.length > 1, unitNoun(study))),
    simulated && {
      name: 'simulated',
      severity: 'info',
      text: 'these figures come from a planted law, not from a machine',
    },
    study.quick && {
      name: 'quick',
      severity: 'info',
      text: quickText(study),
    },
  ];
  return notices.filter((notice) => notice !== false);
}

/** What a quick look was cut to. */
function quickText(study: Report['study']): string {
  const { rounds, load } = study;
  const trial =
    load.kind === 'count'
      ? counted(load.units, unitNoun(study))
      : `${short(load.kind === 'rate' ? load.durationSeconds : load.windowSeconds)} s`;
  return `cut to ${counted(rounds, 'round')} of ${trial} a trial, without rests; run without --quick before you decide`;
}

/** Of several tasks each is named. */
function failedNotice(failures: FailedUnits, several: boolean, noun: UnitNoun): Notice {
  const { task, failed, units, errorRateLimit, rowsAboveLimit, severity } = failures;
  const limit = givenPercent(errorRateLimit ?? 0);
  const against =
    rowsAboveLimit === 0
      ? `within the limit of ${limit}`
      : `above the limit of ${limit} in ${rowsText(rowsAboveLimit)}`;
  const whose = several ? `${task}: ` : '';
  return { name: `${noun}s failed`, severity, text: `${whose}${percent(failed / units)} of all ${noun}s, ${against}` };
}

function rowsText(rows: number): string {
  return rows === 1 ? 'one row' : `${rows} rows`;
}

function partialText({ statusReason, study }: Report): string {
  return statusReason === 'failed units'
    ? `more ${unitNoun(study)}s failed than the limit allows`
    : 'not every planned trial completed';
}
