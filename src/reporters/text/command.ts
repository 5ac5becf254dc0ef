/** What is said of a command that is not said of a task: its line, what its workers are, and what its runs are counted in. */
import type { Estimate } from '../../model/estimate.js';
import type { Report } from '../../model/report.js';
import type { CellReport } from '../../model/row.js';
import type { Study } from '../../model/study.js';
import { traitsOf } from '../../seams/executor.js';
import { unitNoun } from '../../seams/subject.js';
import { withInterval } from '../../words/numbers.js';
import { type RateUnit, rateUnitFor } from '../../words/rates.js';

/** The command line of a task as it was given, with the variables that hold a placeholder; null for what is no command. Hostile text. */
export function commandLine({ study }: Pick<Report, 'study'>, task: string): string | null {
  const found = study.tasks.find(({ name, subject }) => name === task && subject.kind === 'command');
  if (found?.subject.kind !== 'command') return null;
  const env = Object.entries(found.subject.env).filter(([, value]) => value.includes('{'));
  return [...env.map(([name, value]) => `${name}=${value}`), found.given].join(' ');
}

/** What a row's worker count is: `the command's own {workers}` or `copies at a time`; null for what is no command. */
export function workersAre(
  { study }: Pick<Report, 'study'>,
  { task, executor }: Pick<CellReport, 'task' | 'executor'>,
) {
  if (!study.tasks.some(({ name, subject }) => name === task && subject.kind === 'command')) return null;
  return workersMeaning(study, executor);
}

/** The same of an executor of commands. */
export function workersMeaning(study: Pick<Study, 'traits'>, executor: string): string {
  return traitsOf(study, executor).workersAre === 'inside' ? "the command's own {workers}" : 'copies at a time';
}

/** The same in a heading, with how the runs began: `N copies at a time, warm caches`; null for what is no command. */
export function commandManner(report: Pick<Report, 'study'>, cells: readonly CellReport[]): string | null {
  const [cell] = cells;
  const are = cell === undefined ? null : workersAre(report, cell);
  if (are === null) return null;
  const starts = [...new Set(cells.flatMap(({ command }) => command?.start ?? []))];
  const caches = starts.length === 0 ? '' : `, ${starts.join(' or ')} caches`;
  return (are === 'copies at a time' ? 'N copies at a time' : are) + caches;
}

/** The unit of a report's throughputs. */
export function rateUnit({ study, cells }: Pick<Report, 'study' | 'cells'>): RateUnit {
  return rateUnitFor(unitNoun(study), Math.max(0, ...cells.map(({ throughput }) => throughput?.value ?? 0)));
}

/** A throughput with its interval in a report's unit. */
export function throughputText(report: Pick<Report, 'study' | 'cells'>, throughput: Estimate | null): string {
  return withInterval(throughput, rateUnit(report).format);
}
