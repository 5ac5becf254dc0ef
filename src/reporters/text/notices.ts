/** What has to be said of a whole report before its figures. */
import type { Finding } from '../../model/finding.js';
import type { Report } from '../../model/report.js';
import { givenPercent, percent } from '../../words/numbers.js';

/** One of them: `PARTIAL: not every planned trial completed`. */
export interface Notice {
  /** In lower case. */
  readonly name: 'invalid' | 'partial' | 'units failed' | 'simulated' | 'quick';
  readonly severity: Finding['severity'];
  readonly text: string;
}

/** The report's notices, the gravest first. */
export function noticesOf(report: Report): readonly Notice[] {
  const { status, simulated, study } = report;
  const failures = report.findings.filter(({ code }) => code === 'units-failed');
  const notices: (Notice | false)[] = [
    status === 'invalid' && {
      name: 'invalid',
      severity: 'critical',
      text: 'do not rely on these figures; the findings say why',
    },
    status === 'partial' && { name: 'partial', severity: 'warning', text: partialText(report) },
    ...failures.map((finding) => failedUnits(finding, failures.length > 1)),
    simulated && {
      name: 'simulated',
      severity: 'info',
      text: 'these figures come from a planted law, not from a machine',
    },
    study.quick && {
      name: 'quick',
      severity: 'info',
      text: 'rounds, counts and rests were cut; take this as a first look',
    },
  ];
  return notices.filter((notice) => notice !== false);
}

/** Of several tasks each is named. */
function failedUnits({ severity, task, evidence }: Finding, several: boolean): Notice {
  const { failedShare, errorRateLimit, rowsAboveLimit } = evidence;
  const rows = Number(rowsAboveLimit);
  const limit = givenPercent(Number(errorRateLimit ?? 0));
  const against = rows === 0 ? `within the limit of ${limit}` : `above the limit of ${limit} in ${rowsText(rows)}`;
  const whose = several ? `${task}: ` : '';
  return { name: 'units failed', severity, text: `${whose}${percent(Number(failedShare))} of all units, ${against}` };
}

function rowsText(rows: number): string {
  return rows === 1 ? 'one row' : `${rows} rows`;
}

const MISSING: readonly Finding['code'][] = ['trials-not-completed', 'study-cut', 'profile-not-taken'];

function partialText({ findings }: Report): string {
  const tooMany = findings.some(({ code, evidence }) => code === 'units-failed' && Number(evidence.rowsAboveLimit) > 0);
  return tooMany && !findings.some(({ code }) => MISSING.includes(code))
    ? 'more units failed than the limit allows'
    : 'not every planned trial completed';
}
