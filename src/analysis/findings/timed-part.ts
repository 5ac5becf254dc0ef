/** The finding on timed parts that end before they can be measured. */
import type { Finding } from '../../model/finding.js';
import { isCommand } from '../../seams/subject.js';
import { short } from '../../words/numbers.js';
import { groupBy } from '../grouping.js';
import { GOOD_TIMED_SECONDS, medianTimedSeconds, timedPartTooShort } from '../timed-part.js';
import type { CellTrials } from '../trials.js';
import type { FindingContext } from './context.js';

/** One for each task with such rows; of commands `command-too-short` says it, by what starting a program takes. */
export function timedPartFindings({ groups }: FindingContext): readonly Finding[] {
  const byTask = groupBy(
    groups.filter((group) => !isCommand(group.cell.way.task) && timedPartTooShort(group)),
    ({ cell }) => cell.way.task.name,
  );
  return [...byTask.values()].map(tooShort);
}

function tooShort(groups: readonly CellTrials[]): Finding {
  const rows = groups.map((group) => ({ cell: group.cell, seconds: medianTimedSeconds(group) as number }));
  const shortest = rows.reduce((a, b) => (b.seconds < a.seconds ? b : a));
  const { name, way } = shortest.cell;
  const { load, task } = way;
  const units = load.kind === 'count' ? roundUp(load.units * (GOOD_TIMED_SECONDS / shortest.seconds)) : null;
  const longer = units === null ? 'measure for longer ("load")' : `measure more units ("task_count": ${units})`;
  return {
    code: 'timed-part-too-short',
    severity: 'critical',
    likelihood: 'likely',
    text: `Too little work was timed: the timed part of ${name} took ${short(1000 * shortest.seconds)} ms, so its figures are mostly those of starting the first units.`,
    cure: `For at least ${GOOD_TIMED_SECONDS} s, ${longer} or make units longer. Check that the task gets the arguments it needs and returns what it computes: an empty loop is this fast.`,
    task: task.name,
    executor: null,
    evidence: { shortestTimedSeconds: shortest.seconds, row: name, rows: rows.length, units },
  };
}

/** To two digits. */
function roundUp(value: number): number {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(value)) - 1);
  return Math.ceil(value / step) * step;
}
