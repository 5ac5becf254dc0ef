/** The finding on tasks that print while they are measured. */
import type { Finding } from '../../model/finding.js';
import type { Measurement } from '../../model/measurement.js';
import { isCommand } from '../../seams/subject.js';
import { short } from '../../words/numbers.js';
import { groupBy } from '../grouping.js';
import type { FindingContext } from './context.js';

/** Lines a unit from which printing is worth a word: each is a write of the host, and a message of its worker before. */
const NOTABLE_LINES = 10;

/** One for each task whose units print that much. */
export function printFindings({ groups }: FindingContext): readonly Finding[] {
  const tasks = groupBy(
    groups.filter(({ cell }) => !isCommand(cell.way.task)),
    ({ cell }) => cell.way.task.name,
  );
  return [...tasks].flatMap(([task, ofTask]): readonly Finding[] => {
    const printed = ofTask.flatMap(({ records }) => records.filter(({ outcome }) => outcome === 'completed'));
    const lines = sum(printed.map(({ outputLines = 0 }) => outputLines));
    const units = sum(printed.map(({ measurement }) => (measurement === null ? 0 : unitsRun(measurement))));
    const perUnit = units === 0 ? 0 : lines / units;
    if (perUnit < NOTABLE_LINES) return [];
    return [
      {
        code: 'task-prints',
        severity: 'warning',
        likelihood: 'likely',
        text: `The task prints ${short(perUnit)} lines a unit: that is measured with it, and all workers write through the host's one thread.`,
        cure: "Print nothing while it is measured. What it printed is in output.log, in the run's folder.",
        task,
        executor: null,
        evidence: { lines, units, linesPerUnit: perUnit },
      },
    ];
  });
}

/** Those of the warm-up print, too. */
function unitsRun({ unitsCompleted, unitsFailed, warmUp }: Measurement): number {
  return unitsCompleted + unitsFailed + warmUp.units;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
