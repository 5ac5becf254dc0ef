import type { Finding } from '../../model/finding.js';
import type { Report } from '../../model/report.js';
import { curveName } from './curve-name.js';

/** Whose finding it is, where a report has several curves: `sort`, `sort, threads, 100/s`; null for the study's. */
export function subjectOf({ task, executor, curve }: Finding, { curves }: Pick<Report, 'curves'>): string | null {
  if (curves.length < 2 || task === null) return null;
  if (executor === null) return task;
  return `${task}, ${curve === undefined ? executor : curveName({ executor, ...curve })}`;
}

/** The findings that explain the answer: all but those that repeat it. */
export function explaining({ findings }: Report): readonly Finding[] {
  return findings.filter(({ isAnswer }) => isAnswer !== true);
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
