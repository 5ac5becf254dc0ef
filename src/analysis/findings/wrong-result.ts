/** Results that differ from the sequential reference: the one finding that makes a study invalid. */
import type { Cell, Finding } from '../../model.js';
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
    const buckets = [...new Set(results.flatMap((result) => result.buckets))].toSorted((a, b) => a - b);
    return {
      code: 'wrong-result',
      severity: 'critical',
      likelihood: 'likely',
      text: `${cell.name} computed other results than ${cellOf(first.referenceCellId).name} in ${roundsText(results)}; ${suspects(buckets, first.length)}. Its speedup is withheld.`,
      cure: 'Look for state that units share, for randomness outside the seeded generator, or declare the task not deterministic.',
      task: cell.task.name,
      executor: cell.executor,
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
