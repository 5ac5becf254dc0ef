/** What makes an answer provisional: most trials were disturbed, or what could change it was measured too seldom. */
import { mean } from 'simple-statistics';
import type { StudyRecord } from '../model/journal.js';
import { short } from '../words/numbers.js';
import type { Decision } from './decision.js';
import { areMostlyDisturbed, isDisturbed } from './disturbances.js';
import { failuresOf } from './exclusions.js';
import { groupBy } from './grouping.js';
import type { CellTrials } from './trials.js';

/** Why an answer is provisional, in a clause; null when it is not, or when there is none. */
export function provisionalReason(
  { kind, row, short: few, fasterButFailed, contestants }: Decision,
  { study, name }: { readonly study: StudyRecord; readonly name: (row: CellTrials) => string },
): string | null {
  if (row === null || kind === 'too-few-rounds') return null;
  const reasons = [
    ...few.map((group) => `${name(group)} completed only ${group.completed.length} of ${roundsOf(contestants)} rounds`),
    ...fasterButFailed.map((group) => {
      const { rounds, failed } = failuresOf(group);
      return `${name(group)} failed in ${failed} of ${rounds} rounds, faster in the others`;
    }),
    ...(areMostlyDisturbed(contestants.flatMap(({ completed }) => completed))
      ? [disturbanceText(contestants, study)]
      : []),
  ];
  return reasons.length === 0 ? null : reasons.join('; ');
}

function roundsOf(rows: readonly CellTrials[]): number {
  return Math.max(...rows.map(({ completed }) => completed.length));
}

/** "other programs took 1.0 of 2 CPUs in 12 of 15 trials": of the kind of disturbance that most trials have. */
function disturbanceText(rows: readonly CellTrials[], { machine }: StudyRecord): string {
  const records = rows.flatMap(({ completed }) => completed.map(({ record }) => record));
  const foreign = records.flatMap(({ disturbances }) => disturbances.filter(({ own }) => !own));
  const [most = []] = [...groupBy(foreign, ({ kind }) => kind).values()].toSorted((a, b) => b.length - a.length);
  const [first] = most;
  const where = `in ${records.filter(isDisturbed).length} of ${records.length} trials`;
  if (first === undefined) return `trials were disturbed ${where}`;
  if (first.kind !== 'foreign-load')
    return `${first.text} in one of them, and something disturbed the machine ${where}`;
  const cpus = mean(most.map(({ figures }) => figures.share ?? 0)) * machine.logicalCpus;
  return `other programs took ${short(cpus)} of ${machine.logicalCpus} CPUs ${where}`;
}
