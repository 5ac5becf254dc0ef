import type { Finding } from '../../model/finding.js';
import type { Report } from '../../model/report.js';
import { curveName } from '../../words/curves.js';

/** Whose finding it is, where a report has several curves: `sort`, `sort, threads, 100/s`; null for the study's. */
export function subjectOf({ task, executor, curve }: Finding, { curves }: Pick<Report, 'curves'>): string | null {
  if (curves.length < 2 || task === null) return null;
  if (executor === null) return task;
  return `${task}, ${curve === undefined ? executor : curveName({ executor, ...curve })}`;
}

/** What the notices above a report say already. */
const SAID_BY_NOTICES: readonly Finding['code'][] = ['quick-look', 'simulated'];

/** The findings that explain the answer: all but those that repeat it, or a notice. What was not observed is for the page alone. */
export function explaining({ findings }: Pick<Report, 'findings'>): readonly Finding[] {
  return onPage({ findings }).filter(({ code }) => code !== 'not-observed');
}

/** The same with what was not observed. */
export function onPage({ findings }: Pick<Report, 'findings'>): readonly Finding[] {
  return findings.filter(({ isAnswer, code }) => isAnswer !== true && !SAID_BY_NOTICES.includes(code));
}

/** A finding, and how many more there are of its kind. */
export interface GroupedFinding {
  readonly finding: Finding;
  readonly others: number;
}

/** In a matrix those of one kind, about several points or rows, by their first one; else each by itself. */
export function grouped(findings: readonly Finding[], { matrix }: Pick<Report, 'matrix'>): readonly GroupedFinding[] {
  if (matrix === null) return findings.map((finding) => ({ finding, others: 0 }));
  const keyOf = ({ code, severity, likelihood }: Finding) => `${code} ${severity} ${likelihood}`;
  const keys = [...new Set(findings.map(keyOf))];
  return keys.map((key) => {
    const [finding, ...others] = findings.filter((one) => keyOf(one) === key) as [Finding, ...Finding[]];
    return { finding, others: others.length };
  });
}

/** Whose findings these are: `Ed25519 sign, threads, and 3 more like it`; null for the study's. */
export function groupSubject({ finding, others }: GroupedFinding, report: Pick<Report, 'curves'>): string | null {
  const subject = subjectOf(finding, report);
  return subject === null || others === 0 ? subject : `${subject}, and ${others} more like it`;
}
