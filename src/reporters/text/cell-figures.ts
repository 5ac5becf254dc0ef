/** What is shown of a row beside the figures that it holds. */
import type { Report } from '../../model/report.js';
import type { CellReport } from '../../model/row.js';
import type { Study } from '../../model/study.js';
import { runsCommand, speedupBaseline } from '../../seams/subject.js';
import { workerCountsText } from '../../words/counts.js';
import { rateUnit } from './command.js';

/** The row's name, with its units in flight where they are more than one and the name does not tell them. */
export function rowName({ name, inFlight }: Pick<CellReport, 'name' | 'inFlight'>): string {
  return inFlight === 1 || name.includes(`_x${inFlight}`) ? name : `${name}, ${inFlight} in flight`;
}

/** Units that a cell has underway at a time: workers × units in flight; one for sequential. Of a service the clients. */
export function streams({ workers, inFlight }: CellReport): number {
  return Math.max(workers, 1) * inFlight;
}

/** A part over its whole; null where either is not known, or there is no whole. */
export function shareOf(part: number | undefined, whole: number | undefined): number | null {
  return part === undefined || whole === undefined || whole === 0 ? null : part / whole;
}

/** What units a second are called: under rates alone they are what was achieved of what was offered. */
export function rateTitle(report: Pick<Report, 'study' | 'cells'>, cells: readonly CellReport[]): string {
  return cells.every(({ load }) => load.kind === 'rate') ? 'achieved/s' : rateUnit(report).title;
}

/** The rounds that any of the rows has, ascending. */
export function roundsOf(cells: readonly CellReport[]): readonly number[] {
  return [...new Set(cells.flatMap(({ points }) => points.map(({ round }) => round)))].sort((a, b) => a - b);
}

/** What changes are against: `sequential`, or `4 workers`. */
export function baselineText(
  study: Pick<Study, 'baseline' | 'tasks' | 'workers' | 'words' | 'executors' | 'traits'>,
): string {
  return study.baseline === undefined ? speedupBaseline(study).name : workerCountsText([study.baseline]);
}

/** What the changes in the tables are against; a command's have speedups alone, unless the user chose a baseline. */
export function againstSentence(
  study: Pick<Study, 'baseline' | 'tasks' | 'workers' | 'words' | 'executors' | 'traits'>,
): string {
  const what = runsCommand(study) && study.baseline === undefined ? 'Speedups' : 'Changes';
  return `${what} are against ${baselineText(study)}.`;
}
