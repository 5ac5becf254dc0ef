/** Results that differ from the sequential reference, the one finding that makes a study invalid; and those that are not compared. */

import type { CommandSubject } from '../../model/command.js';
import type { Finding } from '../../model/finding.js';
import type { Cell } from '../../model/plan.js';
import { workersText } from '../../words/counts.js';
import type { WrongResult } from '../correctness.js';
import { groupBy } from '../grouping.js';
import type { FindingContext } from './context.js';

const SHOWN = 8;

/** One finding for each cell with a wrong result. */
export function wrongResultFindings({ wrong, groups }: FindingContext): readonly Finding[] {
  return [...groupBy(wrong, ({ cellId }) => cellId).values()].map((results) => {
    const first = results[0] as WrongResult;
    const cellOf = (id: string) => groups.find(({ cell }) => cell.id === id)?.cell as Cell;
    const cell = cellOf(first.cellId);
    const { subject } = cell.way.task;
    if (subject.kind === 'command') return outputDiffers(results, subject, cell, cellOf(first.referenceCellId));
    const buckets = [...new Set(results.flatMap((result) => result.buckets))].toSorted((a, b) => a - b);
    return {
      code: 'wrong-result',
      severity: 'critical',
      likelihood: 'likely',
      text: `${cell.name} computed different results than ${cellOf(first.referenceCellId).name} in ${roundsText(results)}; ${suspects(buckets, first.length)}. Its speedup is withheld.`,
      cure: 'Look for state that units share, for randomness outside the seeded generator, or declare the task not deterministic.',
      task: cell.way.task.name,
      executor: cell.way.executor,
      evidence: {
        cell: cell.name,
        workers: cell.workers,
        rounds: results.length,
        suspectFields: buckets.slice(0, SHOWN).join(' '),
        suspectFieldCount: buckets.length,
        digestLength: first.length,
      },
    } satisfies Finding;
  });
}

/** The same of a command: what it writes is not what it writes with the fewest workers. */
function outputDiffers(
  results: readonly WrongResult[],
  { expect }: CommandSubject,
  cell: Cell,
  reference: Cell,
): Finding {
  const what = expect?.files == null ? 'Its output' : `The files that it writes (${expect.files.join(', ')})`;
  return {
    code: 'output-differs',
    severity: 'critical',
    likelihood: 'likely',
    text: `${what} with ${workersText(cell.workers)} ${expect?.files == null ? 'differs' : 'differ'} from that with ${workersText(reference.workers)} in ${roundsText(results)}, so it did other work. Its speedup is withheld.`,
    cure: 'Compare the two by hand. Where only times, paths or an order differ, take them out with "normalise"; else do not use this count.',
    task: cell.way.task.name,
    executor: cell.way.executor,
    evidence: { row: cell.name, workers: cell.workers, referenceWorkers: reference.workers, rounds: results.length },
  };
}

/** One finding for each task whose results nothing vouches for. */
export function notComparedFindings({ recording }: FindingContext): readonly Finding[] {
  const { study, tasks } = recording.study;
  return tasks.flatMap(({ name, deterministic, repeats }): readonly Finding[] => {
    const isModule = study.tasks.some((task) => task.name === name && task.subject.kind === 'module');
    if (deterministic || !isModule) return [];
    // Journals of older versions do not tell why.
    const isSeen = repeats === false;
    const why = isSeen ? 'two runs of its first unit gave different ones' : 'it says that they may differ';
    return [
      {
        code: 'results-not-compared',
        severity: isSeen ? 'warning' : 'info',
        likelihood: 'likely',
        text: `Results of ${name} are not compared with the sequential ones, because ${why}: a wrong result would go unnoticed.`,
        cure: isSeen
          ? 'Take randomness from the rng of the unit, and inputs from its index; or declare deterministic: false and write verify.'
          : 'Write verify, if there is none: it checks each result on its own.',
        task: name,
        executor: null,
        evidence: { repeats: repeats ?? null },
      },
    ];
  });
}

function suspects(buckets: readonly number[], length: number): string {
  if (buckets.length === 0) return 'their fingerprints have different lengths';
  return `the suspects are the units whose index modulo ${length} is ${firstFew(buckets)}`;
}

function roundsText(results: readonly WrongResult[]): string {
  return `${results.length === 1 ? 'round' : 'rounds'} ${firstFew(results.map(({ round }) => round + 1))}`;
}

function firstFew(numbers: readonly number[]): string {
  const more = numbers.length > SHOWN ? ` and ${numbers.length - SHOWN} more` : '';
  return numbers.slice(0, SHOWN).join(', ') + more;
}
