/** Units that failed in trials that went on, as far as a limit on the error rate let them. */
import type { Finding } from '../../model/finding.js';
import type { FailedUnits } from '../../model/report.js';
import type { Limits, UnitNoun } from '../../model/study.js';
import type { TrialRecord } from '../../model/trial.js';
import { unitNoun } from '../../seams/subject.js';
import { counted } from '../../words/counts.js';
import { wholePercent } from '../../words/numbers.js';
import { faultInOneLine } from '../../words/sentences.js';
import { groupBy } from '../grouping.js';
import type { CellTrials } from '../trials.js';
import { errorKinds, firstErrors } from '../unit-counts.js';
import type { FindingContext } from './context.js';

/** Shares of failed units from which they are a warning, and a reason to look at the task first. */
const NOTABLE = 0.01;
const GRAVE = 0.2;
/** Rows whose shares differ by more did not do the same work. */
const UNEVEN = 0.05;

/** One cell's failed units, in the trials that completed all the same: also where none of a trial's units did. */
interface Failures {
  readonly group: CellTrials;
  readonly failed: number;
  readonly units: number;
  readonly share: number;
}

/** All of a task's failed units, and the rows that they are of. */
interface TaskFailures extends FailedUnits {
  readonly rows: readonly Failures[];
  readonly worst: Failures;
  /** The smallest share of any row. */
  readonly least: number;
}

/** One finding for each task with failed units. */
export function failedUnitFindings({ groups, recording }: FindingContext): readonly Finding[] {
  return taskFailures(groups, recording.study.study.limits).map((failures) =>
    findingOf(failures, unitNoun(recording.study.study)),
  );
}

/** What failed of each task of which any unit did. */
export function failedUnits(groups: readonly CellTrials[], limits: Limits): readonly FailedUnits[] {
  return taskFailures(groups, limits).map(({ task, failed, units, errorRateLimit, rowsAboveLimit, severity }) => ({
    task,
    failed,
    units,
    errorRateLimit,
    rowsAboveLimit,
    severity,
  }));
}

/** Whether more of a cell's units failed than the limit allows, in trials that count. */
export function failsTooOften(group: CellTrials, { errorRate }: Limits): boolean {
  return (failuresOf(group)?.share ?? 0) > (errorRate ?? 0);
}

function taskFailures(groups: readonly CellTrials[], limits: Limits): readonly TaskFailures[] {
  return [...groupBy(groups, ({ cell }) => cell.way.task.name).values()].flatMap((cells) => ofTask(cells, limits));
}

function ofTask(groups: readonly CellTrials[], limits: Limits): readonly TaskFailures[] {
  const rows = groups.map(failuresOf).filter((row) => row !== null);
  const failed = rows.reduce((sum, row) => sum + row.failed, 0);
  const worst = rows.toSorted((a, b) => b.share - a.share)[0];
  if (worst === undefined || failed === 0) return [];
  const rowsAboveLimit = groups.filter((group) => failsTooOften(group, limits)).length;
  return [
    {
      task: worst.group.cell.way.task.name,
      failed,
      units: rows.reduce((sum, row) => sum + row.units, 0),
      errorRateLimit: limits.errorRate,
      rowsAboveLimit,
      severity: rowsAboveLimit > 0 || worst.share >= GRAVE ? 'critical' : worst.share >= NOTABLE ? 'warning' : 'info',
      rows,
      worst,
      least: Math.min(...rows.map(({ share }) => share)),
    },
  ];
}

function findingOf(failures: TaskFailures, noun: UnitNoun): Finding {
  const { task, failed, units, errorRateLimit, rowsAboveLimit, severity, rows, worst, least } = failures;
  return {
    code: 'units-failed',
    severity,
    likelihood: 'likely',
    text: `${failed.toLocaleString('en')} of ${counted(units, noun)} failed (${shareText(failed / units)})${placeText(rows, worst, least)}.${kindsText(rows)}${firstText(rows, noun)} Throughput counts completed ${noun}s only.`,
    cure:
      worst.share - least > UNEVEN
        ? 'Find out why some worker counts fail more often; until then their speeds cannot be compared.'
        : 'Fix what fails, or lower "error_rate" ("limits") so that it ends the trial.',
    task,
    executor: null,
    evidence: {
      unitsFailed: failed,
      units,
      failedShare: failed / units,
      worstRow: worst.group.cell.name,
      worstShare: worst.share,
      leastShare: least,
      errorRateLimit,
      rowsAboveLimit,
    },
  };
}

function failuresOf(group: CellTrials): Failures | null {
  const count = (figure: 'unitsCompleted' | 'unitsFailed') =>
    ended(group).reduce((sum, { measurement }) => sum + (measurement?.[figure] ?? 0), 0);
  const failed = count('unitsFailed');
  const units = failed + count('unitsCompleted');
  return units === 0 ? null : { group, failed, units, share: failed / units };
}

function ended({ records }: CellTrials): readonly TrialRecord[] {
  return records.filter(({ outcome }) => outcome === 'completed');
}

function placeText(rows: readonly Failures[], worst: Failures, least: number): string {
  if (rows.length < 2 || worst.share - least <= UNEVEN) return '';
  return `, from ${shareText(least)} to ${shareText(worst.share)} by row, most in ${worst.group.cell.name}`;
}

/** Under one in a thousand is no 0 %. */
function shareText(share: number): string {
  return share > 0 && share < NOTABLE ? `${Number((share * 100).toPrecision(1))} %` : wholePercent(share);
}

/** `12 timeout, 3 reset`, where there is more than one kind. */
function kindsText(rows: readonly Failures[]): string {
  const kinds = errorKinds(rows.flatMap(({ group }) => ended(group)));
  if (kinds.length < 2) return '';
  return ` By kind: ${kinds.map(({ kind, units }) => `${units.toLocaleString('en')} ${faultInOneLine(kind)}`).join(', ')}.`;
}

/** Older journals count failed units without their messages. */
function firstText(rows: readonly Failures[], noun: UnitNoun): string {
  const [first] = firstErrors(rows.flatMap(({ group }) => ended(group)));
  if (first === undefined) return '';
  const message = faultInOneLine(first.message).replace(/\.$/, '');
  return ` The first error${first.unit === null ? '' : `, of ${noun} ${first.unit}`}: ${message}.`;
}
