/** How reference rows, which were given a word in place of a count, compare with the answer. */
import type { Reference } from '../model/advice.js';
import { ratioEstimate } from '../statistics/estimate.js';
import { ratio } from '../words/numbers.js';
import type { AdviceContext } from './exclusions.js';
import { pairedRatios } from './pairing.js';
import type { CellTrials } from './trials.js';

/** Each reference row's throughput over that of the row that is advised, or that leads; none without such a row. */
export function compareReferences(
  references: readonly CellTrials[],
  row: CellTrials | null,
  { wrongCells }: AdviceContext,
): readonly Reference[] {
  if (row === null) return [];
  return references.flatMap((reference) => {
    const { name, word = '', id } = reference.cell;
    const ratios = wrongCells.has(id) ? [] : pairedRatios(reference, row).map((pair) => pair.ratio);
    return [{ name, word, ratio: ratioEstimate(ratios) }];
  });
}

/** "auto is 0.81 times 4 workers (95 %: 0.78 to 0.85)." for each that was measured. */
export function referenceRemarks(references: readonly Reference[], answer: string): readonly string[] {
  return references.flatMap(({ word, ratio: estimate }) => {
    if (estimate === null) return [];
    const { value, low, high } = estimate;
    const interval = low === null || high === null ? '' : ` (95 %: ${ratio(low)} to ${ratio(high)})`;
    return [`${word} does ${ratio(value)} times the throughput of ${answer}${interval}.`];
  });
}
