import type { Finding } from '../../model/finding.js';
import type { Report } from '../../model/report.js';
import { curveName } from '../../words/curves.js';

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
