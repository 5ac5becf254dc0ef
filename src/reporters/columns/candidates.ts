/** The table of the worker counts that could have been chosen. */
import type { Candidate } from '../../model/advice.js';
import { percent, plain, probability, withInterval } from '../../words/numbers.js';
import { type Column, figureOf, textOf } from './column.js';

/** Every candidate with its evidence. */
export const CANDIDATE_COLUMNS: readonly Column<Candidate>[] = [
  {
    ...figureOf<Candidate>('workers', 0, ({ workers }) => workers),
    align: 'left',
    text: ({ workers }) => plain(workers),
  },
  {
    ...figureOf<Candidate>('vs fastest', 0, ({ ratioToBest }) => ratioToBest?.value),
    text: ({ ratioToBest }) => withInterval(ratioToBest, percent),
    help: 'Throughput over that of the fastest, paired by round.',
  },
  figureOf('is the best', 0, ({ probabilityBest }) => probabilityBest, probability),
  figureOf('is within 5 %', 0, ({ probabilityGoodEnough }) => probabilityGoodEnough, probability),
  textOf('left out because', 0, ({ excludedBy }) => excludedBy ?? ''),
];
